"""What a cap holds back is said once an hour: how many, the worst by name, nothing twice, nothing that was posted after all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.delivery import Subject
from bot.domain.digest import PeriodReason
from bot.domain.reasons import RouteReason
from bot.domain.route import Channel
from bot.domain.step import Stage, Step
from bot.domain.tlp import Tlp
from bot.pipeline.overflow import TIMER, Overflow
from bot.storage.memory import Memory
from tests.contracts.made import alerted, entry, file, post
from tests.fakes.clock import FakeClock
from tests.fakes.nouns import NOON, SOURCE, verdict

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
CHANNELS = {"desk": Channel("desk", "x"), "cell": Channel("cell", "x", tlp=Tlp.RED)}


class Tower:
    """A database and a clock that begins at noon."""

    def __init__(self):
        self.memory, self.clock = Memory(), FakeClock(NOON)
        self.infos = {"cert": replace(SOURCE, id="cert"), "cell": replace(SOURCE, id="cell", tlp=Tlp.AMBER)}
        self.restart()

    def restart(self):
        self.overflow = Overflow(self.memory.stores, lambda: self.infos, CHANNELS, self.clock)

    async def held(self, number, minutes, source="cert", channel="desk", severity=2):
        """An alert that the cap of a route held so long after noon."""
        item = entry(str(number), source, title=f"Story {number}", fetched_at=NOON + minutes * MINUTE)
        step = Step(Stage.ROUTE, RouteReason.CAPPED, item.fetched_at, "all", f"channel {channel}")
        await file(self.memory.stores, alerted(item, verdict=verdict(severity=severity), steps=(step,)), items=(item,))
        return item

    async def hours(self, number):
        for _ in range(number * 4):
            self.clock.advance(900)
            await self.overflow.tick()

    @property
    def told(self):
        return [d for d in self.memory.deliveries if d.subject is Subject.DIGEST]


@pytest.fixture
async def tower():
    made = Tower()
    await made.overflow.tick()
    return made


async def test_it_is_said_once_when_the_hour_is_over(tower):
    """One silent post a channel, the worst first; a restart repeats nothing and loses nothing."""
    for n in range(7):
        await tower.held(n, 5 * n, severity=3 if n == 6 else 2)
    await tower.hours(1)
    tower.restart()
    await tower.hours(2)
    [one] = tower.told
    assert (one.channel, one.silent, one.card.title) == ("desk", True, "7 more alerts were held by the cap")
    assert one.card.body.splitlines()[0] == "major: Story 6"
    assert one.card.body.splitlines()[-1] == "and 2 more"
    await tower.held(9, 185)
    await tower.hours(1)
    assert [d.card.title for d in tower.told][1:] == ["1 more alert was held by the cap"]


async def test_nothing_held_is_nothing_said(tower):
    """The hours are on record all the same."""
    await tower.hours(2)
    ends = await tower.memory.stores.timers.ended(TIMER)
    assert ([e.reason for e in ends], tower.told) == ([PeriodReason.NOTHING_NEW] * 2, [])


async def test_what_was_posted_after_all_is_not_counted(tower):
    """A story whose next report found room in the same hour is no overflow."""
    item = await tower.held(1, 5)
    await tower.memory.stores.outbox.add([post(item)])
    await tower.held(2, 6)
    await tower.hours(1)
    assert "Story 1" not in tower.told[0].card.body
    assert "Story 2" in tower.told[0].card.body


async def test_what_readers_may_not_know_is_counted_and_not_named(tower):
    """A strict source's title stays with those who are cleared for it."""
    await tower.held(1, 5, source="cell")
    await tower.held(2, 6, source="cell", channel="cell")
    await tower.hours(1)
    cell, desk = tower.told
    assert ("Story 2" in cell.card.body, desk.card.body, desk.card.title) == (
        True,
        "and 1 more",
        "1 more alert was held by the cap",
    )
