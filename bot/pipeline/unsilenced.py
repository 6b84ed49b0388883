"""What a silence held back and that is still going on when it ends: nobody was called for it, so it is weighed once more."""

from collections.abc import Sequence
from datetime import datetime

from bot.analysis.told import reports_of, told
from bot.domain.silence import Silence
from bot.pipeline.matching import matches
from bot.pipeline.world import World
from bot.ports.store import Stores


class Unsilenced:
    """Silences whose stories were weighed since the process began; weighed again by another process they call nobody twice."""

    def __init__(self, stores: Stores) -> None:
        """`stores` are only read."""
        self._stores = stores
        self._done: set[str] = set()

    async def ended(self, since: datetime, now: datetime) -> list[Silence]:
        """Those that ended after `since`, by themselves or by somebody, and that are not done."""
        found = await self._stores.silences.find(ending_after=since)
        self._done &= {s.id for s in found}
        return [s for s in found if s.starts < s.ends <= now and s.id not in self._done]

    async def stories(self, silences: Sequence[Silence], world: World) -> list[str]:
        """Ids of open stories that had a report under one of these silences and that it names."""
        if not silences:
            return []
        files = await self._stores.landscape.stories(min(s.starts for s in silences), texts=True)
        each = (told(f.id, reports_of(f, world.sources), closed=f.closed) for f in files)
        return [
            story.id
            for story in each
            if not story.closed and any(s.starts <= story.last_seen and matches(s.match, story) for s in silences)
        ]

    def done(self, silences: Sequence[Silence]) -> None:
        """Every story of these was weighed."""
        self._done |= {s.id for s in silences}
