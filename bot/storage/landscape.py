"""Stories of a stretch of time over SQL, and the last levels."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.filing import Copied, StoryFile
from bot.domain.item import ALERTS, Item, ItemState
from bot.domain.landscape import Reading
from bot.domain.trace import Filed
from bot.storage.engine import Engine, chunks
from bot.storage.rows import ITEM_COLUMNS, OLDEST_FIRST, filed_of
from bot.storage.tables import items, levels, stories, verdicts

_WITHOUT_TEXT = tuple(literal("").label("text") if f.name == "text" else items.c[f.name] for f in fields(Item))
"""An article's text is most of a row."""
_STEP = 40
"""Stories read at once: their verdicts are turned back from JSON on the event loop, some milliseconds at a time."""


class SqlLandscape:
    """`ports.landscape.LandscapeStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def stories(self, since: datetime, *, texts: bool = False) -> list[StoryFile]:
        """See the port."""
        return [file async for some in self.each(since, texts=texts) for file in some]

    async def each(self, since: datetime, *, texts: bool = False) -> AsyncIterator[Sequence[StoryFile]]:
        """See the port."""
        recent = select(items.c.story_id).where(
            items.c.fetched_at >= since, items.c.story_id.is_not(None), items.c.state.in_(sorted(ALERTS))
        )
        async with self._engine.read() as connection:
            ids = sorted({str(i) for i in (await connection.execute(recent.distinct())).scalars()})
        for some in chunks(ids, _STEP):
            async with self._engine.read() as connection:
                made = await _files(connection, some, ITEM_COLUMNS if texts else _WITHOUT_TEXT)
            yield made

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


async def _files(connection: AsyncConnection, ids: Sequence[str], columns: Sequence[ColumnElement[Any]]) -> list[StoryFile]:
    query: Any = (
        select(*columns, verdicts.c.document)
        .join(verdicts, verdicts.c.item_id == items.c.id)
        .where(items.c.story_id.in_(ids), items.c.state.in_(sorted(ALERTS)))
        .order_by(*OLDEST_FIRST)
    )
    rows = (await connection.execute(query)).all()
    reports: dict[str, list[Filed]] = {}
    for filed in filed_of(rows):
        reports.setdefault(str(filed.item.story_id), []).append(filed)
    closed = select(stories.c.id).where(stories.c.id.in_(ids), stories.c.closed)
    over = set((await connection.execute(closed)).scalars())
    copies = await _copies(connection, ids)
    return [StoryFile(i, tuple(reports[i]), tuple(copies.get(i, ())), closed=i in over) for i in ids if i in reports]


async def _copies(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, list[Copied]]:
    """By story: each source once for each report, and when it was first."""
    first = func.min(func.coalesce(items.c.published, items.c.fetched_at, type_=items.c.fetched_at.type)).label("first")
    query = (
        select(items.c.story_id, items.c.duplicate_of, items.c.source_id, first)
        .where(items.c.story_id.in_(ids), items.c.state == ItemState.DUPLICATE)
        .group_by(items.c.story_id, items.c.duplicate_of, items.c.source_id)
        .order_by(first, items.c.duplicate_of, items.c.source_id)
    )
    found: dict[str, list[Copied]] = {}
    for story_id, report, source, at in await connection.execute(query):
        found.setdefault(story_id, []).append(Copied(report, source, at))
    return found
