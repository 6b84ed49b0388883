"""Polling: what each answer leaves behind."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import Permanent, Transient
from bot.domain.item import ItemState, item_id
from bot.domain.reasons import FailReason, ItemReason
from bot.domain.source import Memo
from bot.pipeline.poll import Poll, PollPlan
from bot.pipeline.rhythm import Rhythm
from bot.ports.source import Polled
from bot.storage.memory import Memory
from tests.fakes.clock import FakeClock
from tests.fakes.source import FakeSource, entry

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
PLAN = PollPlan(Rhythm(jitter=0), linger=0)
PENDING = (ItemState.PENDING, ItemReason.FETCHED)


@pytest.fixture
def clock():
    return FakeClock(START)


@pytest.fixture
def stores():
    return Memory().stores


@pytest.fixture
async def poll(stores, clock):
    poll = Poll(stores.sources, clock, lambda: 0.0, PLAN)
    yield poll
    await poll.stop(timedelta(seconds=1))


async def round_of(poll):
    await poll.tick()
    await poll.drain()


async def test_new_entries_become_pending_items_and_the_memory_is_kept(poll, stores):
    """What a source says is stored with the memory for next time."""
    source = FakeSource(answers=[[entry(1), entry(2)]])
    await poll.use({"gazette": source})
    await round_of(poll)
    assert await stores.items.counts() == {PENDING: 2}
    [state] = await stores.sources.all()
    assert state.memo.etag == "1"
    assert state.health.items == 2


async def test_the_same_entry_is_never_new_twice(poll, stores, clock):
    """An entry is known by its id, whatever its date says."""
    source = FakeSource(answers=[[entry(1)], [replace(entry(1), published=START + timedelta(days=9)), entry(2)]])
    await poll.use({"gazette": source})
    await round_of(poll)
    clock.advance(24 * 3600)
    await round_of(poll)
    assert await stores.items.counts() == {PENDING: 2}
    assert source.memos[1].etag == "1"


async def test_nothing_is_asked_before_its_time(poll, stores, clock):
    """A publisher's wish for an hour of peace is kept to the second."""
    source = FakeSource()
    source.say(Polled(memo=Memo(), entries=None, wait=timedelta(hours=1)))
    await poll.use({"gazette": source})
    await round_of(poll)
    clock.advance(3599)
    await round_of(poll)
    assert len(source.memos) == 1
    clock.advance(1)
    await round_of(poll)
    assert len(source.memos) == 2


async def test_first_entries_are_backlog_unless_the_source_says_otherwise(poll, stores, clock):
    """A new source does not flood the channel with its archive."""
    quiet, loud = FakeSource("quiet", [[entry(1)], [entry(2)]]), FakeSource("loud", [[entry(1)]], post_backlog=True)
    await poll.use({"quiet": quiet, "loud": loud})
    await round_of(poll)
    clock.advance(24 * 3600)
    await round_of(poll)
    items = {i.id: i.backlog for i in await stores.items.claim_pending(clock.now(), timedelta(seconds=9), 10)}
    assert items == {item_id("quiet", "entry-1"): True, item_id("quiet", "entry-2"): False, item_id("loud", "entry-1"): False}


async def test_a_source_is_told_after_three_failures(poll, stores, clock):
    """A hiccup is no news: only the third failure in a row makes the source one to be told of, a good answer none again."""
    failure = Transient(FailReason.SERVER_ERROR, "503")
    await poll.use({"gazette": FakeSource(answers=[[entry(1)], failure, failure, failure, failure, [entry(2)]])})
    told = []
    for _ in range(6):
        clock.advance(24 * 3600)
        await round_of(poll)
        [state] = await stores.sources.all()
        told.append(state.health.announced)
    assert told == [False, False, False, True, True, False]
    assert state.health.failures == 0
    assert state.health.broken_since is None


async def test_a_permanent_fault_is_to_be_told_at_once(poll, stores, clock):
    """410 Gone will not mend itself."""
    await poll.use({"gazette": FakeSource(answers=[Permanent(FailReason.GONE, "410")])})
    await round_of(poll)
    [state] = await stores.sources.all()
    assert state.health.announced


async def test_a_list_that_runs_empty_is_dated(poll, stores, clock):
    """From the first good answer without an entry until the next with one; unchanged answers and failures change nothing, and a
    source that never listed anything is not empty.
    """
    answers = [[], [entry(1)], [], None, Transient(FailReason.DNS), [], [entry(1)]]
    await poll.use({"gazette": FakeSource(answers=answers)})
    dated = []
    for _ in answers:
        clock.advance(24 * 3600)
        await round_of(poll)
        [state] = await stores.sources.all()
        dated.append(state.health.empty_since and (state.health.empty_since - START).days)
    assert dated == [None, None, 3, 3, 3, 3, None]


