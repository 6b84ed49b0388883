"""Repeated work by the clock."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol


class Jobs(Protocol):
    """A schedule that runs inside the application. One job never overlaps itself."""

    def every(self, interval: timedelta, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Runs `work` at once after start, then at each interval. An error is logged and the next run happens."""
        ...

    async def start(self) -> None:
        """Begins."""
        ...

    async def stop(self, grace: timedelta) -> None:
        """Starts nothing more; waits that long for what is running, then cancels it."""
        ...
