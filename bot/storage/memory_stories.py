"""Stories in memory."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.audit import changed
from bot.domain.delivery import Subject
from bot.domain.filing import Change, Copied, KeptTelling, Rewriting, StoryFile
from bot.domain.item import ALERTS, ItemState
from bot.domain.trace import Filed
from bot.storage.memory_rows import Rows


class MemoryStories:
    """`ports.stories.StoryStore`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def files(self, story_ids: Collection[str]) -> dict[str, StoryFile]:
        """See the port."""
        return {story_id: self._file(story_id) for story_id in story_ids if story_id in self._rows.stories}

    def _file(self, story_id: str) -> StoryFile:
        rows = self._rows
        alerts = rows.oldest_first(lambda i: i.story_id == story_id and i.state in ALERTS)
        heads = [d for d in rows.deliveries.values() if d.item_id == story_id and d.subject is Subject.ALERT]
        return StoryFile(
            story_id,
            tuple(Filed(item, rows.verdicts.get(item.id)) for item in alerts),
            self._copies(story_id),
            tuple(sorted(heads, key=lambda d: (d.created_at, d.id))),
            rows.stories[story_id].closed,
            rows.merged_into.get(story_id, ""),
        )

    def _copies(self, story_id: str) -> tuple[Copied, ...]:
        first: dict[tuple[str, str], datetime] = {}
        for item in self._rows.items.values():
            if item.story_id == story_id and item.state is ItemState.DUPLICATE:
                at, key = item.published or item.fetched_at, (item.duplicate_of, item.source_id)
                first[key] = min(at, first.get(key, at))
        made = [Copied(item_id, source_id, at) for (item_id, source_id), at in first.items()]
        return tuple(sorted(made, key=lambda c: (c.at, c.item_id, c.source_id)))

    async def tellings(self, since: datetime) -> Sequence[KeptTelling]:
        """See the port."""
        return sorted((t for t in self._rows.tellings.values() if t.at >= since), key=lambda t: (t.at, t.item_id))

    async def retell(self, tellings: Sequence[KeptTelling]) -> None:
        """See the port."""
        for told in tellings:
            if told.item_id in self._rows.tellings:
                self._rows.tellings[told.item_id] = replace(self._rows.tellings[told.item_id], document=told.document)

    async def rewrite(self, rewriting: Rewriting) -> bool:
        """See the port."""
        rows, undone = self._rows, self._rows.changes.get(rewriting.undoes)
        if rewriting.change.id in rows.changes or (rewriting.undoes and (undone is None or undone.undone)):
            return False
        if undone is not None:
            rows.changes[undone.id] = replace(undone, undone=True)
        rows.changes[rewriting.change.id] = rewriting.change
        rows.audit(changed(rewriting.change))
        for item_id, story_id in rewriting.moves.items():
            for item in [i for i in rows.items.values() if item_id in (i.id, i.duplicate_of)]:
                rows.items[item.id] = replace(item, story_id=story_id)
            if item_id in rows.tellings:
                rows.tellings[item_id] = replace(rows.tellings[item_id], story_id=story_id)
        rows.stories |= {story.id: story for story in rewriting.stories}
        rows.merged_into |= rewriting.merged
        rows.put_heads(rewriting.heads)
        return True

    async def changes(self, story_id: str) -> Sequence[Change]:
        """See the port."""
        return [c for c in reversed(self._rows.changes.values()) if story_id in (c.story_id, c.other)]

    async def change(self, change_id: str) -> Change | None:
        """See the port."""
        return self._rows.changes.get(change_id)

    async def last_change(self) -> int:
        """See the port."""
        return len(self._rows.changes)
