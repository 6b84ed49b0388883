"""BACKTEST: what would have been posted where, against what was, before anything is saved.

routes on trial -> stored stories of the last days, as each report came -> replayed through those and through today's -> told
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.analysis.told import reports_of, told
from bot.domain.filing import StoryFile
from bot.domain.rehearsal import Rehearsal
from bot.domain.route import Posted
from bot.domain.tlp import Tlp
from bot.pipeline.clearance import seen_by
from bot.pipeline.disclosure import EVERYTHING
from bot.pipeline.rehearsal import Past, Side, rehearse
from bot.pipeline.world import World
from bot.ports.clock import Clock
from bot.ports.store import Stores
from bot.ports.workers import Workers

MOST = 20_000
"""Stories that are replayed, the latest: they are held in memory."""
HIDDEN = "(a story that may not be shown here)"


class Backtest:
    """Reads, and writes nothing. `world` is what triage judges by; it is asked each time, because a reload changes it."""

    def __init__(self, stores: Stores, clock: Clock, workers: Workers, world: Callable[[], World]) -> None:
        """Replaying is the work of a moment or two, so it is done by `workers`."""
        self.stores = stores
        self.clock = clock
        self.workers = workers
        self.world = world

    async def run(self, trial: World, days: int, clearance: Tlp = EVERYTHING) -> Rehearsal:
        """A channel whose threshold has moved keeps it in the trial; a new one begins where its bounds begin. Everything is
        counted; samples are told as readers with this clearance may know them.
        """
        since = self.clock.now() - timedelta(days=days)
        files = await self.stores.landscape.stories(since, texts=True)
        posted = await self.stores.posts.posted(since)
        return await self.workers.light(_rehearsed, files, trial, self.world(), posted, days, clearance)


def _side(world: World, today: World) -> Side:
    """One side of the comparison, with the thresholds that its channels have today, or would begin with."""
    thresholds = {
        c.id: max(c.threshold_from, min(today.thresholds.get(c.id, c.threshold_from), c.threshold_to))
        for c in world.rules.channels.values()
    }
    return Side(world.routes, world.rules, thresholds)


def _rehearsed(
    files: Sequence[StoryFile], trial: World, today: World, posted: Sequence[Posted], days: int, clearance: Tlp
) -> Rehearsal:
    kept = sorted(files, key=lambda f: f.reports[0].item.fetched_at)[-MOST:]
    past = sorted((p for f in kept for p in _grown(f, today, clearance)), key=lambda p: p.at)
    found = rehearse(past, _side(trial, today), _side(today, today), posted, days)
    return replace(found, left_out=len(files) > MOST)


def _grown(file: StoryFile, today: World, clearance: Tlp) -> list[Past]:
    """A story as it was with each of its reports; what the first poll of a source filed was news to nobody."""
    made = []
    for number, filed in enumerate(file.reports, 1):
        if filed.item.backlog or filed.verdict is None:
            continue
        story = told(file.id, reports_of(replace(file, reports=file.reports[:number]), today.sources))
        seen = seen_by(story, clearance)
        made.append(Past(story, filed.item.fetched_at, seen.title if seen else HIDDEN, file.reports[0].item.fetched_at))
    return made
