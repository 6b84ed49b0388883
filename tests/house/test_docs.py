"""Docs are true and complete: the build fails when a command, kind or reason is not described."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain import reasons
from bot.domain.activation import ActivationReason, ActivationRefusal, ActivationState, MemberState
from bot.domain.audit import AuditAction
from bot.domain.delivery import DeliveryState
from bot.domain.digest import PeriodReason
from bot.domain.item import ItemState
from bot.domain.landscape import Level
from bot.domain.page import PageReason, PageState
from bot.domain.paging import PageRefusal
from bot.domain.rights import NEEDS
from bot.domain.situation import SurgeReason

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"


def described(page):
    """The words in back-ticks that begin a table row or a heading of a page."""
    return set(re.findall(r"^(?:\| |#+ )`([^`]+)`", (REFERENCE / page).read_text(), re.MULTILINE))


def test_every_reason_and_state_is_described():
    """A reason that `/why` prints can be looked up."""
    wanted = {
        *reasons.ItemReason,
        *reasons.RouteReason,
        *reasons.SilenceReason,
        *reasons.RefusalReason,
        *reasons.NewsReason,
        *reasons.ChangeRefusal,
        *reasons.PressRefusal,
        *AuditAction,
        *reasons.FailReason,
        *reasons.SummaryReason,
        *PeriodReason,
        *SurgeReason,
        *Level,
        *reasons.TroubleReason,
        *reasons.TextReason,
        *reasons.PlaceReason,
        *reasons.HitReason,
        *reasons.WatchRefusal,
        *ActivationReason,
        *ActivationRefusal,
        *ActivationState,
        *MemberState,
        *PageReason,
        *PageRefusal,
        *PageState,
        *ItemState,
        *DeliveryState,
    }
    assert set(map(str, wanted)) == described("reasons.md")


def test_the_table_of_rights_is_true():
    """Who may do what stands in the how-to as the one function decides it."""
    page = (ROOT / "docs" / "how-to" / "discord.md").read_text()
    rows = re.findall(r"^\| `([a-z_]+)` \| ([a-z ]+) \|", page, re.MULTILINE)
    assert rows == [(str(right), str(role).replace("_", " ")) for right, role in NEEDS.items()]


def test_every_button_is_described():
    """Each button has its row, by the words that stand on it."""
    from bot.chat.buttons.row import buttons_of
    from bot.domain.delivery import Subject
    from bot.domain.route import Channel
    from tests.fakes.nouns import delivery

    page = (REFERENCE / "commands.md").read_text().split("## Buttons below a post")[1]
    told = delivery(subject=Subject.PAGE)
    rows = [
        delivery(),
        *(delivery(subject=s) for s in (Subject.SITUATION, Subject.WATCH)),
        told,
        replace(told, note="resolved by"),
    ]
    rows.append(delivery(subject=Subject.ACTIVATION, channel="dm:7"))
    labels = dict.fromkeys(b.label for row in rows for b in buttons_of(row, Channel("soc", "discord")))
    assert re.findall(r"^\| ([A-Z][^|]*?) \| ", page, re.MULTILINE) == list(labels)


def test_every_kind_is_described():
    """Each category file has its row, and each row its file."""
    assert {p.stem for p in (ROOT / "config" / "categories").glob("*.toml")} == described("kinds.md")


def test_every_command_is_described():
    """Each sub-command of `tocsin` has its row, and each row its sub-command."""
    import typer

    from bot.cli import commands

    def walk(group, prefix):
        for name, command in group.commands.items():
            yield from walk(command, f"{prefix} {name}") if hasattr(command, "commands") else [f"{prefix} {name}"]

    told = {row for row in described("commands.md") if row.startswith("tocsin ")}
    assert told == set(walk(typer.main.get_command(commands()), "tocsin"))


def test_every_slash_command_is_described():
    """Each slash command has its row, and each row its command."""
    from discord import app_commands

    from bot.chat.commands import GROUPS

    made = [build(None) for build in GROUPS]
    commands = [c for m in made for c in (m.walk_commands() if isinstance(m, app_commands.Group) else [m])]
    found = {row.split(" [")[0] for row in re.findall(r"^\| `(/[^`]+)`", (REFERENCE / "commands.md").read_text(), re.MULTILINE)}
    assert {f"/{c.qualified_name}" for c in commands} == found


def test_every_menu_is_described():
    """Each entry in the menu of a message has its row, and each row its entry."""
    from bot.chat.menus import MENUS

    part = (REFERENCE / "commands.md").read_text().split("## In the menu of a message")[1].split("\n## ")[0]
    assert {build(None).name for build in MENUS} == set(re.findall(r"^\| ([A-Z][^|]*?) \|", part, re.MULTILINE))


def test_the_model_card_and_the_command_tell_the_same_figures():
    """`/model` shows what stands on the card, row by row."""
    from bot.analysis.scores import packaged_scores

    card = (ROOT / "docs" / "model-card.md").read_text()
    for row in packaged_scores().figures:
        assert f"| {' | '.join(row)} |" in card, row[0]


@pytest.mark.parametrize(
    "page", [*sorted(ROOT.glob("docs/**/*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"], ids=lambda p: p.name
)
def test_links_inside_the_tree_lead_somewhere(page):
    """No page links to a file that is not there."""
    links = re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", page.read_text())
    assert not [link for link in links if not (page.parent / link).exists()]
