"""Sources over SQL: due times, leases, and what each poll leaves behind."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import null, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.compiler import SQLCompiler

from bot.domain.audit import AuditLine
from bot.domain.item import Item
from bot.domain.source import SourceState
from bot.ports.store import PollRecord
from bot.storage.audit import add_audit
from bot.storage.engine import Engine, chunks
from bot.storage.ledger import count_fetched
from bot.storage.rows import item_row
from bot.storage.source_rows import SOURCE_BINDS, SOURCE_COLUMNS, source_row, sources_of
from bot.storage.tables import forgotten, items, sources


class SqlSources:
    """`ports.store.SourceStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine
        self._upsert: SQLCompiler | None = None

    async def sync(self, source_ids: Sequence[str], now: datetime) -> None:
        """See the port. Which ids are active is a column, so that every process over this database agrees."""
        rows = [
            {**source_row(SourceState(source_id, now)), "active": True, "lease_until": None}
            for source_id in sorted(set(source_ids))
        ]
        made = self._engine.insert(sources).values(SOURCE_BINDS)
        put = made.on_conflict_do_update(index_elements=["source_id"], set_={"active": True})
        async with self._engine.write() as connection:
            await connection.execute(update(sources).values(active=False))
            for some in chunks(rows):
                await connection.execute(put, some)

    async def claim_due(self, now: datetime, lease: timedelta, limit: int) -> list[SourceState]:
        """See the port."""
        free = or_(sources.c.lease_until.is_(None), sources.c.lease_until <= now)
        due = (
            select(*SOURCE_COLUMNS)
            .where(sources.c.active, ~sources.c.paused, sources.c.due_at <= now, free)
            .order_by(sources.c.due_at, sources.c.source_id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        async with self._engine.write() as connection:
            claimed = sources_of(await connection.execute(due))
            for some in chunks(state.source_id for state in claimed):
                await connection.execute(update(sources).where(sources.c.source_id.in_(some)).values(lease_until=now + lease))
        return claimed

    async def record(self, records: Sequence[PollRecord]) -> list[int]:
        """See the port. A pause made while the poll was under way stays; a state that is itself paused pauses the source."""
        async with self._engine.write() as connection:
            fresh = await self._unknown(connection, [item for record in records for item in record.items])
            for some in chunks(fresh.values()):
                await connection.execute(self._engine.insert(items).on_conflict_do_nothing(), [item_row(item) for item in some])
            await count_fetched(self._engine, connection, fresh.values())
            counts = _new_in_each(records, set(fresh))
            await self._put_states(connection, [_counted(r.state, new) for r, new in zip(records, counts, strict=True)])
        return counts

    async def all(self) -> list[SourceState]:
        """See the port."""
        query = select(*SOURCE_COLUMNS).where(sources.c.active).order_by(sources.c.source_id)
        async with self._engine.read() as connection:
            return sources_of(await connection.execute(query))

    async def pause(self, source_id: str, paused: bool, line: AuditLine | None = None) -> bool:
        """See the port."""
        mine = (sources.c.source_id == source_id) & (sources.c.paused != paused)
        async with self._engine.write() as connection:
            done = (await connection.execute(update(sources).where(mine).values(paused=paused))).rowcount > 0
            if done and line is not None:
                await add_audit(connection, line)
        return done

    async def release(self, source_ids: Sequence[str]) -> None:
        """See the port."""
        async with self._engine.write() as connection:
            for some in chunks(source_ids):
                await connection.execute(update(sources).where(sources.c.source_id.in_(some)).values(lease_until=None))

    async def _unknown(self, connection: AsyncConnection, candidates: Sequence[Item]) -> dict[str, Item]:
        """Those that were never stored, by id; of several with one id the first."""
        fresh: dict[str, Item] = {}
        for item in candidates:
            fresh.setdefault(item.id, item)
        for some in chunks(tuple(fresh)):
            known = union_all(
                select(items.c.id).where(items.c.id.in_(some)), select(forgotten.c.id).where(forgotten.c.id.in_(some))
            )
            for item_id in (await connection.execute(known)).scalars():
                fresh.pop(item_id, None)
        return fresh

    async def _put_states(self, connection: AsyncConnection, states: Sequence[SourceState]) -> None:
        """A row that `sync` never named is written too, but stays inactive."""
        rows = [{**source_row(state), "active": False, "lease_until": None} for state in states]
        rows.sort(key=lambda row: str(row["source_id"]))
        for some in chunks(rows):
            await self._put(connection, some)

    async def _put(self, connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
        """One upsert for many rows, handed to the driver as they are: SQLAlchemy would take four times as long over each.

        To SQLite it is one statement with many VALUES: between the rows of an `executemany` its thread would have to win
        the interpreter's lock back from a busy event loop, row by row.
        """
        if self._upsert is None:
            made = self._engine.insert(sources).values(SOURCE_BINDS)
            changes: dict[str, Any] = {name: made.excluded[name] for name in SOURCE_BINDS if name not in ("source_id", "active")}
            changes |= {"lease_until": null(), "paused": or_(sources.c.paused, made.excluded.paused)}
            put = made.on_conflict_do_update(index_elements=["source_id"], set_=changes)
            self._upsert = put.compile(dialect=connection.dialect)
        sql, order = str(self._upsert), self._upsert.positiontup
        if order is None:
            await connection.exec_driver_sql(sql, rows)
            return
        one = f"({', '.join('?' * len(order))})"
        many = sql.replace(f"VALUES {one}", f"VALUES {', '.join([one] * len(rows))}")
        await connection.exec_driver_sql(many, tuple(chain.from_iterable(map(itemgetter(*order), rows))))


def _counted(state: SourceState, new: int) -> SourceState:
    if not new:
        return state
    health = replace(state.health, items=state.health.items + new, last_new_at=state.health.last_poll_at)
    return replace(state, health=health)


def _new_in_each(records: Sequence[PollRecord], fresh: set[str]) -> list[int]:
    """An item that several records carry counts for the first of them."""
    counts = []
    for record in records:
        mine = fresh.intersection(item.id for item in record.items)
        fresh -= mine
        counts.append(len(mine))
    return counts
