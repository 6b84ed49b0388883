"""Timers as rows: what is due is claimed by lease and ended once, so a restart or a second process neither loses nor repeats it."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.timer import PeriodEnd, Timer


class TimerStore(Protocol):
    """One row a timer, and one for each of its periods that ended."""

    async def arm(self, timers: Sequence[Timer]) -> None:
        """Makes a row for each id that has none. One that is there keeps its due time, unless its `spec` is another one: then
        it takes this one.
        """
        ...

    async def claim(self, ids: Collection[str], now: datetime, lease: timedelta) -> list[Timer]:
        """Leases those of these that are due; the longest due first."""
        ...

    async def finish(self, end: PeriodEnd) -> bool:
        """Writes how a period ended, its deliveries and levels, and the next due time, all or nothing, and ends the lease. False,
        with nothing written, when the period was ended already or the timer is due at another time by now.
        """
        ...

    async def ended(self, timer_id: str, since: datetime | None = None, limit: int = 20) -> list[PeriodEnd]:
        """Periods that were done since then, the latest first; without the deliveries and levels that came of them."""
        ...
