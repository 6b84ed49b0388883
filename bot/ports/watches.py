"""Storage of watches."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.watch import Watch


class WatchStore(Protocol):
    """One row a watch; an ended one is kept, so that it can be looked up. Each change is audited with it."""

    async def put(self, watch: Watch, now: datetime, most: int) -> bool:
        """Writes it, in place of one with the same id (that renews it, and wakes one that ended); False, and nothing is
        written, where its owner has `most` others in force.
        """
        ...

    async def end(self, watch_id: str, owner: str | None, at: datetime, by: str) -> bool:
        """Ends one that is in force; False if there is none with that id, or, with `owner`, if it is another's."""
        ...

    async def active(self, now: datetime) -> Sequence[Watch]:
        """All in force, the oldest first."""
        ...

    async def posted(self, since: datetime) -> Mapping[str, int]:
        """Posts of watches written since then, by destination."""
        ...
