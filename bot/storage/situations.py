"""Situations over SQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import Delivery, Subject
from bot.domain.filing import SituationFile
from bot.domain.situation import Situation
from bot.storage.engine import Engine, chunks
from bot.storage.outbox import put_heads
from bot.storage.rows import DELIVERY_COLUMNS, deliveries_of
from bot.storage.tables import deliveries, situations


async def put_situations(engine: Engine, connection: AsyncConnection, wanted: Sequence[Situation]) -> None:
    """Writes situations as they are from now on, in the caller's transaction; of two of one id the later counts."""
    rows = {s.id: {"id": s.id, "since": s.since, "until": s.until, "document": s} for s in wanted}
    made = engine.insert(situations)
    newer = {"until": made.excluded.until, "document": made.excluded.document}
    put = made.on_conflict_do_update(index_elements=["id"], set_=newer)
    for some in chunks(rows[situation_id] for situation_id in sorted(rows)):
        await connection.execute(put, some)


async def forget_situations(connection: AsyncConnection, before: datetime) -> None:
    """Those that were over by then, with their posts, in the caller's transaction."""
    gone = delete(situations).where(situations.c.until < before).returning(situations.c.id)
    ids = list((await connection.execute(gone)).scalars())
    for some in chunks(ids):
        await connection.execute(delete(deliveries).where(deliveries.c.item_id.in_(some)))


class SqlSituations:
    """`ports.situations.SituationStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def open(self) -> Sequence[SituationFile]:
        """See the port."""
        going_on = select(situations.c.document).where(situations.c.until.is_(None)).order_by(situations.c.id)
        async with self._engine.read() as connection:
            found: list[Situation] = list((await connection.execute(going_on)).scalars())
            mine = (deliveries.c.item_id.in_([s.id for s in found]), deliveries.c.subject == Subject.SITUATION)
            posts = select(*DELIVERY_COLUMNS).where(*mine).order_by(deliveries.c.created_at, deliveries.c.id)
            heads = deliveries_of(await connection.execute(posts)) if found else []
        return [SituationFile(s, tuple(h for h in heads if h.item_id == s.id)) for s in found]

    async def put(self, situations: Sequence[Situation], heads: Sequence[Delivery]) -> None:
        """See the port."""
        async with self._engine.write() as connection:
            await put_situations(self._engine, connection, situations)
            await put_heads(self._engine, connection, heads)
