"""PLACE: which story does each new alert tell? Asks the index, which is built again from what is stored whenever it may be wrong.

alert, no copy -> telling -> the index: an earlier story, or its own -> told to the index, so that siblings find it
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.domain.filing import KeptTelling, StoryFile
from bot.pipeline.case import Case, article_of, placed_at
from bot.pipeline.world import World
from bot.ports.store import Settlement, Stores
from bot.ports.stories import Placer
from bot.ports.workers import Workers
from bot.present.alert import evidence_words

log = structlog.get_logger(__name__)


class Placing:
    """One over one database and one index. Without an index every alert is a story of its own."""

    def __init__(self, stores: Stores, placer: Placer | None, workers: Workers, window: timedelta) -> None:
        """`window` is how far back reports are compared with."""
        self._store = stores.stories
        self._search = stores.search
        self._placer = placer
        self._workers = workers
        self._window = window
        self._as_of: int | None = None
        self._known: set[str] = set()
        """Reports of this batch that the index was told of."""

    def forget(self) -> None:
        """What was placed may not have been written: the index is built again before it is asked."""
        self._as_of = None

    async def ready(self, now: datetime, world: World) -> int:
        """Brings the index up to date; returns the change of stories that it is as of."""
        latest = await self._store.last_change()
        if latest != self._as_of and self._placer is not None:
            kept = await self._readable(self._placer, await self._store.tellings(now - self._window), world)
            await self._workers.light(_rebuild, self._placer, kept)
        elif self._placer is not None:
            self._placer.forget(now - self._window)
        self._as_of = latest
        self._known = set()
        return latest

    async def _readable(self, placer: Placer, kept: Sequence[KeptTelling], world: World) -> Sequence[KeptTelling]:
        """With those of another version made again from their articles, and written; those of which nothing is left are left out."""
        old = {k.item_id: k for k in kept if not placer.reads(k.document)}
        if not old:
            return kept
        filed = (await self._search.filed(old)).values()
        judged = [(f.item, f.verdict) for f in filed if f.verdict is not None]
        made = await self._workers.light(lambda: {i.id: placer.telling(article_of(i, world), v) for i, v in judged})
        anew = [replace(old[item_id], document=document) for item_id, document in made.items()]
        await self._store.retell(anew)
        log.info("tellings.made_again", items=len(anew), gone=len(old) - len(anew))
        told = {t.item_id: t for t in anew}
        return [told.get(k.item_id, k) for k in kept if k.item_id not in old or k.item_id in told]

    async def placed(self, cases: Sequence[Case], world: World) -> list[Case]:
        """The cases, each alert with its story."""
        made, told = await self._workers.light(_place, self._placer, list(cases), world)
        self._known = told
        return made

    async def files(self, cases: Iterable[Case]) -> dict[str, StoryFile]:
        """The files of all stories that the cases may tell, and of those that these were merged into. A story of its own has none."""
        wanted = {c.story_id for c in cases if c.story_id != c.item.id}
        wanted |= {copy.item.story_id or "" for c in cases for copy in c.copies}
        found: dict[str, StoryFile] = {}
        while wanted := wanted - found.keys() - {""}:
            new = await self._store.files(wanted)
            found |= new
            wanted = {file.merged_into for file in new.values()}
        return found

    def settled(self, settlements: Sequence[Settlement]) -> None:
        """What is written and the index was not told of yet, it is told of now."""
        for kept in (s.telling for s in settlements):
            if kept is not None and self._placer is not None and kept.item_id not in self._known:
                self._placer.add(kept.story_id, kept.item_id, kept.document, kept.at)


def _rebuild(placer: Placer, kept: Sequence[KeptTelling]) -> None:
    placer.clear()
    for one in kept:
        placer.add(one.story_id, one.item_id, one.document, one.at)


_MOST_SHOWN = 4


def _place(placer: Placer | None, cases: list[Case], world: World) -> tuple[list[Case], set[str]]:
    """In order. What repeats an alert is not asked about: it tells the story of that."""
    mine: dict[str, str] = {}
    told: set[str] = set()
    made = []
    for case in cases:
        if case.verdict is None or not case.verdict.is_alert:
            made.append(case)
            continue
        item, at = case.item, placed_at(case.item)
        telling = placer.telling(article_of(item, world), case.verdict) if placer else None
        copied = next((i for c in case.copies if (i := mine.get(c.item.id) or c.item.story_id)), "")
        placed = placer.place(telling, at) if placer and telling is not None and not copied else None
        story_id = copied or (placed.story_id if placed else None) or item.id
        if placer and telling is not None and not copied:
            placer.add(story_id, item.id, telling, at)
            told.add(item.id)
        joins = placed if placed and placed.story_id else None
        mine[item.id] = story_id
        same, shares = (joins.score, "; ".join(evidence_words(e) for e in joins.evidence[:_MOST_SHOWN])) if joins else (None, "")
        made.append(replace(case, story_id=story_id, same=same, shares=shares, telling=telling))
    return made, told
