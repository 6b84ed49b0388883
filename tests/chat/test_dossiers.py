"""The six dossiers, asked by a person in a simulated Discord."""

from dataclasses import replace
from typing import Any

import pytest

from bot.chat.answer import Desk
from bot.domain.errors import Transient
from bot.domain.reasons import FailReason
from bot.domain.trace import Filed
from tests.chat.conftest import Shelf
from tests.chat.test_commands import shown
from tests.fakes.nouns import item, verdict

pytestmark = pytest.mark.usefixtures("drawn")

ASKED = {
    "actor": "fancy bear",
    "country": "Lithuania",
    "sector": "transport",
    "cve": "cve-2026-0001",
    "indicator": "heron-leaks[.]example",
    "attribution": "RU",
}
TITLES = {
    "actor": "Actor: APT28 · 12 alerts in 12 months",
    "country": "Country: Lithuania (LT) · 12 alerts in 12 months",
    "sector": "Sector: transport · 12 alerts in 12 months",
    "cve": "Flaw: CVE-2026-0001 · 12 alerts in 12 months",
    "indicator": "Indicator: heron-leaks[.]example · 12 alerts in 12 months",
    "attribution": "Said to be behind it: Russian Federation (RU) · 12 alerts in 12 months",
}


@pytest.mark.parametrize("command", ASKED)
async def test_a_dossier_tells_all(alice: Any, channel: Any, shelf: Shelf, command: str) -> None:
    """Months in bars and in a picture, claims with their certainty, the latest stories; by any name."""
    shelf.filed = [Filed(item(), verdict())]
    result = await alice.slash(channel, command, name=ASKED[command])
    [embed] = shown(result)[:1]
    assert embed.title.replace("\\", "") == TITLES[command]
    assert "claimed by Grey Heron: Port of Norhaven: stole 2 TB of files" in embed.description
    assert "Port of Norhaven halts cranes" in embed.description
    [picture] = [file for message in result.followups for file in message.attachments]
    assert picture.filename == "picture.png"


@pytest.mark.parametrize(
    ("command", "name", "said"),
    [
        ("country", "Lithuani", "did you mean"),
        ("country", "1x", "write its two letters"),
        ("sector", "energi", 'did you mean "energy"?'),
        ("cve", "2026-1", "write for example: CVE-2026-12345"),
        ("actor", "   ", "name one"),
        ("attribution", " ", "name one"),
        ("indicator", " ", "name one"),
    ],
)
async def test_a_name_that_cannot_be_meant(alice: Any, channel: Any, shelf: Shelf, command: str, name: str, said: str) -> None:
    """Refused in words, with a way to mend it; nothing is asked."""
    [embed] = shown(await alice.slash(channel, command, name=name))
    assert (embed.title, said in embed.description.replace("\\", "")) == ("Not understood", True)
    assert shelf.queries == []


async def test_a_dossier_of_nothing_says_so(alice: Any, channel: Any) -> None:
    """Without a picture of nothing."""
    result = await alice.slash(channel, "actor", name="Nobody **bold**")
    [embed] = shown(result)
    assert "No alert that may be shown here speaks of it" in embed.description
    assert embed.title.startswith("Actor: Nobody \\*\\*bold\\*\\*")


async def test_words_do_not_wait_for_a_picture(
    alice: Any, channel: Any, shelf: Shelf, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it cannot be drawn in time, that is said below the words."""

    async def late(_: object) -> tuple[bytes, str]:
        raise Transient(FailReason.TIMEOUT)

    monkeypatch.setattr(desk.dossiers, "picture", late)
    shelf.filed = [Filed(item(), verdict())]
    embeds = shown(await alice.slash(channel, "actor", name="APT28"))
    assert embeds[-1].description == "The chart could not be drawn in time."


@pytest.mark.parametrize(
    ("command", "typed", "first"),
    [
        ("actor", "grey", "Grey Heron"),
        ("actor", "fancy bear", "APT28"),
        ("country", "lith", "LT"),
        ("country", "lt", "LT"),
        ("sector", "ener", "energy"),
        ("cve", "2026-00", "CVE-2026-0001"),
        ("indicator", "heron", "heron-leaks.example"),
        ("attribution", "russ", "RU"),
    ],
)
async def test_names_are_offered(alice: Any, channel: Any, shelf: Shelf, command: str, typed: str, first: str) -> None:
    """Those of the newest alerts and those that the galaxy and the registries know, 25 at most."""
    named = verdict(actors=(replace(verdict().actors[0], canonical=""),))
    shelf.filed = [Filed(item(), named)]
    offered = [c["value"] for c in await alice.autocomplete(channel, command, "name", typed)]
    assert len(offered) <= 25
    assert [name for name in offered if name.startswith(first)]


async def test_typing_does_not_ask_the_database_each_time(alice: Any, channel: Any, shelf: Shelf) -> None:
    """The newest names are read once a minute."""
    for typed in ("C", "CV", "CVE"):
        await alice.autocomplete(channel, "cve", "name", typed)
    assert len(shelf.queries) == 1
