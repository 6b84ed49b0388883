"""The system's clock, and one that runs faster for the demo."""

import asyncio
from datetime import UTC, datetime, timedelta


class SystemClock:
    """Real time, UTC."""

    def now(self) -> datetime:
        """The system's present instant."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Real waiting."""
        await asyncio.sleep(seconds)


class FasterClock:
    """Starts at `anchor` and runs `speed` times as fast from there; two processes with one anchor agree."""

    def __init__(self, anchor: datetime, speed: float) -> None:
        """`anchor` is a real instant."""
        self._anchor = anchor
        self._speed = speed

    def now(self) -> datetime:
        """The instant by this clock."""
        real: timedelta = datetime.now(UTC) - self._anchor
        return self._anchor + real * self._speed

    async def sleep(self, seconds: float) -> None:
        """Waits that long by this clock."""
        await asyncio.sleep(seconds / self._speed)
