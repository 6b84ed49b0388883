"""Lookups over SQL: by words, by what a verdict says, by address."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import Subject
from bot.domain.item import ALERTS, Item
from bot.domain.trace import Filed, Query, Trace
from bot.ports.store import MOST_TRACES
from bot.storage.engine import Engine, chunks
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
from bot.storage.words import storable, terms

_NEWEST_FIRST = (items.c.fetched_at.desc(), items.c.published.desc().nulls_last(), items.c.seq)
"""By our own clock; then by the publisher's, which may be wrong; then as the source listed them: newest first by custom."""


class SqlSearch:
    """`ports.store.SearchStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def find(self, query: Query) -> list[Filed]:
        """See the port. Words are found once an item is final; a text without a letter or a digit finds nothing."""
        wanted = select(*FILED_COLUMNS).select_from(items.outerjoin(verdicts)).where(*_conditions(query))
        if query.text:
            typed = terms(query.text)
            if not typed:
                return []
            match = self._engine.matching(typed)
            wanted = wanted.join(match.table, match.on).where(match.where).order_by(match.rank)
        wanted = wanted.order_by(*_NEWEST_FIRST).limit(query.limit).offset(query.offset)
        async with self._engine.read() as connection:
            return filed_of((await connection.execute(wanted)).all())

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


def _conditions(query: Query) -> list[ColumnElement[bool]]:
    since: datetime | None = query.since
    every: list[ColumnElement[bool]] = []
    if query.alerts_only:
        every.append(items.c.state.in_(sorted(ALERTS)))
    if query.kinds:
        every.append(_any_of(verdicts.c.kinds, query.kinds))
    if query.min_severity > 0:
        every.append(verdicts.c.severity >= query.min_severity)
    if query.countries:
        every.append(_any_of(verdicts.c.countries, query.countries))
    if query.sources:
        every.append(items.c.source_id.in_(query.sources))
    if query.not_sources:
        every.append(items.c.source_id.not_in(query.not_sources))
    if since is not None:
        every.append(items.c.fetched_at >= since)
    return every


def _any_of(listed: ColumnElement[str], values: tuple[str, ...]) -> ColumnElement[bool]:
    return or_(*(listed.contains(f"|{value}|", autoescape=True) for value in values))
