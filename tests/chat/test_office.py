"""`/sources`, `/config` and `/route set`, asked by people in a simulated Discord. Every request is held against Discord's rules (conftest)."""

from typing import Any

import discord
import pytest

from bot.chat.answer import Desk
from bot.chat.office import NewSource
from bot.domain.audit import AuditAction
from bot.domain.errors import ConfigError, Permanent, Problem
from bot.domain.reasons import FailReason
from bot.domain.source import SourceInfo
from bot.domain.tlp import Tlp
from tests.chat.conftest import Office
from tests.chat.test_commands import shown
from tests.fakes.nouns import NOON, SOURCE
from tests.fakes.source import entry

FAULT = ConfigError(
    [Problem("sources.toml", 'source "x".url', "is no web address", 'for example "https://www.example.org/feed.xml"')]
)
CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("sources pause", {"source": SOURCE.id}),
    ("sources resume", {"source": SOURCE.id}),
    ("sources add", {"url": "https://news.example/feed"}),
    ("sources import", {"file": ("feeds.opml", b"x")}),
    ("sources export", {}),
    ("config show", {}),
    ("config reload", {}),
    ("route set", {"routes": ("routes.toml", b"x")}),
]


@pytest.fixture
def boss(simcord_env: Any, channel: Any) -> Any:
    """A duty officer, as administrators are."""
    role = simcord_env.guild.create_role("boss", permissions=discord.Permissions(administrator=True))
    return simcord_env.guild.add_member(simcord_env.create_user("boss"), roles=[role])


@pytest.fixture
def manager(simcord_env: Any, channel: Any) -> Any:
    """Somebody who sees every command and is nobody to Tocsin."""
    role = simcord_env.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
    return simcord_env.guild.add_member(simcord_env.create_user("mara"), roles=[role])


def words(result: Any) -> str:
    return "\n".join(f"{e.title}\n{e.description}" for e in shown(result)).replace("\\", "")


@pytest.mark.parametrize(("command", "options"), CHANGES, ids=[c for c, _ in CHANGES])
async def test_settings_are_for_duty_officers(manager: Any, channel: Any, office: Office, command: str, options: Any) -> None:
    """Whoever may manage a server but is no duty officer reads which role is needed, and nothing happens."""
    assert "needs the role duty officer" in words(await manager.slash(channel, command, **options))
    assert (office.added, office.routes, await office.kept.stores.audit.find()) == ([], [], [])


@pytest.mark.parametrize(("command", "options"), CHANGES, ids=[c for c, _ in CHANGES])
async def test_settings_are_for_servers_that_are_named(
    boss: Any, channel: Any, office: Office, command: str, options: Any
) -> None:
    """Who is an administrator of a server that merely invited the bot sees and changes nothing that is everybody's."""
    office.home = False
    assert "only in servers that `bot.toml` names" in words(await boss.slash(channel, command, **options))
    assert (office.added, office.routes) == ([], [])


async def test_a_source_is_paused_and_resumed(boss: Any, channel: Any, office: Office) -> None:
    """Each is on record once, in the person's name; what is so already is said."""
    await office.kept.stores.sources.sync([SOURCE.id], NOON)
    assert "is not polled any more" in words(await boss.slash(channel, "sources pause", source=SOURCE.id))
    assert "is paused already" in words(await boss.slash(channel, "sources pause", source=SOURCE.id))
    assert (await office.kept.stores.sources.all())[0].paused
    assert "is polled again" in words(await boss.slash(channel, "sources resume", source=SOURCE.id))
    trail = await office.kept.stores.audit.find()
    assert [(x.action, x.who) for x in trail] == [
        (AuditAction.SOURCE_RESUMED, f"discord:{boss.id}"),
        (AuditAction.SOURCE_PAUSED, f"discord:{boss.id}"),
    ]


@pytest.mark.parametrize("command", ["sources pause", "sources resume", "sources test"])
async def test_a_source_that_is_none_is_refused(boss: Any, channel: Any, command: str) -> None:
    """With the nearest that is one."""
    said = words(await boss.slash(channel, command, source="harbor-cert"))
    assert "There is no source called harbor-cert" in said
    assert "Did you mean harbour-cert?" in said


async def test_a_source_is_tried(boss: Any, manager: Any, channel: Any, office: Office) -> None:
    """What it lists now, or why nothing; foreign words stay tame; a viewer reads which role is needed."""
    office.source.say([entry("1", title="@everyone [free](https://evil.example)")], Permanent(FailReason.NOT_FOUND, "404"))
    (embed,) = shown(await boss.slash(channel, "sources test", source=SOURCE.id))
    assert embed.title == "Polled harbour-cert"
    assert "1 entry" in embed.description
    assert "@everyone" not in embed.description
    assert "harbour-cert gave nothing" in words(await boss.slash(channel, "sources test", source=SOURCE.id))
    assert "needs the role analyst" in words(await manager.slash(channel, "sources test", source=SOURCE.id))


