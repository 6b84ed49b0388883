"""The door of this room: open a database, bring it up to date, copy it.

await upgrade(address)                  once, before
async with await connect(address) as database:
    database.stores.outbox ...
"""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.errors import ConfigError, Problem
from bot.ports.memory import Memory
from bot.ports.store import Stores
from bot.storage import postgres, schema, sqlite
from bot.storage.activations import SqlActivations, SqlLinks
from bot.storage.address import Address, EngineKind, parse
from bot.storage.audit import SqlAudit, SqlGuilds
from bot.storage.engine import Engine
from bot.storage.errors import UNREACHABLE, bad_address, first_line, unavailable
from bot.storage.feedback import SqlFeedback
from bot.storage.items import SqlItems
from bot.storage.landscape import SqlLandscape
from bot.storage.ledger import SqlLedger
from bot.storage.memory import Memory as Twin
from bot.storage.outbox import SqlOutbox
from bot.storage.pages import SqlPages
from bot.storage.remembered import SqlRemembered
from bot.storage.responses import SqlResponses
from bot.storage.roster import SqlContacts, SqlRoster
from bot.storage.search import SqlSearch
from bot.storage.silences import SqlPosts, SqlSilences
from bot.storage.situations import SqlSituations
from bot.storage.sources import SqlSources
from bot.storage.stories import SqlStories
from bot.storage.timers import SqlTimers
from bot.storage.troubles import SqlTroubles
from bot.storage.watches import SqlWatches

_UPGRADE = "run `tocsin db upgrade`"
_MIGRATION_LOCK = 0x746F6373696E
"""Key of the advisory lock that lets one process migrate at a time: the letters of "tocsin"."""


@dataclass(frozen=True, slots=True)
class Database:
    """The stores and a little memory, open until `close`."""

    stores: Stores
    memory: Memory
    close: Callable[[], Awaitable[None]]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


async def connect(address: str) -> Database:
    """Opens a database that `upgrade` has brought up to date. `ConfigError` when it has not or the address is wrong;
    `StoreUnavailable` when it cannot be reached.
    """
    where = parse(address)
    if where.kind is EngineKind.MEMORY:
        twin = Twin()
        return Database(twin.stores, twin.remembered, twin.close)
    if where.kind is EngineKind.SQLITE and not where.path.is_file():
        raise bad_address(f"there is no database at {where.path}", _UPGRADE)
    await _check(where)
    engine: Engine = (
        postgres.PostgresEngine(where.url, where.shown) if where.url else sqlite.SqliteEngine(where.path, where.shown)
    )
    return Database(_stores(engine), SqlRemembered(engine), engine.close)


def _stores(engine: Engine) -> Stores:
    return Stores(
        SqlSources(engine),
        SqlItems(engine),
        SqlOutbox(engine),
        SqlSearch(engine),
        SqlFeedback(engine),
        SqlStories(engine),
        SqlTimers(engine),
        SqlLandscape(engine),
        SqlSilences(engine),
        SqlPosts(engine),
        SqlTroubles(engine),
        SqlLedger(engine),
        SqlWatches(engine),
        SqlSituations(engine),
        SqlActivations(engine),
        SqlLinks(engine),
        SqlResponses(engine),
        SqlAudit(engine),
        SqlGuilds(engine),
        SqlPages(engine),
        SqlRoster(engine),
        SqlContacts(engine),
    )


async def upgrade(address: str) -> list[str]:
    """Makes or migrates the database; returns the revisions applied, none when it was up to date. Any number of
    processes may call it at once: one migrates, the others wait and find nothing left to do.
    """
    where = parse(address)
    if where.kind is EngineKind.MEMORY:
        return []
    if where.kind is EngineKind.SQLITE:
        await asyncio.to_thread(_prepare, where)
    async with _schema_connection(where, "BEGIN EXCLUSIVE") as connection:
        if where.kind is EngineKind.POSTGRES:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        return await connection.run_sync(schema.migrate)


async def backup(address: str, target: Path) -> None:
    """Writes a consistent copy, also while the bot runs. SQLite only; the copy is itself a database to connect to."""
    where = parse(address)
    if where.kind is EngineKind.POSTGRES:
        raise bad_address("a PostgreSQL database is not backed up by tocsin", "use pg_dump --format=custom, and pg_restore")
    if where.kind is EngineKind.MEMORY:
        raise bad_address("a database in memory cannot be backed up", 'use "sqlite:///path/to/tocsin.db"')
    if not where.path.is_file():
        raise bad_address(f"there is no database at {where.path}", _UPGRADE)
    await asyncio.to_thread(_copy, where, target)


async def _check(where: Address) -> None:
    async with _schema_connection(where, "BEGIN") as connection:
        found = await connection.run_sync(schema.current)
    if found != (wanted := schema.head()):
        mend = f"{_UPGRADE}; or, if that finds a later version, {schema.NEWER}"
        raise bad_address(f"the database {where.shown} has revision {found or 'none'}, not {wanted}", mend)


@asynccontextmanager
async def _schema_connection(where: Address, begin: str) -> AsyncIterator[AsyncConnection]:
    """A transaction of its own, begun on SQLite in these words; every failure in our own."""
    engine: AsyncEngine = postgres.make(where.url) if where.url else sqlite.make(where.path, begin=begin)
    try:
        async with engine.begin() as connection:
            yield connection
    except UNREACHABLE as error:
        raise unavailable(where.shown, error) from error
    except DatabaseError as error:
        raise bad_address(
            f"{where.shown} is not a database of tocsin ({first_line(error)})", "name another, or a new one"
        ) from error
    finally:
        await engine.dispose()


def _prepare(where: Address) -> None:
    """The folder, and the write-ahead log, which is a property of the file and cannot be set inside a transaction."""
    try:
        where.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(where.path, timeout=15, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        finally:
            connection.close()
    except OSError as error:
        raise bad_address(
            f"{where.path.parent} cannot be used ({error.strerror})", "name a folder that tocsin may write to"
        ) from error
    except sqlite3.OperationalError as error:
        raise unavailable(where.shown, error) from error
    except sqlite3.DatabaseError as error:
        raise bad_address(f"{where.shown} is not a database of tocsin ({error})", "name another, or a new one") from error


def _copy(where: Address, target: Path) -> None:
    if target.exists():
        raise ConfigError([Problem(str(target), "", "is there already", "name a file that is not")])
    partial = target.with_name(f"{target.name}.partial-{os.getpid()}")
    try:
        with closing(sqlite3.connect(partial)) as copy, closing(sqlite3.connect(where.path)) as original:
            original.backup(copy)
        partial.rename(target)
    except (OSError, sqlite3.Error) as error:
        raise ConfigError(
            [Problem(str(target), "", f"cannot be written ({error})", "name a file in a folder with room")]
        ) from error
    finally:
        partial.unlink(missing_ok=True)
