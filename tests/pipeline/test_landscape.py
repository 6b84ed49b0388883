"""The landscape by the hour: read once, said once, with reasons, where it is wanted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.delivery import Subject
from bot.domain.errors import Transient
from bot.domain.landscape import AreaKind, Level
from bot.domain.reasons import FailReason
from bot.domain.source import Publisher, SourceInfo
from bot.domain.story import Story
from bot.domain.tlp import Tlp
from bot.pipeline.landscape import TIMER, LandscapePlan, Survey
from bot.storage.memory import Memory
from tests.contracts.made import alerted, entry, store
from tests.fakes.clock import FakeClock
from tests.fakes.nouns import NOON, verdict
from tests.fakes.workers import NowWorkers

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
INFOS = {
    "cert": SourceInfo("cert", "Harbour CERT", "feed", "", publisher=Publisher.OFFICIAL),
    "members": SourceInfo("members", "Members' list", "feed", "", tlp=Tlp.AMBER),
}
PLAN = LandscapePlan("desk")


class House:
    """Three months of one minor story a day in Lithuanian transport, and the verb over it."""

    def __init__(self, plan=PLAN, workers=None):
        self.memory, self.clock = Memory(), FakeClock(NOON)
        self.workers = workers or NowWorkers()
        self.plan = plan
        self.survey = self.started()

    def started(self):
        return Survey(self.memory.stores, lambda: INFOS, self.workers, self.clock, self.plan)

    async def filled(self, days=90):
        for n in range(1, days):
            await self.report(f"day {n}", NOON - n * DAY, severity=1)
        return self

    async def report(self, name, at=NOON, source="cert", **changes):
        found = verdict(title=f"Story {name}", **changes)
        item = entry(name, source, fetched_at=at, published=at)
        await store(self.memory.stores, item)
        story = Story(item.id, found.title, found.kind, found.severity, at, at)
        await self.memory.stores.items.settle([alerted(item, verdict=found, story=story)])

    async def level(self, code="LT"):
        return {r.area.code: r.level for r in await self.memory.stores.landscape.levels()}.get(code)

    @property
    def said(self):
        return [d for d in self.memory.deliveries if d.subject is Subject.LANDSCAPE]

    async def hours(self, count, step=1):
        for _ in range(0, count, step):
            self.clock.advance(3600 * step)
            await self.survey.tick()


async def test_a_change_is_said_once_with_its_reasons():
    """Heightened, and normal again some days later: one post each, over restarts too."""
    house = await House().filled()
    await house.survey.tick()
    assert (await house.level(), house.said) == (Level.NORMAL, [])
    await house.report("bad", severity=4)
    await house.hours(3)
    house.survey = house.started()
    await house.hours(3)
    assert await house.level() is Level.HEIGHTENED
    [post] = house.said
    assert post.channel == "desk"
    assert post.card.title == "Threat level: LT, transport heightened"
    assert "Story bad (official, weighs 23." in post.card.fields[0].value
    await house.hours(24 * 20, step=12)
    assert await house.level() is Level.NORMAL
    assert [p.card.title for p in house.said] == [
        "Threat level: LT, transport heightened",
        "Threat level: LT, transport normal again",
    ]


async def test_it_is_read_once_an_hour():
    """Asked twice a minute it reads once an hour, on the hour; the periods say what came of it."""
    house = await House().filled(20)
    for _ in range(240):
        await house.survey.tick()
        house.clock.advance(30)
    ends = await house.memory.stores.timers.ended(TIMER)
    assert [e.due_at for e in ends] == [NOON + HOUR, NOON]


async def test_two_processes_say_it_once():
    """The row decides who reads; the post has one id whoever makes it."""
    house = await House().filled()
    other = house.started()
    await house.report("bad", severity=4)
    await house.survey.tick()
    await other.tick()
    assert len(house.said) == 1


@pytest.mark.parametrize(
    ("plan", "areas"),
    [
        (replace(PLAN, countries=frozenset({"LT"})), "LT"),
        (replace(PLAN, sectors=frozenset({"transport"})), "transport"),
        (replace(PLAN, countries=frozenset({"UA"})), None),
        (LandscapePlan(), None),
    ],
)
async def test_said_for_whom_it_is_meant(plan, areas):
    """Only the countries and sectors that are named, only where there is a channel; read all the same."""
    house = await House(plan).filled()
    await house.report("bad", severity=4)
    await house.survey.tick()
    assert [p.card.title for p in house.said] == ([f"Threat level: {areas} heightened"] if areas else [])
    assert await house.level() is Level.HEIGHTENED


async def test_what_is_not_for_everybody_does_not_count():
    """A source marked amber moves no public level and stands among no reasons; it does where readers are cleared for it."""
    house = await House().filled()
    for n in range(2):
        await house.report(f"secret {n}", source="members", severity=4)
    await house.survey.tick()
    assert await house.level() is Level.NORMAL
    assert all("secret" not in r.title for reading in await house.survey.view() for r in reading.reasons)
    house.survey.plan = replace(PLAN, tlp=Tlp.AMBER)
    [reading] = await house.survey.view(AreaKind.COUNTRY, "LT")
    assert reading.level is Level.HEIGHTENED


async def test_looking_is_free():
    """A view at any instant is as the next reading would be, and stores and says nothing."""
    house = await House().filled()
    await house.report("bad", severity=4)
    found = await house.survey.view()
    assert [r.area.code for r in found] == ["LT", "transport"]
    assert {r.level for r in found} == {Level.HEIGHTENED}
    assert len(found[0].course) == 56
    assert (await house.memory.stores.landscape.levels(), house.said) == ([], [])
    assert await house.survey.view(AreaKind.COUNTRY, "PL") == []


async def test_young_databases_have_no_level():
    """Twelve days of looking say nothing yet."""
    house = await House().filled(12)
    await house.report("bad", severity=4)
    await house.survey.tick()
    assert (await house.level(), house.said) == (Level.NO_BASELINE, [])


async def test_the_picture_is_drawn_by_a_worker():
    """What is heavy is handed to a process, whose failure is a failure in words."""

    class Elsewhere(NowWorkers):
        drawn = 0

        async def heavy(self, work, /, *args, **kwargs):
            self.drawn += 1
            if self.drawn > 1:
                raise Transient(FailReason.TIMEOUT)
            return b"png"

    house = await House(workers=Elsewhere()).filled(20)
    found = await house.survey.view()
    picture, alt = await house.survey.picture(found, "Threat level")
    assert picture == b"png"
    assert alt.startswith("Bars of the threat level at 2026-01-05 12:00 UTC")
    with pytest.raises(Transient):
        await house.survey.picture(found, "Threat level")
