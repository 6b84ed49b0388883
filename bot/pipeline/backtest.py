"""BACKTEST: what would have been posted where, against what was, before anything is saved.

routes on trial -> stored stories of the last days -> replayed through those and through today's -> told side by side
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.rehearsal import Rehearsal
from bot.domain.route import Posted
from bot.domain.trace import Filed, Query
from bot.pipeline.one_report import story_of
from bot.pipeline.rehearsal import Past, Side, rehearse
from bot.pipeline.verdicts import World
from bot.ports.clock import Clock
from bot.ports.store import Stores
from bot.ports.workers import Workers

MOST = 20_000
"""Stories that are replayed, the latest: they are held in memory."""
PAGE = 500


class Backtest:
    """Reads, and writes nothing. `world` is what triage judges by; it is asked each time, because a reload changes it."""

    def __init__(self, stores: Stores, clock: Clock, workers: Workers, world: Callable[[], World]) -> None:
        """Replaying is the work of a moment or two, so it is done by `workers`."""
        self.stores = stores
        self.clock = clock
        self.workers = workers
        self.world = world

    async def run(self, trial: World, days: int) -> Rehearsal:
        """A channel whose threshold has moved keeps it in the trial; a new one begins where its bounds begin."""
        since = self.clock.now() - timedelta(days=days)
        found = await self._filed(Query(since=since, limit=PAGE))
        posted = await self.stores.posts.posted(since)
        return await self.workers.light(_rehearsed, found, trial, self.world(), posted, days)

    async def _filed(self, query: Query) -> list[Filed]:
        """The latest alerts, page by page, oldest first; what the first poll of a source filed was news to nobody."""
        found: list[Filed] = []
        while len(found) < MOST:
            page = await self.stores.search.find(replace(query, offset=len(found)))
            found += page
            if len(page) < PAGE:
                break
        return found[::-1]


def _side(world: World, today: World) -> Side:
    """One side of the comparison, with the thresholds that its channels have today, or would begin with."""
    thresholds = {
        c.id: max(c.threshold_from, min(today.thresholds.get(c.id, c.threshold_from), c.threshold_to))
        for c in world.rules.channels.values()
    }
    return Side(world.routes, world.rules, thresholds)


def _rehearsed(found: list[Filed], trial: World, today: World, posted: Sequence[Posted], days: int) -> Rehearsal:
    past = [
        Past(story_of(f.item, f.verdict, today.sources.get(f.item.source_id)), f.item.fetched_at)
        for f in found
        if f.verdict is not None and not f.item.backlog
    ]
    told = rehearse(past, _side(trial, today), _side(today, today), posted, days)
    return replace(told, left_out=len(found) >= MOST)
