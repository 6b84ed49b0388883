"""What routing must know of the present: gathered once for each batch of triage, and frozen."""

from collections.abc import Mapping
from datetime import timedelta

from bot.domain.source import SourceInfo
from bot.domain.story import Story
from bot.domain.trace import Query
from bot.pipeline.one_report import story_of
from bot.pipeline.routing import Facts, Rules
from bot.ports.clock import Clock
from bot.ports.store import Stores

HOUR = timedelta(hours=1)
OPEN_FOR = timedelta(days=2)
"""A story is taken for open so long after its report."""
MOST_OPEN = 500


class PresentFacts:
    """Silences in force, posts of the last hour, and, where an inhibition asks for them, the stories that are open."""

    def __init__(self, stores: Stores, clock: Clock) -> None:
        """`stores` are only read."""
        self._stores = stores
        self._clock = clock

    async def gathered(self, rules: Rules, sources: Mapping[str, SourceInfo]) -> Facts:
        """As they are now."""
        now = self._clock.now()
        silences = await self._stores.silences.find(ending_after=now)
        posts = await self._stores.posts.by_route(now - HOUR)
        open_stories = await self._open(sources) if rules.inhibitions else ()
        return Facts(tuple(s for s in silences if s.in_force(now)), open_stories, posts)

    async def _open(self, sources: Mapping[str, SourceInfo]) -> tuple[Story, ...]:
        found = await self._stores.search.find(Query(since=self._clock.now() - OPEN_FOR, limit=MOST_OPEN))
        return tuple(story_of(f.item, f.verdict, sources.get(f.item.source_id)) for f in found if f.verdict)
