"""`/landscape` and `/digest now`, asked by a person in a simulated Discord."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.chat.answer import Desk
from bot.domain.digest import Digest
from bot.domain.errors import Transient
from bot.domain.period import Schedule, parse
from bot.domain.reasons import FailReason
from bot.domain.route import Channel
from bot.domain.story import Story
from bot.pipeline.digest import DigestPlan, Digests
from bot.pipeline.landscape import LandscapePlan, Survey
from bot.pipeline.lookup import Lookups
from bot.storage.memory import Memory
from tests.chat.test_commands import shown
from tests.contracts.made import alerted, entry, store
from tests.fakes.clock import FakeClock
from tests.fakes.nouns import SOURCE, verdict
from tests.fakes.workers import NowWorkers

DAY = timedelta(days=1)


class Easel(NowWorkers):
    """Draws a picture of eight bytes, or fails when it is told to."""

    broken = False

    async def heavy(self, work: Any, /, *args: Any, **kwargs: Any) -> Any:
        if self.broken:
            raise Transient(FailReason.TIMEOUT)
        return b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def easel() -> Easel:
    return Easel()


@pytest.fixture
def base() -> Memory:
    return Memory()


@pytest.fixture
def desk(desk: Desk, base: Memory, clock: FakeClock, easel: Easel) -> Desk:  # the one of the room, with stores that remember
    infos = {SOURCE.id: SOURCE}
    survey = Survey(base.stores, lambda: infos, easel, clock, LandscapePlan())
    digests = Digests(base.stores, lambda: infos, easel, clock, DigestPlan())
    return replace(
        desk,
        lookups=Lookups(base.stores, lambda: infos, clock, "1.0"),
        kinds=dict,
        survey=survey,
        digests=digests,
        slow=0.5,
        patience=5,
    )


async def report(base: Memory, name: str, at: Any, **changes: Any) -> None:
    found = verdict(title=f"Story {name}", **changes)
    item = entry(name, SOURCE.id, fetched_at=at, published=at)
    await store(base.stores, item)
    story = Story(item.id, found.title, found.kind, found.severity, at, at)
    await base.stores.items.settle([alerted(item, verdict=found, story=story)])


async def fill(base: Memory, clock: FakeClock) -> None:
    for n in range(30):
        await report(base, f"day {n}", clock.now() - n * DAY, severity=1, victim_countries=("LT", "PL"))
    await report(base, "bad", clock.now(), severity=4)


async def test_countries_with_a_picture(alice: Any, channel: Any, base: Memory, clock: FakeClock) -> None:
    """A list with the highest first, and a chart with words for those who do not see it, for the asker alone."""
    await fill(base, clock)
    result = await alice.slash(channel, "landscape country")
    embed = shown(result)[0]
    assert embed.title == "Threat level by country: 1 normal, 1 heightened"
    lines = embed.description.splitlines()
    assert lines[0].startswith("▲ LT: heightened since <t:")
    assert "Story bad (official, weighs 24.0" in lines[1]
    assert lines[-1].startswith("● PL: normal")
    [file] = [a for message in (result.response, *result.followups) for a in message.attachments]
    assert file.filename == "picture.png"
    assert file.description.startswith("Bars of the threat level at")


async def test_one_country_tells_why(alice: Any, channel: Any, base: Memory, clock: FakeClock) -> None:
    """A code in small letters will do; the last weeks stand in a line."""
    await fill(base, clock)
    embed = shown(await alice.slash(channel, "landscape country", code="lt"))[0]
    assert embed.title == "Threat level: LT"
    assert "Last 8 weeks" in embed.description


async def test_a_sector_is_offered_and_shown(alice: Any, channel: Any, base: Memory, clock: FakeClock) -> None:
    """What is typed is completed by the sectors there are."""
    await fill(base, clock)
    offered = await alice.autocomplete(channel, "landscape sector", "sector", "tra")
    assert [c["value"] for c in offered] == ["transport"]
    embed = shown(await alice.slash(channel, "landscape sector", sector="transport"))[0]
    assert embed.title == "Threat level: transport"


async def test_words_do_not_wait_for_a_broken_easel(
    alice: Any, channel: Any, base: Memory, clock: FakeClock, easel: Easel
) -> None:
    """Without the chart the answer is still an answer."""
    easel.broken = True
    await fill(base, clock)
    result = await alice.slash(channel, "landscape country")
    assert shown(result)[-1].description == "The chart could not be drawn in time."
    assert not [a for message in (result.response, *result.followups) for a in message.attachments]


async def test_nothing_to_show_is_said(alice: Any, channel: Any) -> None:
    """An empty landscape is an answer in words."""
    (embed,) = shown(await alice.slash(channel, "landscape country", code="ZZ"))
    assert embed.title == "Nothing to show"


async def test_digest_now_is_that_of_the_channel(alice: Any, channel: Any, desk: Desk, base: Memory, clock: FakeClock) -> None:
    """Where it is asked decides what is told: never more than that channel's readers may see."""
    place = Channel("soc", "discord", str(channel.id))
    morning = Digest("morning", "soc", Schedule(parse("daily 08:00")))
    desk.digests.plan = DigestPlan((morning,), {"soc": place})
    (embed,) = shown(await alice.slash(channel, "digest now"))
    assert embed.title == "No news"
    await report(base, "1", clock.now())
    (embed,) = shown(await alice.slash(channel, "digest now"))
    assert embed.title.startswith("1 new since")
    assert "Story 1" in embed.description


async def test_digest_now_elsewhere_is_refused(alice: Any, channel: Any, base: Memory, clock: FakeClock) -> None:
    """A channel that no settings name is told nothing."""
    await report(base, "1", clock.now())
    (embed,) = shown(await alice.slash(channel, "digest now"))
    assert embed.title == "Not here"
