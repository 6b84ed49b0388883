"""Situations in memory."""

from collections.abc import Sequence

from bot.domain.delivery import Delivery, Subject
from bot.domain.filing import SituationFile
from bot.domain.situation import Situation
from bot.storage.memory_rows import Rows


class MemorySituations:
    """`ports.situations.SituationStore`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def open(self) -> Sequence[SituationFile]:
        """See the port."""
        going_on = sorted((s for s in self._rows.situations.values() if s.until is None), key=lambda s: s.id)
        rows = sorted(self._rows.deliveries.values(), key=lambda d: (d.created_at, d.id))
        posts = [d for d in rows if d.subject is Subject.SITUATION]
        return [SituationFile(s, tuple(d for d in posts if d.item_id == s.id)) for s in going_on]

    async def put(self, situations: Sequence[Situation], heads: Sequence[Delivery]) -> None:
        """See the port."""
        self._rows.situations |= {s.id: s for s in situations}
        self._rows.put_heads(heads)
