"""The audit trail, and the forgetting of what belonged to a Discord server. Stores write the lines with the changes themselves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.audit import AuditLine


class AuditStore(Protocol):
    """Who changed what; lines are only ever added."""

    async def add(self, line: AuditLine) -> None:
        """For a change that is outside the database, such as a settings file: right after it."""
        ...

    async def find(
        self, *, since: datetime | None = None, guild: str | None = None, limit: int | None = None
    ) -> Sequence[AuditLine]:
        """The newest first: all, or those since then, or those of one server; so many at most."""
        ...


class GuildStore(Protocol):
    """What is stored for one Discord server."""

    async def forget(self, guild: str, at: datetime) -> int:
        """Removes the silences, watches, acknowledgements and calls of a server, and writes a line of audit about it, in one
        transaction; the trail and what was done to stories stay. Returns how many rows were removed; no line for none.
        """
        ...
