"""What people say of alerts, over SQL: one row per item, channel and person."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select

from bot.domain.audit import judged
from bot.domain.feedback import Feedback, Kept
from bot.storage.audit import add_audit
from bot.storage.engine import Engine
from bot.storage.rows import FEEDBACK_COLUMNS, feedback_of, feedback_row
from bot.storage.tables import feedback
from bot.storage.words import storable

_KEY = ("item_id", "channel", "who")
_REPLACED = ("judgement", "at", "kind", "score", "severity", "right_kind", "note")


class SqlFeedback:
    """`ports.feedback.FeedbackStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def put(self, given: Feedback, guild: str = "") -> Kept:
        """See the port. One statement writes, so that two presses at once are one after the other to each process."""
        made = self._engine.insert(feedback).values({**feedback_row(given), "changes": 0})
        new, old = made.excluded, feedback.c
        more = or_(
            new.judgement != old.judgement,
            and_(new.right_kind != "", new.right_kind != old.right_kind),
            and_(new.note != "", new.note != old.note),
        )
        replaced = {**{name: new[name] for name in _REPLACED}, "changes": old.changes + 1}
        put = made.on_conflict_do_update(index_elements=_KEY, set_=replaced, where=and_(new.at >= old.at, more))
        mine = and_(*(feedback.c[name] == storable(getattr(given, name)) for name in _KEY))
        async with self._engine.write() as connection:
            earlier = feedback_of(await connection.execute(select(*FEEDBACK_COLUMNS).where(mine).with_for_update()))
            changes = (await connection.execute(put.returning(old.changes))).scalar()
            if changes is None:
                return Kept.UNCHANGED
            await add_audit(connection, judged(given, next(iter(earlier), None), guild))
        return Kept.CHANGED if changes else Kept.NEW

    async def find(
        self, *, channel: str | None = None, since: datetime | None = None, limit: int | None = None
    ) -> Sequence[Feedback]:
        """See the port."""
        query = select(*FEEDBACK_COLUMNS).order_by(feedback.c.at.desc(), *(feedback.c[name] for name in _KEY)).limit(limit)
        if channel is not None:
            query = query.where(feedback.c.channel == channel)
        if since is not None:
            query = query.where(feedback.c.at >= since)
        async with self._engine.read() as connection:
            return feedback_of(await connection.execute(query))