async def test_a_source_for_few_is_not_read_out(boss: Any, channel: Any, office: Office) -> None:
    """Its texts are not shown where the readers are not cleared for them."""
    object.__setattr__(office.source, "info", SourceInfo(SOURCE.id, "Few", "feed", "https://few.example/", tlp=Tlp.AMBER))
    office.source.say([entry("1", title="secret")])
    assert "TLP:AMBER" in words(await boss.slash(channel, "sources test", source=SOURCE.id))


async def test_a_source_is_added(boss: Any, channel: Any, office: Office) -> None:
    """What was given becomes the wish, and what the feed lists is shown."""
    office.source = office.source.say([entry("1")])
    options = {"url": " https://news.example/feed ", "publisher": "official", "grade": "B", "lang": "EN", "country": "lt"}
    said = words(await boss.slash(channel, "sources add", **options))
    assert "Added as harbour-cert" in said
    assert "1 entry" in said
    assert office.added == [NewSource("https://news.example/feed", "", "", "official", "B", "en", "LT")]


async def test_a_source_that_cannot_be_is_refused(boss: Any, channel: Any, office: Office) -> None:
    """A fault of the wish is told as of a file; a feed that does not answer is not added."""
    office.source.say(Permanent(FailReason.NOT_FOUND, "404"))
    assert "Not added: it gave nothing" in words(await boss.slash(channel, "sources add", url="https://news.example/"))
    office.fault = FAULT
    assert "is no web address" in words(await boss.slash(channel, "sources add", url="not an address"))


async def test_feeds_come_and_go_as_opml(boss: Any, channel: Any, office: Office) -> None:
    """A file in, and what was there already; a file out."""
    said = words(await boss.slash(channel, "sources import", file=("feeds.opml", b"tide")))
    assert "1 source added\n2 feeds were there already.\ntide" in said
    office.fault = FAULT
    assert "1 fault" in words(await boss.slash(channel, "sources import", file=("feeds.opml", b"tide")))
    result = await boss.slash(channel, "sources export")
    (file,) = [f for m in result.followups for f in m.attachments]
    assert (file.filename, await file.read()) == ("sources.opml", b"<opml/>")


async def test_a_file_too_large_is_not_read(boss: Any, channel: Any, office: Office) -> None:
    """Nobody fills the memory with it."""
    for command, option in (("sources import", "file"), ("route set", "routes")):
        assert "too large" in words(await boss.slash(channel, command, **{option: ("x", b"x" * (257 * 1024))}))
    assert office.routes == []


async def test_settings_are_shown_and_read_again(boss: Any, channel: Any, office: Office) -> None:
    """Line by line; a fault keeps the old ones and is said."""
    assert "Name Tocsin" in words(await boss.slash(channel, "config show"))
    assert "Reloaded" in words(await boss.slash(channel, "config reload"))
    office.sound = False
    assert "Refused" in words(await boss.slash(channel, "config reload"))


async def test_routes_are_set_after_a_look(boss: Any, channel: Any, office: Office) -> None:
    """What they would have posted, a question, and only then the file; the name of the old one's copy is told."""
    asked = await boss.slash(channel, "route set", routes=("routes.toml", b"[[route]]"))
    assert "channel soc: 2 would be posted" in words(asked)
    assert office.routes == []
    done = await boss.click(asked.followups[-1], label="Put in force")
    assert "kept beside it as routes.toml.20260105T120000Z.bak" in words(done)
    assert office.routes == ["[[route]]"]


async def test_routes_are_left_as_they_are(boss: Any, channel: Any, office: Office, desk: Desk) -> None:
    """Whoever thinks better of it, and whoever lost the role meanwhile, changes nothing."""
    asked = await boss.slash(channel, "route set", routes=("routes.toml", b"[[route]]"))
    assert "Left as it is" in words(await boss.click(asked.followups[-1], label="Leave it"))
    asked = await boss.slash(channel, "route set", routes=("routes.toml", b"[[route]]"))
    office.home = False
    assert "Not in this server" in words(await boss.click(asked.followups[-1], label="Put in force"))
    assert office.routes == []


@pytest.mark.parametrize(("data", "why"), [(b"a cycle", "goes round in a circle"), (b"\xff\xfe", "Save it as UTF-8")])
async def test_bad_routes_are_not_asked_about(boss: Any, channel: Any, office: Office, data: bytes, why: str) -> None:
    """The faults, and no button."""
    result = await boss.slash(channel, "route set", routes=("routes.toml", data))
    assert why in words(result)
    assert not [c for m in (result.response, *result.followups) for c in m.components]


async def test_routes_that_got_a_fault_meanwhile_are_told(boss: Any, channel: Any, office: Office) -> None:
    """As when sources.toml was changed between the question and the answer."""
    asked = await boss.slash(channel, "route set", routes=("routes.toml", b"[[route]]"))
    office.fault = FAULT
    assert "1 fault" in words(await boss.click(asked.followups[-1], label="Put in force"))


async def test_sources_complete_as_they_are_typed(boss: Any, channel: Any) -> None:
    """By id or name."""
    (found,) = await boss.autocomplete(channel, "sources pause", "source", "harb")
    assert found["value"] == SOURCE.id
