"""WEIGH: which posts that were written lately call somebody: of a story, or of a mass event that tells stories in place of posts.

    posts and ended silences -> story, as everybody may know it -> severity, support, route -> what a page would say (`Worth`)

It reads and decides; `pipeline.paging` writes. What was weighed is remembered until it changes, and only here: after a start a day is
weighed anew, which calls nobody twice, because a page is known by what it is about.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.analysis.told import reports_of, told
from bot.domain.filing import SituationFile, StoryFile
from bot.domain.route import CRITICAL
from bot.domain.story import Story
from bot.pipeline.earning import Earned, earned
from bot.pipeline.posts import first_had, routed, seen
from bot.pipeline.present_facts import PresentFacts
from bot.pipeline.roster import Roster
from bot.pipeline.unsilenced import Unsilenced
from bot.pipeline.world import World
from bot.ports.clock import Clock
from bot.ports.store import Stores
from bot.present.escape import defang
from bot.present.limits import cut

WINDOW = timedelta(minutes=15)
"""How long after a post was written it is looked at again; at a start a day."""
DAY = timedelta(days=1)
TEXT = 1000
SOME = 50
"""Stories of a mass event that are told before others get their turn."""


@dataclass(frozen=True, slots=True)
class Worth:
    """Something that earned a call: by which policy, why in words, and what those who are called read, with nothing that a link could be made of. `head` is the post that it is
    shown below in `channel`, "" where there is none.
    """

    about: str
    severity: int
    policy: str
    why: str
    channel: str
    head: str
    title: str
    summary: str
    url: str = ""


Take = Callable[[Worth], Awaitable[bool]]


class Weighing:
    """Looks at what changed."""

    def __init__(
        self,
        stores: Stores,
        roster: Roster,
        world: Callable[[], World],
        clock: Clock,
        facts: PresentFacts | None = None,
    ) -> None:
        """`world` is asked each time, because a reload changes it; `facts` are what is silenced at present."""
        self._stores, self._roster, self._world, self._clock, self._facts = stores, roster, world, clock, facts
        self._unsilenced = Unsilenced(stores)
        self._seen: dict[str, int] = {}
        """Post -> the writing of it that was weighed."""
        self._waiting: dict[str, None] = {}
        """What earned a call while there were too many; weighed again until it is taken, or worth none any more."""
        self._looked = False

    async def look(self, take: Take) -> None:
        """Weighs each post that was written since the last look. What `take` answers False to is weighed again."""
        now = self._clock.now()
        since = now - (WINDOW if self._looked else DAY)
        heads, ended = await self._stores.pages.posted(since), await self._unsilenced.ended(since, now)
        fresh = [h for h in heads if self._seen.get(h.id) != h.revision]
        self._looked = True
        if not (fresh or ended or self._waiting) or not self._roster.current.policies:
            return
        world = await self._facts.gathered(self._world()) if self._facts else self._world()
        crowds = {f.situation.id: f for f in await self._stores.situations.open()}
        held = await self._unsilenced.stories(ended, world)
        within = {story: name for name, f in crowds.items() for story in f.situation.stories}
        self._waiting |= dict.fromkeys([*(h.item_id for h in fresh), *(within[h] for h in held if h in within), *held])
        told_together = (set(held) & within.keys()) - {h.item_id for h in fresh}
        for about in list(self._waiting):
            worth = await (self._crowd(crowds[about], world, now) if about in crowds else self._story(about, world, now))
            if worth is not None and about in told_together and worth.severity < CRITICAL:
                worth = None  # its mass event calls for it
            if worth is None or await take(worth):
                del self._waiting[about]
        self._unsilenced.done(ended)
        self._seen = {h.id: h.revision for h in heads}

    async def _story(self, story_id: str, world: World, now: datetime) -> Worth | None:
        file = (await self._stores.stories.files([story_id])).get(story_id)
        worthy = self._worthy(file, world, now, await self._called(story_id)) if file is not None else None
        if file is None or worthy is None:
            return None
        story, found = worthy
        known = seen(story, found.channel, world) or story
        head = next((h.id for h in file.heads if h.channel == found.channel), "")
        url = next((r.url for r in known.reports if r.url), "")
        bad = tuple(i for r in known.reports for i in r.verdict.indicators)
        title, summary = (defang(text, bad) for text in (known.title, cut(known.summary or known.reports[0].text, TEXT)))
        return Worth(story.id, story.severity, found.policy, found.why, found.channel, head, title, summary, url)

    async def _crowd(self, file: SituationFile, world: World, now: datetime) -> Worth | None:
        """One call for all of a mass event, where one of its stories has earned it; the critical ones have posts and calls of their own."""
        situation, called = file.situation, await self._called(file.situation.id)
        best: tuple[Story, Earned] | None = None
        for start in range(0, len(situation.stories), SOME):
            files = await self._stores.stories.files(situation.stories[start : start + SOME])
            for one in files.values():
                worthy = self._worthy(one, world, now, max(called, best[0].severity if best else called))
                if worthy and worthy[0].severity < CRITICAL and await self._called(one.id) < worthy[0].severity:
                    best = worthy
        if best is None:
            return None
        story, found = best
        shown = next((h for h in file.heads if h.channel == found.channel), file.heads[0] if file.heads else None)
        if shown is None:
            return None
        why = f"{found.why}; one of {len(situation.stories)} alerts of a mass event"
        return Worth(situation.id, story.severity, found.policy, why, shown.channel, shown.id, shown.card.title, shown.card.body)

    def _worthy(self, file: StoryFile, world: World, now: datetime, above: int) -> tuple[Story, Earned] | None:
        """The story and whom it calls, if it is more severe than `above`."""
        if not file.reports or file.merged_into:
            return None
        story = told(file.id, reports_of(file, world.sources), closed=file.closed)
        if story.severity <= above:
            return None
        found = earned(story, routed(story, world, now, first_had(file)), world, self._roster.current.policies)
        return (story, found) if found is not None else None

    async def _called(self, about: str) -> int:
        """The highest severity that somebody was called for about it; -1 where nobody was."""
        return max((p.page.severity for p in await self._stores.pages.find(about=about)), default=-1)
