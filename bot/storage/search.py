"""Lookups over SQL: by words, by what a verdict says, by address."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import Subject
from bot.domain.item import Item
from bot.domain.trace import Filed, Query, Trace
from bot.ports.store import MOST_TRACES
from bot.storage.engine import Engine, chunks
from bot.storage.finding import counted, page
from bot.storage.rows import (
    DELIVERY_COLUMNS,
    FEEDBACK_COLUMNS,
    FILED_COLUMNS,
    ITEM_COLUMNS,
    OLDEST_FIRST,
    deliveries_of,
    feedback_of,
    filed_of,
    items_of,
)
from bot.storage.tables import deliveries, feedback, items, steps, verdicts
from bot.storage.words import storable

_FILED = select(items.c.seq, *FILED_COLUMNS).select_from(items.outerjoin(verdicts))


class SqlSearch:
    """`ports.store.SearchStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def find(self, query: Query) -> list[Filed]:
        """See the port. Words are found once an item is final; a text without a letter or a digit finds nothing."""
        async with self._engine.read() as connection:
            seqs = await page(self._engine, connection, query)
            found: dict[int, Filed] = {}
            for some in chunks(seqs):
                rows = (await connection.execute(_FILED.where(items.c.seq.in_(some)))).all()
                found |= {row[0]: filed for row, filed in zip(rows, filed_of([row[1:] for row in rows]), strict=True)}
        return [found[seq] for seq in seqs]

    async def tally(self, query: Query, edges: Sequence[datetime]) -> list[int]:
        """See the port."""
        async with self._engine.read() as connection:
            return await counted(self._engine, connection, query, edges)

    async def trace(self, url_or_id: str) -> list[Trace]:
        """See the port; at most 50."""
        key = storable(url_or_id)
        if not key:
            return []
        named = or_(items.c.id == key, items.c.url == key, items.c.canonical_url == key)
        query = (
            select(*FILED_COLUMNS).select_from(items.outerjoin(verdicts)).where(named).order_by(*OLDEST_FIRST).limit(MOST_TRACES)
        )
        async with self._engine.read() as connection:
            found = filed_of((await connection.execute(query)).all())
            return [await _traced(connection, filed) for filed in found]

    async def filed(self, item_ids: Collection[str]) -> dict[str, Filed]:
        """See the port."""
        found: list[Filed] = []
        async with self._engine.read() as connection:
            for some in chunks(sorted(set(item_ids))):
                query = select(*FILED_COLUMNS).select_from(items.outerjoin(verdicts)).where(items.c.id.in_(some))
                found += filed_of((await connection.execute(query)).all())
        return {filed.item.id: filed for filed in found}


async def _traced(connection: AsyncConnection, filed: Filed) -> Trace:
    item = filed.item
    originals = await _items(connection, items.c.id == item.duplicate_of) if item.duplicate_of else []
    copies = await _items(connection, (items.c.duplicate_of == item.id) & (items.c.duplicate_of != ""))
    posts = (deliveries.c.item_id == item.story_id) & deliveries.c.subject.in_([Subject.ALERT, Subject.WATCH])
    mine = or_(deliveries.c.item_id == item.id, posts)
    rows = select(*DELIVERY_COLUMNS).where(mine).order_by(deliveries.c.created_at, deliveries.c.id)
    sent = deliveries_of(await connection.execute(rows))
    said = (
        select(*FEEDBACK_COLUMNS).where(feedback.c.item_id == item.id).order_by(feedback.c.at, feedback.c.channel, feedback.c.who)
    )
    return Trace(
        filed=filed,
        original=originals[0] if originals else None,
        duplicates=tuple(copies),
        deliveries=tuple(sent),
        feedback=tuple(feedback_of(await connection.execute(said))),
        steps=(await connection.execute(select(steps.c.document).where(steps.c.item_id == item.id))).scalar() or (),
    )


async def _items(connection: AsyncConnection, where: ColumnElement[bool]) -> list[Item]:
    query: Select[Any] = select(*ITEM_COLUMNS).where(where).order_by(*OLDEST_FIRST)
    return items_of(await connection.execute(query))
