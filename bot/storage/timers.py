"""Timers over SQL. A period's row has the timer and its due time for a key: the database itself refuses a second end."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.landscape import Reading
from bot.domain.timer import PeriodEnd, Timer
from bot.storage.engine import Engine, chunks
from bot.storage.outbox import add_deliveries
from bot.storage.tables import levels, period_ends, timers

KEPT = timedelta(days=120)
"""How long it is remembered how a period ended."""
_TIMER = (timers.c.id, timers.c.spec, timers.c.due_at)
_END = tuple(period_ends.c[name] for name in ("timer_id", "due_at", "next_due", "done_at", "reason", "detail", "told"))


class SqlTimers:
    """`ports.timers.TimerStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def arm(self, timers_: Sequence[Timer]) -> None:
        """See the port. Another spec also ends a lease: what its holder is about is no period of the timer any more."""
        made = self._engine.insert(timers)
        anew = {"spec": made.excluded.spec, "due_at": made.excluded.due_at, "lease_until": None}
        put = made.on_conflict_do_update(index_elements=["id"], set_=anew, where=timers.c.spec != made.excluded.spec)
        rows = [
            {"id": t.id, "spec": t.spec, "due_at": t.due_at, "lease_until": None} for t in sorted(timers_, key=lambda t: t.id)
        ]
        if rows:
            async with self._engine.write() as connection:
                await connection.execute(put, rows)

    async def claim(self, ids: Collection[str], now: datetime, lease: timedelta) -> list[Timer]:
        """See the port. Asks without a lock first: nearly always nothing is due."""
        due = _due(ids, now)
        async with self._engine.read() as connection:
            if (await connection.execute(due)).first() is None:
                return []
        async with self._engine.write() as connection:
            found = [Timer(*row) for row in await connection.execute(due.with_for_update(skip_locked=True))]
            mine = timers.c.id.in_([t.id for t in found])
            await connection.execute(update(timers).where(mine).values(lease_until=now + lease))
        return found

    async def finish(self, end: PeriodEnd) -> bool:
        """See the port."""
        there = timers.c.id == end.timer_id, timers.c.due_at == end.due_at
        put = self._engine.insert(period_ends).on_conflict_do_nothing(index_elements=["timer_id", "due_at"])
        done = put.returning(period_ends.c.timer_id)
        async with self._engine.write() as connection:
            moved = await connection.execute(update(timers).where(*there).values(due_at=end.next_due, lease_until=None))
            if moved.rowcount == 0:
                return False
            if (await connection.execute(done, [_row(end)])).first() is None:
                return False  # the schedule was changed and changed back: this period has had its end
            await add_deliveries(self._engine, connection, end.deliveries)
            await self._put_levels(connection, end.levels)
            await connection.execute(delete(period_ends).where(period_ends.c.done_at < end.done_at - KEPT))
        return True

    async def ended(self, timer_id: str, since: datetime | None = None, limit: int = 20) -> list[PeriodEnd]:
        """See the port."""
        query = select(*_END).where(period_ends.c.timer_id == timer_id).order_by(period_ends.c.due_at.desc()).limit(limit)
        if since is not None:
            query = query.where(period_ends.c.done_at >= since)
        async with self._engine.read() as connection:
            return [PeriodEnd(*row) for row in await connection.execute(query)]

    async def _put_levels(self, connection: AsyncConnection, readings: Sequence[Reading]) -> None:
        made = self._engine.insert(levels)
        put = made.on_conflict_do_update(
            index_elements=["kind", "code"], set_={"level": made.excluded.level, "document": made.excluded.document}
        )
        for some in chunks(sorted(readings, key=lambda r: r.area)):
            rows = [{"kind": r.area.kind, "code": r.area.code, "level": r.level, "document": r} for r in some]
            await connection.execute(put, rows)


def _due(ids: Collection[str], now: datetime) -> Select[Any]:
    free = or_(timers.c.lease_until.is_(None), timers.c.lease_until <= now)
    return (
        select(*_TIMER).where(timers.c.id.in_(sorted(ids)), timers.c.due_at <= now, free).order_by(timers.c.due_at, timers.c.id)
    )


def _row(end: PeriodEnd) -> dict[str, Any]:
    return {column.name: getattr(end, column.name) for column in _END}
