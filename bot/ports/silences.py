"""Storage of silences, and of what routes have posted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.route import Capped, Posted
from bot.domain.silence import Silence


class SilenceStore(Protocol):
    """One row a silence; rows stay when they are over, so that it can be told who asked for what. Each change is audited with it."""

    async def put(self, silence: Silence) -> bool:
        """Writes a new one; False if its id is there, which changes nothing."""
        ...

    async def end(self, silence_id: str, at: datetime, by: str, guild: str = "") -> Silence | None:
        """Ends one that is not over at `at`, then and by them, and returns it as it is now; None if there is none to end. `guild`
        is where it is ended, for the audit trail.
        """
        ...

    async def get(self, silence_id: str) -> Silence | None:
        """The one with this id."""
        ...

    async def find(
        self, *, ending_after: datetime | None = None, limit: int | None = None, guild: str | None = None
    ) -> Sequence[Silence]:
        """The newest first: all, or those that are not over at that time; so many at most. With `guild` those of that server and
        those of none.
        """
        ...


class PostStore(Protocol):
    """What was handed to channels about alerts, read for caps and for comparing routes with what they did."""

    async def by_route(self, since: datetime) -> Mapping[str, int]:
        """How many alerts each route handed to channels since then; one that went to several channels counts once."""
        ...

    async def capped(self, since: datetime, until: datetime) -> Sequence[Capped]:
        """What caps held from channels from then until then, in the order in which it was decided."""
        ...

    async def posted(self, since: datetime) -> Sequence[Posted]:
        """Each alert in each channel since then, oldest first."""
        ...
