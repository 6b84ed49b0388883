"""What triage must know of the present: gathered once for each batch, and frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.analysis.told import reports_of, told
from bot.domain.filing import StoryFile
from bot.domain.source import SourceInfo
from bot.domain.story import Story
from bot.pipeline.routing import Facts
from bot.pipeline.watches import Watches
from bot.pipeline.world import World
from bot.ports.clock import Clock
from bot.ports.store import Settlement, Stores
from bot.ports.workers import Workers

HOUR = timedelta(hours=1)
OPEN_FOR = timedelta(days=2)
"""A story is taken for open so long after its last report, unless somebody closed it."""


class PresentFacts:
    """Silences in force, posts of the last hour, who watches, and, where an inhibition asks for them, the stories that are open."""

    def __init__(self, stores: Stores, workers: Workers, clock: Clock, watches: Watches | None = None) -> None:
        """`stores` are only read."""
        self._stores = stores
        self._workers = workers
        self._clock = clock
        self._watches = watches
        self._open: dict[str, Story] | None = None
        self._as_of = -1

    async def gathered(self, world: World) -> World:
        """The world as it is now."""
        now = self._clock.now()
        silences = await self._stores.silences.find(ending_after=now)
        posts = await self._stores.posts.by_route(now - HOUR)
        open_stories = await self._open_stories(world.sources, now) if world.rules.inhibitions else ()
        facts = Facts(tuple(s for s in silences if s.in_force(now)), open_stories, posts)
        if self._watches is None:
            return replace(world, facts=facts)
        return replace(world, facts=facts, watches=self._watches.index, watched=self._watches.posted)

    def settled(self, settlements: Sequence[Settlement]) -> None:
        """What was written is open, and counts, from now on."""
        if self._watches is not None:
            self._watches.wrote([d for s in settlements for d in s.deliveries])
        if self._open is not None:
            self._open |= {s.story.id: s.story for s in settlements if s.story}

    async def _open_stories(self, sources: Mapping[str, SourceInfo], now: datetime) -> tuple[Story, ...]:
        """Read the first time, and whenever somebody has changed stories; kept between."""
        latest = await self._stores.stories.last_change()
        if self._open is None or latest != self._as_of:
            files = await self._stores.landscape.stories(now - OPEN_FOR, texts=True)
            self._open, self._as_of = await self._workers.light(_told, files, sources), latest
        self._open = {i: s for i, s in self._open.items() if s.last_seen >= now - OPEN_FOR}
        return tuple(s for s in self._open.values() if not s.closed)


def _told(files: Sequence[StoryFile], sources: Mapping[str, SourceInfo]) -> dict[str, Story]:
    return {file.id: told(file.id, reports_of(file, sources), closed=file.closed) for file in files}
