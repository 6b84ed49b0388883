"""STORIES, changed by hand: split, merged, closed, opened; and every change undone by its id.

    who wants what -> which stories are meant -> a refusal with its reason, or a rewriting -> one transaction, one row of audit

The posts of every story that is touched are edited with it, without a sound: who merges does not alarm anybody. A story that was
merged away keeps its post, which says where it went. Triage notices by itself that stories were changed, in any process.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.analysis.told import reports_of, told
from bot.domain.delivery import Delivery, delivery_id
from bot.domain.filing import Change, ChangeKind, Rewriting, StoryFile
from bot.domain.reasons import ChangeRefusal
from bot.domain.story import Story
from bot.pipeline.places import within
from bot.pipeline.posts import first_posts, refreshed
from bot.pipeline.world import World
from bot.ports.clock import Clock
from bot.ports.store import Stores

HOPS = 10
"""How often a merged story is followed to the next."""
ELSEWHERE = "somebody in another server"
_ID = 10
"""Hexadecimal digits of a change's id: people type it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing was changed; `detail` names what stands in the way."""

    reason: ChangeRefusal
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A story as it is told now, with its posts and what was done to it, newest first."""

    story: Story
    heads: tuple[Delivery, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """What was done, and the stories that came of it."""

    change: Change
    stories: tuple[Story, ...]


class StoryChanges:
    """What people do to stories. A story is named by its id, or by the id or address of one of its items."""

    def __init__(self, stores: Stores, world: Callable[[], World], clock: Clock, guild: str | None = None) -> None:
        """`world` is asked each time, because a reload changes it; `guild` is the Discord server that asks, None for the operator."""
        self._stores = stores
        self._world = world
        self._clock = clock
        self._guild = guild

    def asked_in(self, guild: str) -> "StoryChanges":
        """The same for people of this server: they are not told who did what elsewhere, nor where it is posted there."""
        return StoryChanges(self._stores, self._world, self._clock, guild)

    async def show(self, name: str) -> Shown | Refused:
        """Whatever the name leads to, through every merge."""
        file = await self._meant(name, follow=True)
        if isinstance(file, Refused):
            return file
        story = told(file.id, reports_of(file, self._world().sources), closed=file.closed)
        return self._visible(Shown(story, file.heads, tuple(await self._stores.stories.changes(file.id))))

    def _visible(self, found: Shown) -> Shown:
        if self._guild is None:
            return found
        channels, here = self._world().rules.channels, ("", self._guild)
        heads = tuple(h for h in found.heads if within(channels.get(h.channel), self._guild))
        changes = tuple(c if c.guild in here else replace(c, who=ELSEWHERE) for c in found.changes)
        return replace(found, heads=heads, changes=changes)

    async def split(self, name: str, report: str, who: str) -> Changed | Refused:
        """Takes one report, with its copies, out of a story: it tells one of its own from now on."""
        file = await self._meant(name)
        if isinstance(file, Refused):
            return file
        found = next((f.item for f in file.reports if report.strip() in (f.item.id, f.item.url, f.item.canonical_url)), None)
        if found is None:
            return Refused(ChangeRefusal.UNKNOWN_REPORT, report.strip())
        if len(file.reports) == 1:
            return Refused(ChangeRefusal.ONLY_REPORT, file.id)
        other = await self._own_story(found.id)
        change = await self._change(ChangeKind.SPLIT, file.id, who, other.id, (found.id,))
        return await self._done(change, {file.id: file, other.id: other}, {found.id: other.id})

    async def merge(self, name: str, into: str, who: str) -> Changed | Refused:
        """Makes the first story part of the second."""
        file, other = await self._meant(name), await self._meant(into)
        if isinstance(file, Refused):
            return file
        if isinstance(other, Refused):
            return other
        if file.id == other.id:
            return Refused(ChangeRefusal.SAME_STORY, file.id)
        moved = tuple(f.item.id for f in file.reports)
        change = await self._change(ChangeKind.MERGE, file.id, who, other.id, moved)
        return await self._done(change, {file.id: file, other.id: other}, dict.fromkeys(moved, other.id))

    async def close(self, name: str, who: str, *, closed: bool = True) -> Changed | Refused:
        """Says that nobody expects more, or that somebody does after all."""
        file = await self._meant(name)
        if isinstance(file, Refused):
            return file
        if file.closed is closed:
            return Refused(ChangeRefusal.NO_CHANGE, file.id)
        change = await self._change(ChangeKind.CLOSE if closed else ChangeKind.OPEN, file.id, who)
        return await self._done(change, {file.id: replace(file, closed=closed)}, {})

    async def undo(self, change_id: str, who: str) -> Changed | Refused:
        """Undoes one change as far as nothing else was done to the same reports since."""
        earlier = await self._stores.stories.change(change_id.strip())
        if earlier is None or earlier.kind is ChangeKind.UNDO:
            return Refused(ChangeRefusal.UNKNOWN_CHANGE, change_id.strip())
        if earlier.undone:
            return Refused(ChangeRefusal.UNDONE_ALREADY, earlier.id)
        files = await self._stores.stories.files({earlier.story_id, earlier.other} - {""})
        change = await self._change(ChangeKind.UNDO, earlier.story_id, who, earlier.id, earlier.moved)
        if earlier.kind in (ChangeKind.CLOSE, ChangeKind.OPEN):
            files = {i: replace(f, closed=earlier.kind is ChangeKind.OPEN) for i, f in files.items()}
        there = {f.item.id for f in files[earlier.other].reports} if earlier.other in files else set()
        moves = {item: earlier.story_id for item in earlier.moved if item in there}
        if not any(f.reports for f in files.values()):
            return Refused(ChangeRefusal.UNKNOWN_STORY, earlier.story_id)
        files.setdefault(earlier.story_id, StoryFile(earlier.story_id))
        return await self._done(change, files, moves, earlier.id)

    async def _done(
        self, change: Change, files: Mapping[str, StoryFile], moves: Mapping[str, str], undoes: str = ""
    ) -> Changed | Refused:
        if not change.who:
            return Refused(ChangeRefusal.NAMELESS_CHANGE)
        rewriting = rewritten_stories(change, files, moves, self._world(), undoes)
        if not await self._stores.stories.rewrite(rewriting):
            return Refused(ChangeRefusal.UNDONE_ALREADY if undoes else ChangeRefusal.NO_CHANGE, undoes)
        return Changed(change, rewriting.stories)

    async def _meant(self, name: str, *, follow: bool = False) -> StoryFile | Refused:
        name = name.strip()
        found = (await self._stores.stories.files([name])).get(name)
        if found is None:
            ids = [t.filed.item.story_id for t in await self._stores.search.trace(name)]
            known = await self._stores.stories.files({i for i in ids if i})
            found = next((known[i] for i in ids if i in known), None)
        for _ in range(HOPS):
            if found is None or not found.merged_into:
                break
            if not follow:
                return Refused(ChangeRefusal.MERGED_AWAY, found.merged_into)
            found = (await self._stores.stories.files([found.merged_into])).get(found.merged_into)
        return found if found is not None and found.reports else Refused(ChangeRefusal.UNKNOWN_STORY, name)

    async def _change(self, kind: ChangeKind, story_id: str, who: str, other: str = "", moved: tuple[str, ...] = ()) -> Change:
        now, number = self._clock.now(), await self._stores.stories.last_change()
        made = delivery_id(f"change/{number}/{kind}/{story_id}/{other}", now.isoformat())[:_ID]
        return Change(made, kind, story_id, who.strip(), now, other, moved, guild=self._guild or "")

    async def _own_story(self, item_id: str) -> StoryFile:
        """The story that is named after this item, unless others tell it."""
        known = (await self._stores.stories.files([item_id])).get(item_id) or StoryFile(item_id)
        return StoryFile(delivery_id(f"split/{item_id}", self._clock.now().isoformat())) if known.reports else known


def rewritten_stories(
    change: Change, files: Mapping[str, StoryFile], moves: Mapping[str, str], world: World, undoes: str = ""
) -> Rewriting:
    """What is to be written when these reports move between these stories. Pure."""
    after = {i: _after(i, files, moves) for i in files}
    stories = {i: told(i, reports_of(f, world.sources), closed=f.closed) for i, f in after.items() if f.reports}
    merged = {i: next(iter(stories), "") if i not in stories else "" for i in files}
    heads: list[Delivery] = []
    for i, file in after.items():
        if i in stories:
            heads += refreshed(stories[i], file.heads, world, change.at, silent=True)
            heads += _missing(stories[i], file, after, world, change.at)
        elif files[i].reports and file.heads:
            was = told(i, reports_of(files[i], world.sources), closed=file.closed)
            heads += refreshed(was, file.heads, world, change.at, silent=True, merged=stories.get(merged[i]))
    return Rewriting(change, dict(moves), tuple(stories.values()), merged, tuple(heads), undoes)


def _after(story_id: str, files: Mapping[str, StoryFile], moves: Mapping[str, str]) -> StoryFile:
    """A file when everything has moved."""
    told_by = [(i, f) for i, file in files.items() for f in file.reports]
    reports = sorted((f for i, f in told_by if moves.get(f.item.id, i) == story_id), key=lambda f: f.item.fetched_at)
    mine = {f.item.id for f in reports}
    copies = tuple(c for file in files.values() for c in file.copies if c.item_id in mine)
    return replace(files[story_id], reports=tuple(reports), copies=copies, merged_into="")


def _missing(story: Story, file: StoryFile, after: Mapping[str, StoryFile], world: World, now: datetime) -> list[Delivery]:
    """Posts that a story needs: where one that is now part of it was posted; and, split off a posted one, where routes want it."""
    there = {h.channel for h in file.heads}
    others = [f for f in after.values() if f.id != file.id]
    emptied = [h for f in others if not f.reports for h in f.heads if h.channel not in there]
    if emptied:
        return [replace(_anew(story, h, now), card=refreshed(story, [h], world, now, silent=True)[0].card) for h in emptied]
    split_off = not file.heads and any(f.heads and f.reports for f in others)
    fresh = all(f.item.backlog for f in file.reports)
    return list(first_posts(story, file, world, now, silent=True)) if split_off and not fresh else []


def _anew(story: Story, head: Delivery, now: datetime) -> Delivery:
    return Delivery(
        id=delivery_id(story.id, head.channel),
        subject=head.subject,
        item_id=story.id,
        channel=head.channel,
        card=head.card,
        due_at=now,
        created_at=now,
        priority=story.severity,
        route=head.route,
        silent=True,
    )
