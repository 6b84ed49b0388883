"""The stories that a batch is about, as they are after each of its items: what was stored, and what was decided since."""

from collections.abc import Mapping
from dataclasses import replace

from bot.analysis.told import reports_of, told
from bot.domain.delivery import Delivery, rewritten
from bot.domain.filing import Copied, StoryFile
from bot.domain.item import Item, ItemState
from bot.domain.reasons import ItemReason
from bot.domain.source import SourceInfo
from bot.domain.story import Story
from bot.domain.trace import Filed
from bot.domain.verdict import Verdict

UNSEEN = frozenset({ItemReason.NO_ROUTE, ItemReason.BELOW_THRESHOLD, ItemReason.HELD})
"""Why a report is quiet that will be shown when its story is posted after all; what was backlog stays so."""


class Shelf:
    """Files by story; each one given is left as it is."""

    def __init__(self, files: Mapping[str, StoryFile], sources: Mapping[str, SourceInfo]) -> None:
        """`files` are those of every story that may be meant, and of what they were merged into."""
        self._files = dict(files)
        self._sources = sources
        self._told: dict[str, tuple[StoryFile, Story]] = {}
        """Stories by id, with the file that each was told from: a story of many reports is not folded for every copy."""
        self._story_of = {f.item.id: i for i, file in files.items() for f in file.reports}

    def story_of(self, item: Item) -> str:
        """The story that an earlier item tells; "" for none."""
        return self._living(self._story_of.get(item.id) or item.story_id or "")

    def file(self, story_id: str) -> StoryFile:
        """What is known of a story; of a new one nothing."""
        living = self._living(story_id)
        return self._files.get(living) or StoryFile(living)

    def story(self, file: StoryFile) -> Story | None:
        """As it is told by what is in the file; None where nothing is."""
        if file.id in self._told and self._told[file.id][0] is file:
            return self._told[file.id][1]
        reports = reports_of(file, self._sources)
        if not reports:
            return None
        story = told(file.id, reports, closed=file.closed)
        self._told[file.id] = file, story
        return story

    def as_told(self, file: StoryFile) -> Story | None:
        """As it was told last; copies that came since may be missing."""
        return self._told[file.id][1] if file.id in self._told else self.story(file)

    def lay(self, file: StoryFile) -> None:
        """From now on this is what is known of it; how it is told is looked at later."""
        self._files[file.id] = file

    def put(self, file: StoryFile, story: Story) -> None:
        """From now on this is what is known of it, and how it is told."""
        self._files[file.id], self._told[file.id] = file, (file, story)
        self._story_of |= {f.item.id: file.id for f in file.reports}

    def _living(self, story_id: str) -> str:
        """Where a story went that was merged into another."""
        seen = {story_id}
        while (file := self._files.get(story_id)) and file.merged_into and file.merged_into not in seen:
            story_id = file.merged_into
            seen.add(story_id)
        return story_id


def with_report(file: StoryFile, item: Item, verdict: Verdict) -> StoryFile:
    """A report that comes opens what was closed."""
    return replace(file, reports=(*file.reports, Filed(item, verdict)), closed=False)


def with_copy(file: StoryFile, item: Item, original: str) -> StoryFile:
    """The first time that a source repeats a report counts; the file itself where this is not it."""
    made = Copied(original, item.source_id, item.published or item.fetched_at)
    same = next((c for c in file.copies if (c.item_id, c.source_id) == (original, item.source_id)), None)
    if same is not None and same.at <= made.at:
        return file
    return replace(file, copies=(*(c for c in file.copies if c is not same), made))


def with_posts(file: StoryFile, heads: tuple[Delivery, ...]) -> StoryFile:
    """With its posts as they are wanted now, and with every report shown that can be."""
    rows = {h.id: h for h in file.heads}
    for head in heads:
        rows[head.id] = rewritten(rows[head.id], head) if head.id in rows else head
    return replace(file, heads=tuple(rows.values()))


def unseen(file: StoryFile) -> tuple[Item, ...]:
    """Its reports that are quiet although they would be shown."""
    return tuple(f.item for f in file.reports if f.item.state is ItemState.QUIET and f.item.reason in UNSEEN)


def with_states(file: StoryFile, states: Mapping[str, tuple[ItemState, ItemReason]]) -> StoryFile:
    """Its reports in these states."""
    reports = [
        replace(f, item=replace(f.item, state=states[f.item.id][0], reason=states[f.item.id][1])) if f.item.id in states else f
        for f in file.reports
    ]
    return replace(file, reports=tuple(reports))