async def test_back_off_and_retry_after(poll, stores, clock):
    """5 minutes x 2^n, and never before Retry-After."""
    source = FakeSource(answers=[Transient(FailReason.RATE_LIMITED, retry_after=timedelta(hours=1)), Transient(FailReason.DNS)])
    await poll.use({"gazette": source})
    await round_of(poll)
    [state] = await stores.sources.all()
    assert state.due_at == START + timedelta(hours=1)
    clock.advance(3600)
    await round_of(poll)
    [state] = await stores.sources.all()
    assert state.due_at == clock.now() + timedelta(minutes=10)


async def test_an_edited_address_forgets_what_was_known_of_the_old_one(poll, stores, clock):
    """The old address's ETag and redirect must not answer for the new one."""
    old, new = FakeSource(answers=[[entry(1)]]), FakeSource(answers=[[entry(2)]])
    new.info = replace(new.info, address="https://elsewhere.example/feed")
    await poll.use({"gazette": old})
    await round_of(poll)
    await poll.use({"gazette": new})
    clock.advance(24 * 3600)
    await round_of(poll)
    assert new.memos == [Memo(address="https://elsewhere.example/feed")]


async def test_the_interval_follows_new_entries_not_changed_documents(poll, stores, clock):
    """A feed that rebuilds itself without news is asked less often; one that brings news more often."""
    intervals = {}
    for name, answers in {"same": [[entry(1)]] * 6, "busy": [[entry(n)] for n in range(6)]}.items():
        await poll.use({name: FakeSource(name, answers, max_interval=timedelta(hours=6))})
        for _ in range(6):
            await round_of(poll)
            clock.advance(24 * 3600)
        [state] = await stores.sources.all()
        intervals[name] = state.interval
    assert intervals["same"] > timedelta(minutes=15) > intervals["busy"] == timedelta(minutes=5)


async def test_a_bug_in_one_source_is_that_sources_failure(poll, stores):
    """The others are polled, and the broken one shows why."""
    await poll.use({"a": FakeSource("a", [RuntimeError("boom")]), "b": FakeSource("b", [[entry(1)]])})
    await round_of(poll)
    states = {s.source_id: s for s in await stores.sources.all()}
    assert states["a"].health.reason is FailReason.UNEXPECTED
    assert states["b"].health.items == 1


async def test_a_bug_behind_the_answer_frees_the_slot_too(poll, stores, clock):
    """Whatever goes wrong with what a source said, it is recorded and the source is asked again."""
    await poll.use({"gazette": FakeSource(answers=[[entry(1, url=7)], [entry(2)]])})
    await round_of(poll)
    [state] = await stores.sources.all()
    assert state.health.reason is FailReason.UNEXPECTED
    clock.advance(24 * 3600)
    await round_of(poll)
    assert await stores.items.counts() == {PENDING: 1}


class SlowSource(FakeSource):
    def __init__(self, source_id):
        super().__init__(source_id)
        self.go = asyncio.Event()

    async def poll(self, memo):
        answer = await super().poll(memo)
        await self.go.wait()
        return answer


async def test_a_slow_source_delays_no_other_and_never_overlaps_itself(poll, stores, clock):
    """The hanging one is asked once while the others go on."""
    slow, quick = SlowSource("slow"), FakeSource("quick", [[entry(1)], [entry(2)]])
    await poll.use({"slow": slow, "quick": quick})
    await poll.tick()
    for _ in range(3):
        clock.advance(24 * 3600)
        await poll.tick()
        for _ in range(20):
            await asyncio.sleep(0)
    assert len(slow.memos) == 1
    assert len(quick.memos) >= 3
    slow.go.set()
    await poll.drain()


async def test_an_orderly_stop_gives_back_what_it_did_not_finish(stores, clock):
    """After a stop the interrupted source is due at once, and what was answered is stored."""
    poll = Poll(stores.sources, clock, lambda: 0.0, PLAN)
    slow, quick = SlowSource("slow"), FakeSource("quick", [[entry(1)]])
    await poll.use({"slow": slow, "quick": quick})
    await poll.tick()
    await poll.stop(timedelta(milliseconds=20))
    assert await stores.items.counts() == {PENDING: 1}
    assert [s.source_id for s in await stores.sources.claim_due(clock.now(), timedelta(seconds=9), 9)] == ["slow"]
