"""Troubles and arrivals over SQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select

from bot.domain.arrivals import Arrivals
from bot.domain.delivery import Delivery
from bot.domain.trouble import Trouble
from bot.storage.engine import Engine, chunks
from bot.storage.outbox import add_deliveries
from bot.storage.tables import arrivals as arrivals_table
from bot.storage.tables import troubles as troubles_table

_KEY = ("subject", "what", "since")
_REST = ("detail", "told_at", "ended_at", "end_told_at")

_PAGE = 50


class SqlTroubles:
    """`ports.troubles.TroubleStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def troubles(self, since: datetime) -> list[Trouble]:
        """See the port."""
        c = troubles_table.c
        query = select(*(c[name] for name in (*_KEY, *_REST))).where(or_(c.ended_at.is_(None), c.ended_at >= since))
        async with self._engine.read() as connection:
            return [Trouble(*row) for row in await connection.execute(query.order_by(c.since, c.subject, c.what))]

    async def arrivals(self) -> Mapping[str, Arrivals]:
        """See the port. Some at a time, so that reading many gaps leaves the event loop its turns."""
        c = arrivals_table.c
        found: dict[str, Arrivals] = {}
        async with self._engine.read() as connection:
            while True:
                after = max(found, default="")
                page = select(c.source_id, c.last, c.gaps).where(c.source_id > after).order_by(c.source_id).limit(_PAGE)
                rows = (await connection.execute(page)).all()
                found |= {row.source_id: Arrivals(*row) for row in rows}
                if len(rows) < _PAGE:
                    return found

    async def put(
        self, troubles: Sequence[Trouble], arrivals: Sequence[Arrivals], notices: Sequence[Delivery], forget: datetime
    ) -> None:
        """See the port."""
        told, heard = self._engine.insert(troubles_table), self._engine.insert(arrivals_table)
        put = told.on_conflict_do_update(index_elements=_KEY, set_={name: told.excluded[name] for name in _REST})
        learn = heard.on_conflict_do_update(
            index_elements=["source_id"], set_={name: heard.excluded[name] for name in ("last", "gaps")}
        )
        async with self._engine.write() as connection:
            for some in chunks(sorted(troubles, key=lambda t: t.key)):
                await connection.execute(put, [{name: getattr(t, name) for name in (*_KEY, *_REST)} for t in some])
            for each in chunks(sorted(arrivals, key=lambda a: a.source_id)):
                await connection.execute(learn, [{"source_id": a.source_id, "last": a.last, "gaps": a.gaps} for a in each])
            await add_deliveries(self._engine, connection, notices)
            await connection.execute(delete(troubles_table).where(troubles_table.c.ended_at < forget))
