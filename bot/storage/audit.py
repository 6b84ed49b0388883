"""The audit trail over SQL, and the forgetting of a Discord server."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audit import AuditLine, server_left
from bot.storage.engine import Engine
from bot.storage.tables import acks, audit, calls, silences, watches

_LINE = tuple(f.name for f in fields(AuditLine))
OWNED = (silences, watches, acks, calls)
"""The tables whose rows belong to a server."""


async def add_audit(connection: AsyncConnection, line: AuditLine) -> None:
    """One line more, in the caller's transaction."""
    await connection.execute(insert(audit).values({name: getattr(line, name) for name in _LINE}))


class SqlAudit:
    """`ports.audit.AuditStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def add(self, line: AuditLine) -> None:
        """See the port."""
        async with self._engine.write() as connection:
            await add_audit(connection, line)

    async def find(
        self, *, since: datetime | None = None, guild: str | None = None, limit: int | None = None
    ) -> Sequence[AuditLine]:
        """See the port."""
        query = select(*(audit.c[name] for name in _LINE)).order_by(audit.c.seq.desc()).limit(limit)
        if since is not None:
            query = query.where(audit.c.at >= since)
        if guild is not None:
            query = query.where(audit.c.guild == guild)
        async with self._engine.read() as connection:
            return [AuditLine(*row) for row in await connection.execute(query)]


class SqlGuilds:
    """`ports.audit.GuildStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def forget(self, guild: str, at: datetime) -> int:
        """See the port."""
        async with self._engine.write() as connection:
            gone = sum([(await connection.execute(delete(table).where(table.c.guild == guild))).rowcount for table in OWNED])
            if gone:
                await add_audit(connection, server_left(guild, at, gone))
        return gone
