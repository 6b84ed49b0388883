"""SQLite: one writer at a time, readers that never wait for it (WAL), words by FTS5."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Integer, Select, Table, bindparam, column, event, select, table
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import URL, Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.storage.engine import Wanted, transaction
from bot.storage.words import Term

_READERS = 3
_BUSY_SECONDS = 15
"""How long a transaction waits for another process (`tocsin db ...` beside a running bot)."""

# FULL: one fsync per transaction keeps a commit through a power cut, so a claimed post stays known as claimed.
# Transactions are batches, so it costs little: see docs/decisions/0002-one-transaction-outbox.md
_WRITER = ("foreign_keys=ON", "synchronous=FULL", "cache_size=-16000", "temp_store=MEMORY", "wal_autocheckpoint=4000")
_READER = ("query_only=ON", "cache_size=-4000", "temp_store=MEMORY")

_FTS = table("items_fts", column("rowid", Integer), column("items_fts"))


def make(path: Path, *, writes: bool = True, begin: str = "BEGIN IMMEDIATE") -> AsyncEngine:
    """An engine that begins its transactions itself, because the driver's own way would begin too late to lock."""
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        pool_size=1 if writes else _READERS,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"timeout": _BUSY_SECONDS},
    )

    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _WRITER if writes else _READER:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", begun)
    return engine


def match_of(wanted: Wanted) -> str:
    """FTS5's own language. What people typed stands in quotes, so nothing in it is taken for syntax."""
    where = "{title}" if wanted.titles else "{title text}"
    every = [f"{where} : ({' AND '.join(map(_phrase, wanted.terms))})"] if wanted.terms else []
    every += [f"facets : ({' OR '.join(group)})" for group in wanted.facets]
    never = [f"facets : ({' OR '.join(wanted.refused)})"] if wanted.refused else []
    never += [f"{{title text}} : {_phrase(term)}" for term in wanted.without]
    asked = " AND ".join(every)
    return f"({asked}) NOT ({' OR '.join(never)})" if never else asked


def _phrase(term: Term) -> str:
    return '"' + term.typed.replace('"', " ") + '"' + (" *" if term.open_end else "")


class SqliteEngine:
    """One writing connection behind a lock of this process, and a small pool of readers."""

    def __init__(self, path: Path, shown: str) -> None:
        """The file exists and has the tables."""
        self._shown = shown
        self._lock = asyncio.Lock()
        self._writer = make(path)
        self._readers = make(path, writes=False, begin="BEGIN")

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Holds the database's one write lock from the first statement on."""
        async with self._lock, transaction(self._writer, self._shown) as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Sees the last commit before its first statement."""
        async with transaction(self._readers, self._shown) as connection:
            yield connection

    def insert(self, table: Table) -> sqlite.Insert:
        """SQLite's INSERT ... ON CONFLICT."""
        return sqlite.insert(table)

    async def index(self, connection: AsyncConnection, item_ids: Sequence[str]) -> None:
        """Nothing to do: triggers on `items` write the FTS5 table."""

    def matching(self, wanted: Wanted) -> Select[int]:
        """FTS5 walks its lists backwards, so the newest cost what they are, however many there are."""
        asked = _FTS.c.items_fts.op("MATCH")(bindparam("asked", match_of(wanted)))
        seqs = _FTS.c.rowid.between(wanted.first, wanted.last)
        return select(_FTS.c.rowid).where(asked, seqs).order_by(_FTS.c.rowid.desc())

    async def close(self) -> None:
        """Readers first: the last connection out folds the WAL into the file."""
        await self._readers.dispose()
        await self._writer.dispose()
