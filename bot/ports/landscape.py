"""What the landscape and the digests need of storage: stories of a stretch of time, and the last levels."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.filing import StoryFile
from bot.domain.landscape import Reading


class LandscapeStore(Protocol):
    """Read only; levels are written when a period of their timer ends (`ports.timers`)."""

    async def stories(self, since: datetime, *, texts: bool = False) -> list[StoryFile]:
        """Stories with an alert fetched since then, with all their reports and copies. In the order of their ids; merged and
        empty ones are left out, `heads` are not read. Without `texts`, which are most of it, each item's `text` is "".
        """
        ...

    def each(self, since: datetime, *, texts: bool = False) -> AsyncIterator[Sequence[StoryFile]]:
        """The same, some at a time: for who needs little of each, because many at once make the collector of garbage stop the loop."""
        ...

    async def looking_since(self) -> datetime | None:
        """When the oldest item that is kept was fetched; None where there is none."""
        ...

    async def levels(self) -> Sequence[Reading]:
        """The last reading of each area, by kind and code; without its course."""
        ...
