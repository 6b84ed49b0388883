"""Deliveries over SQL: rows that are written with their cause, leased to be sent, and finished once."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import OPEN as STILL_OPEN
from bot.domain.delivery import Delivery, DeliveryState, lost, noted, rewritten, shown
from bot.domain.reasons import FailReason
from bot.storage.engine import Engine, chunks
from bot.storage.rows import DELIVERY_COLUMNS, deliveries_of, delivery_row
from bot.storage.tables import OPEN, deliveries

_LEASED = deliveries.c.state == DeliveryState.LEASED


async def add_deliveries(engine: Engine, connection: AsyncConnection, wanted: Sequence[Delivery]) -> int:
    """Writes rows whose id is not there yet, in the caller's transaction; returns how many.

    In the order of ids, so that two writers of the same rows wait for each other instead of deadlocking.
    """
    put = engine.insert(deliveries).on_conflict_do_nothing(index_elements=["id"]).returning(deliveries.c.id)
    new = 0
    for some in chunks(sorted(wanted, key=lambda delivery: delivery.id)):
        new += len((await connection.execute(put, [delivery_row(delivery) for delivery in some])).all())
    return new


async def put_heads(engine: Engine, connection: AsyncConnection, wanted: Sequence[Delivery]) -> None:
    """Writes posts as they are wanted, in the caller's transaction: new rows, or rewritten ones. Later ones of one id count."""
    by_id: dict[str, list[Delivery]] = {}
    for head in wanted:
        by_id.setdefault(head.id, []).append(head)
    for some in chunks(sorted(by_id)):
        there = {d.id: d for d in await _locked(connection, some)}
        fresh = []
        for head_id in some:
            first, *rest = by_id[head_id]
            old = there.get(head_id)
            row = reduce(rewritten, rest, rewritten(old, first) if old else first)
            if old is None:
                fresh.append(row)
            elif row != old:
                await _put(connection, row)
        await add_deliveries(engine, connection, fresh)


async def note_heads(connection: AsyncConnection, head_ids: Collection[str], note: str, at: datetime) -> None:
    """Writes below posts what people added, in the caller's transaction."""
    for some in chunks(sorted(set(head_ids))):
        for old in await _locked(connection, some):
            if (row := noted(old, note, at)) != old:
                await _put(connection, row)


async def bury_lines(connection: AsyncConnection, head_ids: Sequence[str]) -> None:
    """Gives up the lines that wait for a post that was given up, in the caller's transaction."""
    post = deliveries.alias("post")
    gone = select(post.c.id).where(post.c.id == deliveries.c.head, post.c.state == DeliveryState.DEAD).exists()
    for some in chunks(sorted(set(head_ids))):
        mine = (deliveries.c.head.in_(some), text(OPEN), gone)
        end = {"state": DeliveryState.DEAD, "reason": FailReason.HEAD_GIVEN_UP, "lease_until": None}
        await connection.execute(update(deliveries).where(*mine).values(end))


async def _locked(connection: AsyncConnection, ids: Sequence[str]) -> list[Delivery]:
    rows = select(*DELIVERY_COLUMNS).where(deliveries.c.id.in_(ids)).order_by(deliveries.c.id).with_for_update()
    return deliveries_of(await connection.execute(rows))


async def _put(connection: AsyncConnection, row: Delivery, **more: Any) -> None:
    await connection.execute(update(deliveries).where(deliveries.c.id == row.id).values({**delivery_row(row), **more}))


