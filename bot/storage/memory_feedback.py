"""What people say of alerts, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.audit import judged
from bot.domain.feedback import Feedback, Kept
from bot.storage.memory_rows import Rows
from bot.storage.words import storable


class MemoryFeedback:
    """`ports.feedback.FeedbackStore`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def put(self, given: Feedback, guild: str = "") -> Kept:
        """See the port."""
        new = replace(given, who=storable(given.who), note=storable(given.note), changes=0)
        key = (new.item_id, new.channel, new.who)
        old = self._rows.feedback.get(key)
        if old is not None and (new.at < old.at or not _says_more(new, old)):
            return Kept.UNCHANGED
        self._rows.feedback[key] = replace(new, changes=old.changes + 1) if old else new
        self._rows.audit(judged(new, old, guild))
        return Kept.CHANGED if old else Kept.NEW

    async def find(
        self, *, channel: str | None = None, since: datetime | None = None, limit: int | None = None
    ) -> Sequence[Feedback]:
        """See the port."""
        found = [f for f in self._rows.feedback.values() if channel in (None, f.channel) and (since is None or f.at >= since)]
        return sorted(sorted(found, key=lambda f: (f.item_id, f.channel, f.who)), key=lambda f: f.at, reverse=True)[:limit]


def _says_more(new: Feedback, old: Feedback) -> bool:
    other_kind = new.right_kind not in ("", old.right_kind)
    return new.judgement != old.judgement or other_kind or new.note not in ("", old.note)
