"""Notices about sources: once when it starts, once when it ends, whatever happens in between."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import Transient
from bot.domain.reasons import FailReason, TroubleReason
from bot.domain.source import Memo
from bot.pipeline.poll import Poll, PollPlan
from bot.pipeline.rhythm import Rhythm
from bot.pipeline.vigil import Vigil, VigilPlan
from bot.ports.source import Polled
from bot.storage.memory import Memory
from tests.fakes.clock import FakeClock
from tests.fakes.nouns import trouble
from tests.fakes.source import FakeSource, entry

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
DAY = 24 * 3600
DOWN = Transient(FailReason.SERVER_ERROR, "503")


class Desk:
    """Polls, looks and reads the channel, a day at a time."""

    def __init__(self, *sources: FakeSource) -> None:
        self.clock = FakeClock(START)
        self.stores = Memory().stores
        self.sources = {s.info.id: s for s in sources}
        self.vigil = self.restarted()

    def restarted(self) -> Vigil:
        infos = {name: s.info for name, s in self.sources.items()}
        return Vigil(self.stores.sources, self.stores.troubles, lambda: infos, self.clock, VigilPlan("notices"))

    async def day(self, seconds: float = DAY) -> list[str]:
        """The titles of what was told."""
        poll = Poll(self.stores.sources, self.clock, lambda: 0.0, PollPlan(Rhythm(jitter=0), linger=0))
        await poll.use(self.sources)
        await poll.tick()
        await poll.drain()
        await poll.stop(timedelta(seconds=1))
        await self.vigil.tick()
        told = [d.card.title for d in await self.stores.outbox.claim(self.clock.now(), timedelta(days=999), 99)]
        self.clock.advance(seconds)
        return told


async def test_a_source_that_dies_says_so_once_and_again_when_it_recovers() -> None:
    """Nothing is silent: one notice when it is broken for good, one when it is back; looking twice tells nothing twice."""
    desk = Desk(FakeSource(answers=[[entry(1)], DOWN, DOWN, DOWN, DOWN, [entry(2)], None]))
    told = []
    for _ in range(7):
        told.append(await desk.day())
        await desk.vigil.tick()
    assert told == [[], [], [], ["Source broken: Gazette"], [], ["Source recovered: Gazette"], []]


async def test_a_restart_tells_nothing_again() -> None:
    """What was told is a row, not a memory."""
    desk = Desk(FakeSource(answers=[[entry(1)], DOWN, DOWN, DOWN, DOWN, [entry(2)]]))
    told = []
    for _ in range(6):
        desk.vigil = desk.restarted()
        told += await desk.day()
    assert told == ["Source broken: Gazette", "Source recovered: Gazette"]


async def test_moved_and_empty_sources_are_told() -> None:
    """A new address once; an empty list once, and once when it lists something again."""
    moved = Memo(moved_to="https://new.example/feed")
    answers = [[entry(1)], Polled(moved, ()), Polled(moved, None), Polled(moved, (entry(2),))]
    desk = Desk(FakeSource(answers=answers))
    assert [sorted(await desk.day()) for _ in answers] == [
        [],
        ["Source lists nothing: Gazette", "Source moved: Gazette"],
        [],
        ["Source lists something again: Gazette"],
    ]


async def test_a_source_quieter_than_its_rhythm_is_told_over_restarts() -> None:
    """Its rhythm is learnt and kept; its silence is told once, its next word too."""
    busy = [[entry(n)] for n in range(30)]
    desk = Desk(FakeSource(answers=[*busy, *[None] * 9, [entry(99)]]))
    told = []
    for _ in range(40):
        desk.vigil = desk.restarted()
        told += await desk.day()
    assert told == ["Source silent: Gazette", "Source speaks again: Gazette"]


async def test_fifty_sources_that_break_together_are_one_notice() -> None:
    """Our own network is down: one list; when it is back, one list."""
    names = [f"s{n:02}" for n in range(50)]
    desk = Desk(*(FakeSource(name, [[entry(name)], DOWN, DOWN, DOWN, None]) for name in names))
    told = [await desk.day() for _ in range(5)]
    assert told == [[], [], [], ["50 troubles at once"], ["50 troubles over"]]


async def test_a_source_taken_out_is_forgotten_without_a_word() -> None:
    """Its trouble ends, nobody is told, and it is not open for ever."""
    desk = Desk(FakeSource(answers=[DOWN] * 3))
    for _ in range(3):
        await desk.day()
    desk.sources = {}
    desk.vigil = desk.restarted()
    assert await desk.day() == []
    assert [t.ended_at is None for t in await desk.stores.troubles.troubles(START)] == [False]


async def test_troubles_of_the_books_are_told_too() -> None:
    """Whoever finds a trouble writes a row; the vigil tells it."""
    desk = Desk()
    lost = trouble(TroubleReason.UNACCOUNTED, subject="", detail="1 of 9 fetched", since=START)
    await desk.stores.troubles.put([lost], [], [], START)
    assert await desk.day() == ["Entries not accounted for"]
    assert await desk.day() == []


@pytest.mark.parametrize("channel", ["", "notices"])
async def test_without_a_channel_troubles_are_kept_all_the_same(channel: str) -> None:
    """They can be asked for; when a channel is named later, old ones are not told."""
    desk = Desk(FakeSource(answers=[DOWN] * 3))
    desk.vigil = Vigil(
        desk.stores.sources,
        desk.stores.troubles,
        lambda: {"gazette": desk.sources["gazette"].info},
        desk.clock,
        VigilPlan(channel),
    )
    told = [await desk.day() for _ in range(3)]
    assert told[-1] == (["Source broken: Gazette"] if channel else [])
    assert [t.what for t in await desk.stores.troubles.troubles(START)] == [TroubleReason.BROKEN]
