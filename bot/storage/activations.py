"""Activations over SQL. A line's key is its number in the timeline: the database itself refuses a second one."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from bot.domain.activation import Activation, ActivationState
from bot.domain.activation_events import Line
from bot.ports.activations import ActivationChange
from bot.storage.engine import Engine
from bot.storage.outbox import add_deliveries, put_heads
from bot.storage.tables import activation_lines, activations, calendar_links

_LINE = tuple(f.name for f in fields(Line))


class SqlActivations:
    """`ports.activations.ActivationStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def put(self, change: ActivationChange) -> bool:
        """See the port. The row is changed first, which locks it."""
        it, c = change.activation, activations.c
        row = {"id": it.id, "seq": it.seq, "state": it.state, "opened_at": it.opened_at, "due": it.due, "document": it}
        fresh = self._engine.insert(activations).on_conflict_do_nothing(index_elements=["id"]).returning(c.id)
        moved = update(activations).where(c.id == it.id, c.seq == change.was).values(**row, lease_until=None).returning(c.id)
        lines = [{"activation_id": it.id, **{name: getattr(line, name) for name in _LINE}} for line in change.lines]
        async with self._engine.write() as connection:
            done = await connection.execute(fresh, [row]) if change.was == 0 else await connection.execute(moved)
            if done.first() is None:
                return False
            if lines:
                await connection.execute(self._engine.insert(activation_lines), lines)
            await put_heads(self._engine, connection, change.heads)
            await add_deliveries(self._engine, connection, change.deliveries)
        return True

    async def get(self, activation_id: str) -> Activation | None:
        """See the port."""
        async with self._engine.read() as connection:
            query = select(activations.c.document).where(activations.c.id == activation_id)
            found: Activation | None = (await connection.execute(query)).scalar_one_or_none()
            return found

    async def find(self, *, standing: bool = False, since: datetime | None = None, limit: int = 100) -> Sequence[Activation]:
        """See the port."""
        c = activations.c
        query = select(c.document).order_by(c.opened_at.desc(), c.id).limit(limit)
        if standing:
            query = query.where(c.state != ActivationState.STOOD_DOWN)
        if since is not None:
            query = query.where(c.opened_at >= since)
        async with self._engine.read() as connection:
            return list((await connection.execute(query)).scalars())

    async def timeline(self, activation_id: str) -> Sequence[Line]:
        """See the port."""
        c = activation_lines.c
        query = select(*(c[name] for name in _LINE)).where(c.activation_id == activation_id).order_by(c.seq)
        async with self._engine.read() as connection:
            return [Line(*row) for row in await connection.execute(query)]

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[Activation]:
        """See the port. Asks without a lock first: nearly always nothing is due."""
        c = activations.c
        free = or_(c.lease_until.is_(None), c.lease_until <= now)
        due = select(c.document).where(c.due <= now, free).order_by(c.due, c.id).limit(limit)
        async with self._engine.read() as connection:
            if (await connection.execute(due)).first() is None:
                return []
        async with self._engine.write() as connection:
            found = list((await connection.execute(due.with_for_update(skip_locked=True))).scalars())
            mine = c.id.in_([it.id for it in found])
            await connection.execute(update(activations).where(mine).values(lease_until=now + lease))
        return found


class SqlLinks:
    """`ports.activations.LinkStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def put(self, digest: str, person: str, at: datetime) -> None:
        """See the port."""
        made = self._engine.insert(calendar_links).on_conflict_do_nothing(index_elements=["digest"])
        async with self._engine.write() as connection:
            await connection.execute(made, [{"digest": digest, "person": person, "at": at}])

    async def revoke(self, person: str) -> int:
        """See the port."""
        async with self._engine.write() as connection:
            return (await connection.execute(delete(calendar_links).where(calendar_links.c.person == person))).rowcount

    async def all(self) -> Sequence[tuple[str, str]]:
        """See the port."""
        query = select(calendar_links.c.digest, calendar_links.c.person).order_by(calendar_links.c.at, calendar_links.c.digest)
        async with self._engine.read() as connection:
            return [(digest, person) for digest, person in await connection.execute(query)]
