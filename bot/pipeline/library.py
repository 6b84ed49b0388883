"""SEARCH: alerts by one line of words and conditions, page by page; one story in full; a file of everything that answers.

line -> question (analysis.searching) -> without what the readers are not cleared for -> one page, and how to ask for the next
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.analysis.matcher import Vocabulary
from bot.analysis.searching import parse_search
from bot.analysis.subjects import known_names
from bot.domain.dossier import DossierKind
from bot.domain.kind import Kind, Standing
from bot.domain.story import Story
from bot.domain.tlp import Tlp
from bot.domain.trace import Filed, Query
from bot.pipeline.clearance import seen_by
from bot.pipeline.disclosure import asked_for, kept_from
from bot.pipeline.stories import Refused, StoryChanges
from bot.pipeline.world import World
from bot.ports.clock import Clock
from bot.ports.store import Stores
from bot.ports.workers import Workers
from bot.present.export import Form, exported

PAGE = 10
"""One message of Discord holds ten embeds."""
PAGES = 30
"""What lies behind is better found by another question."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page; `again` is the line that gives the same list whatever comes in meanwhile, `more` whether a next page has anything."""

    filed: tuple[Filed, ...]
    page: int
    again: str
    more: bool


class Library:
    """Read-only questions over what is stored. `world` is asked each time, because a reload changes it."""

    def __init__(self, stores: Stores, world: Callable[[], World], workers: Workers, clock: Clock) -> None:
        """`stores` are only read."""
        self._stores = stores
        self._world = world
        self._workers = workers
        self._clock = clock
        self._changes = StoryChanges(stores, world, clock)

    async def search(self, line: str, clearance: Tlp, page: int = 1, size: int = PAGE) -> Found:
        """One page of the answer, from 1. Raises `BadMatcher` with what is wrong in the line."""
        now = self._clock.now()
        query = await self._query(line, clearance, now)
        until = query.until or now
        found = await self._stores.search.find(replace(query, until=until, limit=size + 1, offset=(page - 1) * size))
        same = "" if query.until else f" until:{until.isoformat(timespec='milliseconds').replace('+00:00', 'Z')}"
        return Found(tuple(found[:size]), page, f"{' '.join(line.split())}{same}", len(found) > size and page < PAGES)

    async def export(self, line: str, clearance: Tlp, form: Form, most: int) -> tuple[int, bytes]:
        """A file of all that answers, so many at most, and how many are in it. Raises `BadMatcher`."""
        query = await self._query(line, clearance, self._clock.now())
        found = [f for f in await self._stores.search.find(replace(query, limit=most)) if f.verdict]
        return len(found), await self._workers.light(exported, form, found, self._world().sources)

    async def story_export(self, story: Story, form: Form) -> tuple[int, bytes]:
        """A file of the reports of a story as its readers may know it: of others there is nothing in it. And how many are in it."""
        kept, known = (await self._stores.stories.files([story.id])).get(story.id), {r.item_id for r in story.reports}
        found = [f for f in kept.reports if f.verdict and f.item.id in known] if kept else []
        return len(found), await self._workers.light(exported, form, found, self._world().sources)

    def values(self, key: str, clearance: Tlp) -> dict[str, str]:
        """What may stand behind a key of the line -> how it is shown; nothing for a key that takes anything."""
        world = self._world()
        hidden = kept_from(clearance, world.sources)
        match key:
            case "kind":
                return {slug: kind.name for slug, kind in world.kinds.items()}
            case "source":
                return {i: f"{i}: {info.name}" for i, info in world.sources.items() if i not in hidden}
            case "sector":
                return known_names(DossierKind.SECTOR)
            case "country" | "accused":
                return known_names(DossierKind.COUNTRY)
        return {}

    async def show(self, name: str, clearance: Tlp) -> tuple[Story, Kind] | None:
        """The story that a story's id, or an alert's id or address, leads to, as such readers may know it; None for none."""
        shown = await self._changes.show(name)
        story = None if isinstance(shown, Refused) else seen_by(shown.story, clearance)
        return (story, self._kind(story.kind)) if story is not None else None

    def _kind(self, slug: str) -> Kind:
        """Also of a kind that is no longer configured."""
        return self._world().kinds.get(slug) or Kind(slug, slug.replace("_", " "), "", Standing.ALERT, 0, "")

    async def _query(self, line: str, clearance: Tlp, now: datetime) -> Query:
        world = self._world()
        named = Vocabulary(world.kinds, frozenset(world.sources) - kept_from(clearance, world.sources))
        query = await self._workers.light(parse_search, line, named, now, world.zone)  # a name has the galaxy read, once
        return asked_for(query, clearance, world.sources)
