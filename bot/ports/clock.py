"""Time, injected: nothing in Tocsin asks the system for it."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Now, and waiting. Times are aware and in UTC."""

    def now(self) -> datetime:
        """The present instant."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Waits that long by this clock."""
        ...
