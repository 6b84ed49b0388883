"""Silences over SQL, and what routes have posted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, func, select, true, type_coerce, update

from bot.domain.audit import silence_ended, silenced
from bot.domain.delivery import Subject
from bot.domain.reasons import RouteReason
from bot.domain.route import Capped, Posted
from bot.domain.silence import Silence
from bot.domain.step import Step
from bot.storage.audit import add_audit
from bot.storage.engine import Engine
from bot.storage.rows import SILENCE_COLUMNS, silence_row, silences_of
from bot.storage.tables import deliveries, items, silences, steps, verdicts
from bot.storage.words import storable


class SqlSilences:
    """`ports.silences.SilenceStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def put(self, silence: Silence) -> bool:
        """See the port."""
        new = self._engine.insert(silences).on_conflict_do_nothing(index_elements=["id"]).returning(silences.c.id)
        async with self._engine.write() as connection:
            if (await connection.execute(new, silence_row(silence))).scalar() is None:
                return False
            await add_audit(connection, silenced(silence))
            return True

    async def end(self, silence_id: str, at: datetime, by: str, guild: str = "") -> Silence | None:
        """See the port. The row is locked first: of two who end it at once the first did."""
        this = (silences.c.id == storable(silence_id), silences.c.ends > at)
        ended = update(silences).where(*this).values(ends=at, ended_by=by).returning(*SILENCE_COLUMNS)
        async with self._engine.write() as connection:
            planned = (await connection.execute(select(silences.c.ends).where(*this).with_for_update())).scalar()
            over = next(iter(silences_of((await connection.execute(ended)).all())), None)
            if over is not None and planned is not None:
                await add_audit(connection, silence_ended(over, planned, guild))
            return over

    async def get(self, silence_id: str) -> Silence | None:
        """See the port."""
        return next(iter(await self._read(silences.c.id == storable(silence_id), None)), None)

    async def find(
        self, *, ending_after: datetime | None = None, limit: int | None = None, guild: str | None = None
    ) -> Sequence[Silence]:
        """See the port."""
        late = true() if ending_after is None else silences.c.ends > ending_after
        return await self._read(late if guild is None else and_(late, silences.c.guild.in_(["", guild])), limit)

    async def _read(self, where: ColumnElement[bool], limit: int | None) -> Sequence[Silence]:
        query = select(*SILENCE_COLUMNS).where(where).order_by(silences.c.created.desc(), silences.c.id).limit(limit)
        async with self._engine.read() as connection:
            return silences_of(await connection.execute(query))


class SqlPosts:
    """`ports.silences.PostStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def by_route(self, since: datetime) -> Mapping[str, int]:
        """See the port."""
        alerts = func.count(deliveries.c.item_id.distinct())
        query = select(deliveries.c.route, alerts).where(*_alerts(since)).group_by(deliveries.c.route)
        async with self._engine.read() as connection:
            return {row.route: row[1] for row in await connection.execute(query)}

    async def capped(self, since: datetime, until: datetime) -> Sequence[Capped]:
        """See the port. The word is looked for in the text of the steps: nearly all items have none of it."""
        item, told = items.c, type_coerce(steps.c.document, Text).contains(f'"{RouteReason.CAPPED}"')
        query = (
            select(item.id, item.story_id, item.source_id, item.title, verdicts.c.severity, steps.c.document)
            .join(steps, steps.c.item_id == item.id)
            .join(verdicts, verdicts.c.item_id == item.id)
            .where(item.fetched_at >= since - LATE, told)
            .order_by(item.fetched_at, item.seq)
        )
        async with self._engine.read() as connection:
            rows = (await connection.execute(query)).all()
        return [made for *row, taken in rows for made in capped_of(row, taken, since, until)]

    async def posted(self, since: datetime) -> Sequence[Posted]:
        """See the port."""
        row = deliveries.c
        query = select(row.item_id, row.channel, row.route, row.created_at).where(*_alerts(since))
        async with self._engine.read() as connection:
            return [Posted(*found) for found in await connection.execute(query.order_by(row.created_at, row.id))]


def capped_of(row: Sequence[Any], taken: Iterable[Step], since: datetime, until: datetime) -> list[Capped]:
    """One for each step of an item that a cap took in that time; `row` are the fields of `Capped` before the route."""
    item_id, story_id, source_id, title, severity = row
    mine = (s for s in taken if s.reason == RouteReason.CAPPED and since <= s.at < until)
    return [
        Capped(
            item_id, story_id or item_id, source_id, title, severity, s.subject, s.detail.split(",")[0].removeprefix("channel ")
        )
        for s in mine
    ]


LATE = timedelta(days=1)
"""How long an item may have waited before it was decided on."""


def _alerts(since: datetime) -> tuple[ColumnElement[bool], ...]:
    return deliveries.c.subject == Subject.ALERT, deliveries.c.created_at >= since
