"""Stories over SQL: their rows, what is stored about each, and what people change."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audit import changed
from bot.domain.delivery import Subject
from bot.domain.filing import Change, Copied, KeptTelling, Rewriting, StoryFile
from bot.domain.item import ALERTS, ItemState
from bot.domain.reasons import ItemReason
from bot.domain.story import Story
from bot.storage.audit import add_audit
from bot.storage.engine import Engine, chunks
from bot.storage.outbox import put_heads
from bot.storage.rows import (
    CHANGE_COLUMNS,
    DELIVERY_COLUMNS,
    FILED_COLUMNS,
    OLDEST_FIRST,
    change_row,
    changes_of,
    deliveries_of,
    filed_of,
    story_row,
)
from bot.storage.tables import changes, deliveries, items, stories, tellings, verdicts

_REPLACED = ("title", "kind", "severity", "first_seen", "last_seen", "standing", "sources", "closed")


async def put_stories(engine: Engine, connection: AsyncConnection, told: Sequence[Story]) -> None:
    """Writes stories as they are told from now on, in the caller's transaction; of two of one id the later counts."""
    rows = {story.id: story_row(story) for story in told}
    made = engine.insert(stories)
    newer = {name: made.excluded[name] for name in _REPLACED}
    put = made.on_conflict_do_update(index_elements=["id"], set_=newer)
    for some in chunks(rows[story_id] for story_id in sorted(rows)):
        await connection.execute(put, some)


async def show_quiet(connection: AsyncConnection, item_ids: Sequence[str]) -> None:
    """Reports that were quiet are shown from now on, in the caller's transaction: their story is posted."""
    for some in chunks(sorted(set(item_ids))):
        quiet = (items.c.id.in_(some), items.c.state == ItemState.QUIET)
        await connection.execute(update(items).where(*quiet).values(state=ItemState.ALERTED, reason=ItemReason.JOINED))


async def forget_stories(connection: AsyncConnection, story_ids: Sequence[str]) -> None:
    """Those of them that no item tells any more, with what was merged into them and with their posts."""
    left = select(items.c.id).where(items.c.story_id == stories.c.id).exists()
    mine = (stories.c.id.in_(story_ids), stories.c.merged_into == "", ~left)
    gone = list((await connection.execute(delete(stories).where(*mine).returning(stories.c.id))).scalars())
    while gone:
        await connection.execute(delete(deliveries).where(deliveries.c.item_id.in_(gone)))
        inside = delete(stories).where(stories.c.merged_into.in_(gone)).returning(stories.c.id)
        gone = list((await connection.execute(inside)).scalars())


async def last_change(connection: AsyncConnection) -> int:
    """The number of the latest change."""
    return int((await connection.execute(select(func.coalesce(func.max(changes.c.seq), 0)))).scalar_one())