class SqlOutbox:
    """`ports.store.Outbox`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def add(self, deliveries: Sequence[Delivery]) -> int:
        """See the port."""
        async with self._engine.write() as connection:
            return await add_deliveries(self._engine, connection, deliveries)

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> list[Delivery]:
        """See the port. The rows are changed first and read after, inside one transaction that has locked them."""
        async with self._engine.write() as connection:
            ids = list((await connection.execute(_claimable(now, limit))).scalars())
            taken: list[Delivery] = []
            for some in chunks(ids):
                await connection.execute(
                    update(deliveries)
                    .where(deliveries.c.id.in_(some))
                    .values(
                        state=DeliveryState.LEASED,
                        lease_until=now + lease,
                        attempts=deliveries.c.attempts + 1,
                        uncertain=or_(deliveries.c.uncertain, _LEASED),
                    )
                )
                taken += deliveries_of(await connection.execute(select(*DELIVERY_COLUMNS).where(deliveries.c.id.in_(some))))
        place = {delivery_id: n for n, delivery_id in enumerate(ids)}
        return sorted(taken, key=lambda delivery: place[delivery.id])

    async def sent(self, delivery_id: str, message_id: str, at: datetime, revision: int = 1) -> None:
        """See the port."""
        async with self._engine.write() as connection:
            for row in await _locked(connection, [delivery_id]):
                if row.state in STILL_OPEN:
                    await _put(connection, shown(row, message_id, at, revision), lease_until=None)

    async def lost(self, delivery_id: str, generation: int, at: datetime, *, again: bool) -> None:
        """See the port."""
        async with self._engine.write() as connection:
            for row in await _locked(connection, [delivery_id]):
                if row.generation == generation:
                    await _put(connection, lost(row, at, again=again), lease_until=None)
            await bury_lines(connection, [delivery_id])

    async def heads(self, delivery_ids: Collection[str]) -> dict[str, Delivery]:
        """See the port."""
        found: list[Delivery] = []
        async with self._engine.read() as connection:
            for some in chunks(sorted(set(delivery_ids))):
                found += deliveries_of(await connection.execute(select(*DELIVERY_COLUMNS).where(deliveries.c.id.in_(some))))
        return {row.id: row for row in found}

    async def retry(self, delivery_id: str, due_at: datetime, reason: FailReason, detail: str, *, uncertain: bool) -> None:
        """See the port."""
        change = {"state": DeliveryState.DUE, "due_at": due_at, "reason": reason, "detail": detail, "uncertain": uncertain}
        async with self._engine.write() as connection:
            await _close(connection, delivery_id, change)

    async def dead(self, delivery_id: str, reason: FailReason, detail: str, notices: Sequence[Delivery] = ()) -> None:
        """See the port. No notice is written about a row that was final already."""
        change = {"state": DeliveryState.DEAD, "reason": reason, "detail": detail}
        async with self._engine.write() as connection:
            if await _close(connection, delivery_id, change):
                await bury_lines(connection, [delivery_id])
                await add_deliveries(self._engine, connection, notices)

    async def backlog(self) -> tuple[int, datetime | None]:
        """See the port."""
        async with self._engine.read() as connection:
            waiting, oldest = (
                await connection.execute(select(func.count(), func.min(deliveries.c.due_at)).where(text(OPEN)))
            ).one()
        return waiting, oldest


def _claimable(now: datetime, limit: int) -> Any:
    due: ColumnElement[bool] = and_(deliveries.c.state == DeliveryState.DUE, deliveries.c.due_at <= now)
    vanished = and_(_LEASED, deliveries.c.lease_until <= now)
    post = deliveries.alias("post")
    below = select(post.c.id).where(post.c.id == deliveries.c.head, post.c.message_id != "").exists()
    return (
        select(deliveries.c.id)
        .where(text(OPEN), or_(due, vanished), or_(deliveries.c.head == "", below))
        .order_by(deliveries.c.priority.desc(), deliveries.c.due_at, deliveries.c.created_at, deliveries.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=deliveries)
    )


async def _close(connection: AsyncConnection, delivery_id: str, change: dict[str, Any]) -> bool:
    """Ends the lease with this outcome; False when the row is final already or unknown."""
    to = update(deliveries).where(deliveries.c.id == delivery_id, text(OPEN)).values(lease_until=None, **change)
    return (await connection.execute(to)).rowcount > 0
