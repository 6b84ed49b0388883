"""POLL: ask each due source once, and record what it said.

    claim due rows -> ask (many at once, one source never twice) -> decide -> one transaction for many results

The memory of a poll (ETag, hash) is stored in the transaction that stores its entries: a crash in between asks
again, and asking twice is harmless because an entry's id decides what is new.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.analysis.address import canonical
from bot.analysis.pressing import turn
from bot.domain.errors import Failure, Permanent
from bot.domain.item import Entry, Item, item_id
from bot.domain.reasons import FailReason
from bot.domain.source import Health, Memo, SourceInfo, SourceState
from bot.pipeline.rhythm import Rhythm, next_interval, wait_after_failure, wait_after_success
from bot.ports.clock import Clock
from bot.ports.source import Polled, Source
from bot.ports.store import PollRecord, SourceStore

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class PollPlan:
    """How polling is done. `slots` bounds polls under way; `lease` must outlast the longest poll."""

    rhythm: Rhythm = field(default_factory=Rhythm)
    slots: int = 2000
    lease: timedelta = timedelta(minutes=2)
    batch: int = 500
    """Results written in one transaction, at most..."""
    batch_items: int = 400
    """...and no further result once they hold this many items: a longer transaction would hold up the loop."""
    linger: float = 0.01
    """Seconds of real time that a transaction waits for company: one for many polls costs little more than one for one."""
    announce_after: int = 3
    """Failures in a row before people are told; a permanent failure is told at once."""


def succeeded(state: SourceState, info: SourceInfo, polled: Polled, now: datetime, plan: PollPlan, chance: float) -> PollRecord:
    """What a good poll leaves: items, the next due time, and a clean bill of health."""
    first = state.health.last_ok_at is None
    items = tuple(make_item(info, e, now, first=first) for e in polled.entries or ())
    old = state.health
    interval = next_interval(state.interval, info.min_interval, info.max_interval, found=_brought_news(old))
    empty = _empty_since(old, polled, now)
    health = Health(last_poll_at=now, last_ok_at=now, last_new_at=old.last_new_at, items=old.items, empty_since=empty)
    due = now + wait_after_success(interval, polled.wait, plan.rhythm, chance)
    return PollRecord(SourceState(state.source_id, due, polled.memo, health, interval, state.paused), items)


def failed(state: SourceState, failure: Failure, now: datetime, plan: PollPlan, chance: float) -> PollRecord:
    """What a failed poll leaves: a later due time, and the word that it has failed long enough to be told (by `vigil`)."""
    old = state.health
    health = replace(
        old,
        failures=old.failures + 1,
        reason=failure.reason,
        detail=failure.detail,
        broken_since=old.broken_since or now,
        last_poll_at=now,
    )
    wish = getattr(failure, "retry_after", None)
    due = now + wait_after_failure(health.failures, wish, plan.rhythm, chance)
    if isinstance(failure, Permanent) or health.failures >= plan.announce_after:
        health = replace(health, announced=True)
    return PollRecord(replace(state, health=health, due_at=due))


def _empty_since(old: Health, polled: Polled, now: datetime) -> datetime | None:
    """Since when it lists nothing although it used to; a document that did not change lists what it listed."""
    if polled.entries is None:
        return old.empty_since
    return None if polled.entries or not old.items else old.empty_since or now


def _brought_news(health: Health) -> bool:
    """Whether the poll before this one found entries that were new; what this one found is known only once it is stored.

    A document that merely changes (a build date, an advert) is no news, or it would be asked at its floor for ever.
    """
    return health.last_new_at is not None and health.last_new_at == health.last_poll_at


def make_item(info: SourceInfo, entry: Entry, now: datetime, *, first: bool) -> Item:
    """A pending item out of an entry."""
    return Item(
        id=item_id(info.id, entry.id),
        source_id=info.id,
        entry_id=entry.id,
        title=entry.title,
        text=entry.text,
        url=entry.url,
        canonical_url=canonical(entry.url) if entry.url else "",
        lang=entry.lang or info.lang,
        published=entry.published or entry.updated,
        fetched_at=now,
        backlog=first and not info.post_backlog,
        turn=0 if first and not info.post_backlog else turn(entry.title, entry.text, info),
    )


class Poll:
    """Drives the polls of one process."""

    def __init__(self, store: SourceStore, clock: Clock, chance: Callable[[], float], plan: PollPlan) -> None:
        """`chance` gives uniform numbers in [0, 1)."""
        self._store = store
        self._clock = clock
        self._chance = chance
        self._plan = plan
        self._sources: Mapping[str, Source] = {}
        self._under_way: dict[str, asyncio.Task[None]] = {}
        """From being asked until the answer is written down."""
        self._freed = asyncio.Event()
        self._results: asyncio.Queue[PollRecord] = asyncio.Queue()
        self._recorder: asyncio.Task[None] | None = None
        self._closing = False

    @property
    def sources(self) -> Mapping[str, Source]:
        """Those that are polled now, by id."""
        return self._sources

    async def use(self, sources: Mapping[str, Source]) -> None:
        """Polls these from now on; polls under way end as they began."""
        await self._store.sync(list(sources), self._clock.now())
        self._sources = sources

    async def tick(self) -> None:
        """Starts every poll that is due; returns when none is due any more."""
        if self._recorder is None:
            self._recorder = asyncio.create_task(self._record_results(), name="poll-recorder")
        while not self._closing:
            free = self._plan.slots - len(self._under_way)
            if not free:
                await self._one_freed()
                continue
            states = await self._store.claim_due(self._clock.now(), self._plan.lease, free)
            for state in states:
                self._start(state)
            if len(states) < free:
                return

    async def drain(self) -> None:
        """Waits until every poll under way is written down."""
        while self._under_way:
            await self._one_freed()

    async def stop(self, grace: timedelta) -> None:
        """Starts nothing more, lets polls end within `grace`, gives back the rest, writes down what came in."""
        self._closing = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(grace.total_seconds()):
                await self.drain()
        left = dict(self._under_way)
        for task in left.values():
            task.cancel()
        await asyncio.gather(*left.values(), return_exceptions=True)
        if self._recorder is not None:
            self._recorder.cancel()
            await asyncio.gather(self._recorder, return_exceptions=True)
        await self._store.release(list(left))

    async def _one_freed(self) -> None:
        self._freed.clear()
        await self._freed.wait()

    def _start(self, state: SourceState) -> None:
        source = self._sources.get(state.source_id)
        if source is not None and state.source_id not in self._under_way:
            self._under_way[state.source_id] = asyncio.create_task(self._one(source, state))

    async def _one(self, source: Source, state: SourceState) -> None:
        """One poll, from asking to what is to be written down: whatever happens, something is."""
        info = source.info
        try:
            record = await self._asked(source, state)
        except Failure as failure:
            record = self._failed(info, state, failure)
        except Exception as error:
            log.exception("poll.bug", source=info.id)
            record = self._failed(info, state, Failure(FailReason.UNEXPECTED, type(error).__name__))
        self._results.put_nowait(record)

    async def _asked(self, source: Source, state: SourceState) -> PollRecord:
        """What the source said, as something to record. Raises what the source raises."""
        info = source.info
        memo = state.memo if state.memo.address == info.address else Memo(address=info.address)
        polled = await source.poll(memo)
        if state.health.failures:
            log.info("source.recovered", source=info.id, failures=state.health.failures)
        if polled.memo.address != info.address:
            polled = replace(polled, memo=replace(polled.memo, address=info.address))
        return succeeded(state, info, polled, self._clock.now(), self._plan, self._chance())

    def _failed(self, info: SourceInfo, state: SourceState, failure: Failure) -> PollRecord:
        """Logged once when it breaks, not at each failure."""
        if not state.health.failures:
            log.warning("source.failed", source=info.id, reason=str(failure.reason), detail=failure.detail)
        return failed(state, failure, self._clock.now(), self._plan, self._chance())

    async def _record_results(self) -> None:
        """Writes results as they come, many in one transaction when many have come."""
        while True:
            batch = [await self._results.get()]
            await asyncio.sleep(self._plan.linger)
            items = len(batch[0].items)
            while len(batch) < self._plan.batch and items < self._plan.batch_items and not self._results.empty():
                batch.append(self._results.get_nowait())
                items += len(batch[-1].items)
            await self._write(batch)

    async def _write(self, batch: Sequence[PollRecord]) -> None:
        try:
            await self._store.record(batch)
        except Exception:
            log.exception("poll.not_recorded", polls=len(batch))
        finally:
            for record in batch:
                self._under_way.pop(record.state.source_id, None)
            self._freed.set()