class SqlStories:
    """`ports.stories.StoryStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def files(self, story_ids: Collection[str]) -> dict[str, StoryFile]:
        """See the port."""
        found: dict[str, StoryFile] = {}
        async with self._engine.read() as connection:
            for some in chunks(sorted(set(story_ids))):
                found |= await _files(connection, some)
        return found

    async def tellings(self, since: datetime) -> Sequence[KeptTelling]:
        """See the port."""
        kept = select(tellings.c.item_id, tellings.c.story_id, tellings.c.at, tellings.c.document)
        async with self._engine.read() as connection:
            rows = await connection.execute(kept.where(tellings.c.at >= since).order_by(tellings.c.at, tellings.c.item_id))
            return [KeptTelling(*row) for row in rows]

    async def retell(self, told: Sequence[KeptTelling]) -> None:
        """See the port."""
        this = tellings.c.item_id == bindparam("this", type_=Text)
        put = update(tellings).where(this).values(document=bindparam("new", type_=tellings.c.document.type))
        async with self._engine.write() as connection:
            for some in chunks({"this": t.item_id, "new": t.document} for t in told):
                await connection.execute(put, some)

    async def rewrite(self, rewriting: Rewriting) -> bool:
        """See the port."""
        put = self._engine.insert(changes).on_conflict_do_nothing(index_elements=["id"]).returning(changes.c.id)
        async with self._engine.write() as connection:
            if rewriting.undoes and await _undone(connection, rewriting.undoes):
                return False
            if not (await connection.execute(put.values(change_row(rewriting.change)))).all():
                return False
            await add_audit(connection, changed(rewriting.change))
            await connection.execute(update(changes).where(changes.c.id == rewriting.undoes).values(undone=True))
            for item_id, story_id in sorted(rewriting.moves.items()):
                mine = or_(items.c.id == item_id, items.c.duplicate_of == item_id)
                await connection.execute(update(items).where(mine).values(story_id=story_id))
                await connection.execute(update(tellings).where(tellings.c.item_id == item_id).values(story_id=story_id))
            await put_stories(self._engine, connection, rewriting.stories)
            for story_id, into in sorted(rewriting.merged.items()):
                await connection.execute(update(stories).where(stories.c.id == story_id).values(merged_into=into))
            await put_heads(self._engine, connection, rewriting.heads)
        return True

    async def changes(self, story_id: str) -> Sequence[Change]:
        """See the port."""
        about = or_(changes.c.story_id == story_id, changes.c.other == story_id)
        async with self._engine.read() as connection:
            return changes_of(await connection.execute(select(*CHANGE_COLUMNS).where(about).order_by(changes.c.seq.desc())))

    async def change(self, change_id: str) -> Change | None:
        """See the port."""
        async with self._engine.read() as connection:
            found = changes_of(await connection.execute(select(*CHANGE_COLUMNS).where(changes.c.id == change_id)))
        return found[0] if found else None

    async def last_change(self) -> int:
        """See the port."""
        async with self._engine.read() as connection:
            return await last_change(connection)


async def _undone(connection: AsyncConnection, change_id: str) -> bool:
    """Whether it was undone, or never made."""
    query = select(changes.c.undone).where(changes.c.id == change_id).with_for_update()
    return (await connection.execute(query)).scalar() in (None, True)


async def _files(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, StoryFile]:
    rows = await connection.execute(select(stories.c.id, stories.c.closed, stories.c.merged_into).where(stories.c.id.in_(ids)))
    known = {story_id: (closed, into) for story_id, closed, into in rows}
    reports = select(*FILED_COLUMNS).select_from(items.outerjoin(verdicts)).order_by(*OLDEST_FIRST)
    mine = (items.c.story_id.in_(ids), items.c.state.in_(sorted(ALERTS)))
    filed = filed_of((await connection.execute(reports.where(*mine))).all())
    copies = list(await connection.execute(_copied(ids)))
    post = (deliveries.c.item_id.in_(ids), deliveries.c.subject == Subject.ALERT)
    heads = deliveries_of(
        await connection.execute(select(*DELIVERY_COLUMNS).where(*post).order_by(deliveries.c.created_at, deliveries.c.id))
    )
    return {
        story_id: StoryFile(
            story_id,
            tuple(f for f in filed if f.item.story_id == story_id),
            tuple(Copied(item_id, source_id, at) for told, item_id, source_id, at in copies if told == story_id),
            tuple(h for h in heads if h.item_id == story_id),
            closed,
            into,
        )
        for story_id, (closed, into) in known.items()
    }


def _copied(ids: Sequence[str]) -> Any:
    """Grouped here, because one report may have thousands of copies."""
    first = func.min(func.coalesce(items.c.published, items.c.fetched_at, type_=items.c.fetched_at.type))
    return (
        select(items.c.story_id, items.c.duplicate_of, items.c.source_id, first.label("first"))
        .where(items.c.story_id.in_(ids), items.c.state == ItemState.DUPLICATE)
        .group_by(items.c.story_id, items.c.duplicate_of, items.c.source_id)
        .order_by(first, items.c.duplicate_of, items.c.source_id)
    )
