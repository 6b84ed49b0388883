"""SURGE: what is open of mass events, and the stories of the last weeks that a surge is measured against; kept for triage.

once: the stories of five weeks -> in memory;  each minute: situations as they are by now -> their posts;  each batch: a view of both
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.analysis.sightings import Recent
from bot.analysis.surge import KEPT, as_they_are
from bot.analysis.told import reports_of, told
from bot.domain.filing import SituationFile, StoryFile
from bot.domain.source import SourceInfo
from bot.domain.tlp import Tlp
from bot.pipeline.clearance import seen_by
from bot.pipeline.situating import Surge, refreshed_situation
from bot.pipeline.world import World
from bot.ports.store import Settlement, Stores
from bot.ports.workers import Workers

log = structlog.get_logger(__name__)

LOOK_EVERY = timedelta(minutes=1)


class Surging:
    """One over one database, asked by its triage alone."""

    def __init__(self, stores: Stores, workers: Workers) -> None:
        """Nothing is read before `ready`."""
        self._stores = stores
        self._workers = workers
        self._recent: Recent | None = None
        self._files: dict[str, SituationFile] = {}
        self._looked_at: datetime | None = None

    async def ready(self, now: datetime, world: World) -> None:
        """Reads what is stored, the first time; each minute ends and refreshes what is open."""
        if self._recent is None:
            since = await self._stores.landscape.looking_since() or now
            recent = Recent(since)
            async for files in self._stores.landscape.each(now - KEPT):
                await self._workers.light(_take, recent, files, world.sources)
            self._recent = recent
            self._files = {f.situation.id: f for f in await self._stores.situations.open()}
        if self._looked_at is None or now - self._looked_at >= LOOK_EVERY:
            self._looked_at = now
            self._recent.forget(now - KEPT)
            await self._look(self._recent, now, world)

    def view(self) -> Surge | None:
        """For the decisions of one batch."""
        return Surge.over(self._recent, self._files.values()) if self._recent is not None else None

    def forget(self) -> None:
        """What was decided may not have been written: it is read again before it is asked."""
        self._recent = None

    async def settled(self, settlements: Sequence[Settlement]) -> None:
        """What was written counts from now on."""
        for made in settlements:
            story = seen_by(made.story, Tlp.CLEAR) if made.story and made.verdict else None
            if story is not None and self._recent is not None:
                self._recent.add(story)
        if any(made.situations for made in settlements):
            self._files = {f.situation.id: f for f in await self._stores.situations.open()}

    async def _look(self, recent: Recent, now: datetime, world: World) -> None:
        if not self._files:
            return
        found = await self._workers.light(as_they_are, [f.situation for f in self._files.values()], recent, now)
        changed = [s for s in found if s != self._files[s.id].situation]
        if not changed:
            return
        heads = [h for s in changed for h in refreshed_situation(s, self._files[s.id].heads, world, now)]
        await self._stores.situations.put(changed, heads)
        log.info("situations.looked", changed=len(changed), over=sum(s.until is not None for s in changed))
        self._files = {f.situation.id: f for f in await self._stores.situations.open()}


def _take(recent: Recent, files: Sequence[StoryFile], sources: Mapping[str, SourceInfo]) -> None:
    """Backlog counts too: it says what is usual."""
    for file in files:
        story = seen_by(told(file.id, reports_of(file, sources), closed=file.closed), Tlp.CLEAR)
        if story is not None:
            recent.add(story)
