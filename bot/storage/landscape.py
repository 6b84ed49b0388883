"""Stories of a stretch of time over SQL, and the last levels."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.filing import Copied, StoryFile
from bot.domain.item import ALERTS, Item, ItemState
from bot.domain.landscape import Reading
from bot.storage.engine import Engine, chunks
from bot.storage.rows import OLDEST_FIRST, filed_of
from bot.storage.tables import items, levels, verdicts

_WITHOUT_TEXT = tuple(literal("").label("text") if f.name == "text" else items.c[f.name] for f in fields(Item))
"""An article's text is most of a row, and nobody here reads it."""
_STEP = 100
"""Stories read at once: their verdicts are turned back from JSON on the event loop, some milliseconds at a time."""


class SqlLandscape:
    """`ports.landscape.LandscapeStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def stories(self, since: datetime) -> list[StoryFile]:
        """See the port."""
        recent = select(items.c.story_id).where(
            items.c.fetched_at >= since, items.c.story_id.is_not(None), items.c.state.in_(sorted(ALERTS))
        )
        made: list[StoryFile] = []
        async with self._engine.read() as connection:
            ids = sorted({str(i) for i in (await connection.execute(recent.distinct())).scalars()})
            for some in chunks(ids, _STEP):
                made += await _files(connection, some)
        return made

    async def looking_since(self) -> datetime | None:
        """See the port."""
        async with self._engine.read() as connection:
            first: datetime | None = (await connection.execute(select(func.min(items.c.fetched_at)))).scalar()
        return first

    async def levels(self) -> Sequence[Reading]:
        """See the port."""
        async with self._engine.read() as connection:
            found = await connection.execute(select(levels.c.document).order_by(levels.c.kind, levels.c.code))
            return list(found.scalars())


async def _files(connection: AsyncConnection, ids: Sequence[str]) -> list[StoryFile]:
    query: Any = (
        select(*_WITHOUT_TEXT, items.c.story_id, verdicts.c.document)
        .join(verdicts, verdicts.c.item_id == items.c.id)
        .where(items.c.story_id.in_(ids), items.c.state.in_(sorted(ALERTS)))
        .order_by(*OLDEST_FIRST)
    )
    rows = (await connection.execute(query)).all()
    reports: dict[str, list[Any]] = {}
    for row, filed in zip(rows, filed_of(rows), strict=True):
        reports.setdefault(row.story_id, []).append(filed)
    copies = await _copies(connection, [filed.item.id for some in reports.values() for filed in some])
    return [
        StoryFile(i, tuple(reports[i]), tuple(c for filed in reports[i] for c in copies.get(filed.item.id, ())))
        for i in ids
        if i in reports
    ]


async def _copies(connection: AsyncConnection, report_ids: Sequence[str]) -> dict[str, list[Copied]]:
    """By report, each source once: when it was first."""
    found: dict[str, list[Copied]] = {}
    for some in chunks(report_ids):
        query = (
            select(items.c.duplicate_of, items.c.source_id, func.min(items.c.fetched_at))
            .where(items.c.duplicate_of.in_(some), items.c.state == ItemState.DUPLICATE)
            .group_by(items.c.duplicate_of, items.c.source_id)
            .order_by(items.c.duplicate_of, items.c.source_id)
        )
        for report, source, at in await connection.execute(query):
            found.setdefault(report, []).append(Copied(report, source, at))
    return found
