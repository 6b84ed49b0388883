"""Silences in memory, and what routes have posted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.audit import silence_ended, silenced
from bot.domain.delivery import Subject
from bot.domain.route import Capped, Posted
from bot.domain.silence import Silence
from bot.storage.memory_rows import Rows
from bot.storage.silences import LATE, capped_of
from bot.storage.words import storable


class MemorySilences:
    """`ports.silences.SilenceStore`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def put(self, silence: Silence) -> bool:
        """See the port."""
        matcher, author, reason = map(storable, (silence.matcher, silence.author, silence.reason))
        kept = replace(silence, matcher=matcher, author=author, reason=reason)
        if self._rows.silences.setdefault(silence.id, kept) is not kept:
            return False
        self._rows.audit(silenced(kept))
        return True

    async def end(self, silence_id: str, at: datetime, by: str, guild: str = "") -> Silence | None:
        """See the port."""
        known = self._rows.silences.get(storable(silence_id))
        if known is None or known.ends <= at:
            return None
        over = self._rows.silences[known.id] = replace(known, ends=at, ended_by=storable(by))
        self._rows.audit(silence_ended(over, known.ends, guild))
        return over

    async def get(self, silence_id: str) -> Silence | None:
        """See the port."""
        return self._rows.silences.get(storable(silence_id))

    async def find(
        self, *, ending_after: datetime | None = None, limit: int | None = None, guild: str | None = None
    ) -> Sequence[Silence]:
        """See the port."""
        late = (s for s in self._rows.silences.values() if ending_after is None or s.ends > ending_after)
        found = [s for s in late if guild is None or s.guild in ("", guild)]
        return sorted(sorted(found, key=lambda s: s.id), key=lambda s: s.created, reverse=True)[:limit]


class MemoryPosts:
    """`ports.silences.PostStore`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def by_route(self, since: datetime) -> Mapping[str, int]:
        """See the port."""
        return Counter(route for route, _ in {(p.route, p.item_id) for p in await self.posted(since)})

    async def capped(self, since: datetime, until: datetime) -> Sequence[Capped]:
        """See the port."""
        rows, made = self._rows, []
        for item in rows.oldest_first(lambda i: i.fetched_at >= since - LATE and i.id in rows.verdicts):
            row = (item.id, item.story_id, item.source_id, item.title, rows.verdicts[item.id].severity)
            made += capped_of(row, rows.steps.get(item.id, ()), since, until)
        return made

    async def posted(self, since: datetime) -> Sequence[Posted]:
        """See the port."""
        found = (d for d in self._rows.deliveries.values() if d.subject is Subject.ALERT and d.created_at >= since)
        return [Posted(d.item_id, d.channel, d.route, d.created_at) for d in sorted(found, key=lambda d: (d.created_at, d.id))]
