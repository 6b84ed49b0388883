"""Pages over SQL."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import Delivery, DeliveryState, Subject
from bot.domain.page import PageState
from bot.domain.paging import Late, PageFile, PageMove
from bot.domain.reasons import FailReason
from bot.storage.audit import add_audit
from bot.storage.engine import Engine
from bot.storage.outbox import add_deliveries, note_heads
from bot.storage.rows import DELIVERY_COLUMNS, deliveries_of
from bot.storage.tables import OPEN, deliveries, pages


class SqlPages:
    """`ports.paging.PageStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def put(self, move: PageMove) -> bool:
        """See the port. The version decides: of two at once the second finds another one."""
        file = move.file
        values = {
            "about": file.about,
            "state": file.page.state,
            "opened_at": file.opened_at,
            "due_at": file.page.due,
            "lease_until": None,
            "version": file.version,
            "document": file,
        }
        async with self._engine.write() as connection:
            if file.version == 1:
                new = self._engine.insert(pages).on_conflict_do_nothing(index_elements=["id"]).returning(pages.c.id)
                done = (await connection.execute(new, {"id": file.id, **values})).scalar() is not None
            else:
                this = (pages.c.id == file.id, pages.c.version == file.version - 1)
                done = (await connection.execute(update(pages).where(*this).values(values))).rowcount > 0
            if done:
                await self._follow(connection, move)
        return done

    async def _follow(self, connection: AsyncConnection, move: PageMove) -> None:
        if move.answered:
            await connection.execute(
                update(deliveries)
                .where(
                    deliveries.c.item_id == move.file.id,
                    deliveries.c.subject == Subject.PAGE,
                    or_(deliveries.c.head == "", deliveries.c.mention.is_not(None)),
                    deliveries.c.shown == 0,
                    text(OPEN),
                )
                .values(state=DeliveryState.DEAD, reason=FailReason.ANSWERED, lease_until=None)
            )
        if move.note is not None and move.at is not None:
            d = deliveries.c
            out = (d.item_id == move.file.id, d.subject == Subject.PAGE, d.head == "", d.message_id != "")
            await note_heads(connection, (await connection.execute(select(d.id).where(*out))).scalars().all(), move.note, move.at)
        await add_deliveries(self._engine, connection, move.deliveries)
        for line in move.audit:
            await add_audit(connection, line)

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> list[PageFile]:
        """See the port. Asks without a lock first: nearly always nothing is due."""
        due = _due(now).limit(limit)
        async with self._engine.read() as connection:
            if (await connection.execute(due)).first() is None:
                return []
        async with self._engine.write() as connection:
            found = [row.document for row in await connection.execute(due.with_for_update(skip_locked=True))]
            mine = pages.c.id.in_([file.id for file in found])
            await connection.execute(update(pages).where(mine).values(lease_until=now + lease))
        return found

    async def get(self, page_id: str) -> PageFile | None:
        """See the port."""
        return next(iter(await self._read(select(pages.c.document).where(pages.c.id == page_id))), None)

    async def find(
        self, *, standing: bool = False, about: str = "", since: datetime | None = None, limit: int | None = None
    ) -> Sequence[PageFile]:
        """See the port."""
        query = select(pages.c.document).order_by(pages.c.opened_at.desc(), pages.c.id).limit(limit)
        if standing:
            query = query.where(pages.c.state != PageState.RESOLVED)
        if about:
            query = query.where(pages.c.about == about)
        if since is not None:
            query = query.where(pages.c.opened_at >= since)
        return await self._read(query)

    async def posted(self, since: datetime) -> Sequence[Delivery]:
        """See the port."""
        d = deliveries.c
        lately = or_(d.created_at >= since, d.wanted_at >= since, d.sent_at >= since, text(OPEN))
        query = (
            select(*DELIVERY_COLUMNS)
            .where(d.subject.in_((Subject.ALERT, Subject.SITUATION)), lately)
            .order_by(d.priority.desc(), d.created_at, d.id)
        )
        async with self._engine.read() as connection:
            return deliveries_of(await connection.execute(query))

    async def late(self, before: datetime, limit: int) -> Sequence[Late]:
        """See the port."""
        d, free = deliveries.c, or_(pages.c.lease_until.is_(None), pages.c.lease_until <= before)
        waiting = select(d.id, d.due_at).where(d.state == DeliveryState.DUE, d.due_at < before, d.head == "")
        held = select(d.id, d.lease_until).where(d.state == DeliveryState.LEASED, d.lease_until < before)
        asleep = select(pages.c.id, pages.c.due_at).where(pages.c.due_at < before, free)
        found: list[Late] = []
        async with self._engine.read() as connection:
            for what, query in (("delivery", waiting), ("delivery", held), ("page", asleep)):
                found += [
                    Late(what, *row) for row in await connection.execute(query.order_by(query.selected_columns[1]).limit(limit))
                ]
        return sorted(found, key=lambda late: (late.due_at, late.id))[:limit]

    async def _read(self, query: Select[Any]) -> list[PageFile]:
        async with self._engine.read() as connection:
            return list((await connection.execute(query)).scalars())


def _due(now: datetime) -> Select[Any]:
    free = or_(pages.c.lease_until.is_(None), pages.c.lease_until <= now)
    return select(pages.c.document).where(pages.c.due_at <= now, free).order_by(pages.c.due_at, pages.c.id)
