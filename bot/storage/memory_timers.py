"""Timers, the periods that ended and the levels, in memory."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.filing import StoryFile
from bot.domain.item import ALERTS, Item
from bot.domain.landscape import Reading
from bot.domain.timer import PeriodEnd, Timer
from bot.domain.trace import Filed
from bot.storage.memory_rows import Rows
from bot.storage.memory_stories import MemoryStories


class MemoryTimers:
    """`ports.timers.TimerStore`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def arm(self, timers: Sequence[Timer]) -> None:
        """See the port."""
        for timer in timers:
            known = self._rows.timers.get(timer.id)
            if known is None or known.spec != timer.spec:
                self._rows.timers[timer.id] = timer
                self._rows.leases.pop(("timer", timer.id), None)

    async def claim(self, ids: Collection[str], now: datetime, lease: timedelta) -> list[Timer]:
        """See the port."""
        mine = [t for t in self._rows.timers.values() if t.id in ids and t.due_at <= now]
        due = sorted((t for t in mine if self._rows.free(("timer", t.id), now)), key=lambda t: (t.due_at, t.id))
        for timer in due:
            self._rows.leases["timer", timer.id] = now + lease
        return due

    async def finish(self, end: PeriodEnd) -> bool:
        """See the port."""
        rows, key = self._rows, (end.timer_id, end.due_at)
        timer = rows.timers.get(end.timer_id)
        if timer is None or timer.due_at != end.due_at:
            return False
        rows.timers[timer.id] = replace(timer, due_at=end.next_due)
        rows.leases.pop(("timer", timer.id), None)
        if key in rows.period_ends:
            return False
        rows.period_ends[key] = replace(end, deliveries=(), levels=())
        rows.add_deliveries(end.deliveries)
        for reading in end.levels:
            rows.levels[reading.area] = reading.without_course()
        return True

    async def ended(self, timer_id: str, since: datetime | None = None, limit: int = 20) -> list[PeriodEnd]:
        """See the port."""
        mine = [e for e in self._rows.period_ends.values() if e.timer_id == timer_id and (since is None or e.done_at >= since)]
        return sorted(mine, key=lambda e: e.due_at, reverse=True)[:limit]


class MemoryLandscape:
    """`ports.landscape.LandscapeStore`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def stories(self, since: datetime, *, texts: bool = False) -> list[StoryFile]:
        """See the port."""
        rows = self._rows
        reports: dict[str, list[Item]] = {}
        for item in rows.oldest_first(lambda i: i.state in ALERTS and i.id in rows.verdicts):
            if item.story_id is not None:
                reports.setdefault(item.story_id, []).append(item)
        recent = sorted(i for i, some in reports.items() if any(item.fetched_at >= since for item in some))
        files = await MemoryStories(rows).files(recent)
        shown = {i: [item if texts else replace(item, text="") for item in reports[i]] for i in recent}
        return [
            replace(files[i], reports=tuple(Filed(item, rows.verdicts[item.id]) for item in shown[i]), heads=()) for i in recent
        ]

    async def each(self, since: datetime, *, texts: bool = False) -> AsyncIterator[Sequence[StoryFile]]:
        """See the port."""
        yield await self.stories(since, texts=texts)

    async def looking_since(self) -> datetime | None:
        """See the port."""
        return min((item.fetched_at for item in self._rows.items.values()), default=None)

    async def levels(self) -> Sequence[Reading]:
        """See the port."""
        return [self._rows.levels[area] for area in sorted(self._rows.levels)]
