"""A clock that tests turn by hand."""

import asyncio
import heapq
from datetime import UTC, datetime, timedelta

MONDAY = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


class FakeClock:
    """Implements `ports.clock.Clock`.

    `auto` (the default): `sleep` moves the time on by itself, so nothing ever hangs; two sleepers at the same
    instant share the time. Not `auto`: a sleeper waits until `advance` has moved the time far enough.
    """

    def __init__(self, start: datetime = MONDAY, *, auto: bool = True) -> None:
        self._now = start
        self._auto = auto
        self._waiting: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._count = 0
        self.slept: list[float] = []
        """Every wait that was asked for, in seconds."""

    @property
    def sleepers(self) -> int:
        """How many wait for `advance`."""
        return len(self._waiting)

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        due = self._now + timedelta(seconds=max(seconds, 0))
        if self._auto:
            await asyncio.sleep(0)
            self._now = max(self._now, due)
            return
        if due <= self._now:
            await asyncio.sleep(0)
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._waiting, (due, self._count, future))
        await future

    def advance(self, seconds: float) -> None:
        """Moves the time and wakes whoever is due; they run at the next turn of the loop."""
        self._now += timedelta(seconds=seconds)
        while self._waiting and self._waiting[0][0] <= self._now:
            future = heapq.heappop(self._waiting)[2]
            if not future.done():
                future.set_result(None)

    async def run(self, seconds: float, turns: int = 20) -> None:
        """Moves the time from sleeper to sleeper, letting the loop turn in between, as real time would."""
        end = self._now + timedelta(seconds=seconds)
        await self._settle(turns)
        while self._waiting and self._waiting[0][0] <= end:
            self.advance((self._waiting[0][0] - self._now).total_seconds())
            await self._settle(turns)
        self.advance((end - self._now).total_seconds())
        await self._settle(turns)

    @staticmethod
    async def _settle(turns: int) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
