"""Watches over SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import and_, func, select, update

from bot.domain.audit import watch_ended, watched
from bot.domain.delivery import Subject
from bot.domain.watch import Watch
from bot.storage.audit import add_audit
from bot.storage.engine import Engine
from bot.storage.tables import deliveries, watches

_WATCH = tuple(f.name for f in fields(Watch))
_RENEWED = ("text", "ends", "ended_at", "ended_by", "guild")
_COLUMNS = tuple(watches.c[name] for name in _WATCH)


class SqlWatches:
    """`ports.watches.WatchStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def put(self, watch: Watch, now: datetime, most: int) -> bool:
        """See the port. The owner's rows are locked first: two wishes at once are one after the other."""
        c = watches.c
        mine = select(c.id).where(c.owner == watch.owner, c.id != watch.id, c.ended_at.is_(None), c.ends > now).with_for_update()
        made = self._engine.insert(watches)
        put = made.on_conflict_do_update(index_elements=["id"], set_={name: made.excluded[name] for name in _RENEWED})
        async with self._engine.write() as connection:
            if len((await connection.execute(mine)).all()) >= most:
                return False
            until = (
                await connection.execute(select(c.ends).where(c.id == watch.id, c.ended_at.is_(None), c.ends > now))
            ).scalar()
            await connection.execute(put, [{name: getattr(watch, name) for name in _WATCH}])
            await add_audit(connection, watched(watch, now, until))
        return True

    async def end(self, watch_id: str, owner: str | None, at: datetime, by: str) -> bool:
        """See the port."""
        c = watches.c
        there = and_(c.id == watch_id, c.ended_at.is_(None), c.ends > at)
        mine = there if owner is None else and_(there, c.owner == owner)
        async with self._engine.write() as connection:
            found = (await connection.execute(select(*_COLUMNS).where(mine).with_for_update())).one_or_none()
            if found is None:
                return False
            await connection.execute(update(watches).where(mine).values(ended_at=at, ended_by=by))
            await add_audit(connection, watch_ended(Watch(*found), at, by))
        return True

    async def active(self, now: datetime) -> Sequence[Watch]:
        """See the port."""
        c = watches.c
        query = select(*_COLUMNS).where(c.ended_at.is_(None), c.ends > now).order_by(c.created, c.id)
        async with self._engine.read() as connection:
            return [Watch(*row) for row in await connection.execute(query)]

    async def posted(self, since: datetime) -> Mapping[str, int]:
        """See the port."""
        c = deliveries.c
        query = select(c.channel, func.count()).where(c.subject == Subject.WATCH, c.created_at >= since).group_by(c.channel)
        async with self._engine.read() as connection:
            return dict((await connection.execute(query)).all())
