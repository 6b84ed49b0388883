"""The twin in memory: same promises, no disk. For trying things out and for the tests of other rooms.

Nothing awaits inside a method, so each one is a transaction by itself. `Memory` shows what is inside.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from bot.domain.audit import AuditLine
from bot.domain.delivery import Delivery, Subject
from bot.domain.item import Item
from bot.domain.source import SourceState
from bot.domain.story import Story
from bot.domain.trace import Filed, Query, Trace
from bot.domain.verdict import Verdict
from bot.ports.store import MOST_TRACES, PollRecord, Stores
from bot.storage.matching import answers, in_order
from bot.storage.memory_activations import MemoryActivations, MemoryLinks
from bot.storage.memory_duty import MemoryContacts, MemoryPages, MemoryRoster
from bot.storage.memory_feedback import MemoryFeedback
from bot.storage.memory_items import MemoryItems
from bot.storage.memory_outbox import MemoryOutbox
from bot.storage.memory_responses import MemoryAudit, MemoryGuilds, MemoryResponses
from bot.storage.memory_rows import Rows
from bot.storage.memory_silences import MemoryPosts, MemorySilences
from bot.storage.memory_situations import MemorySituations
from bot.storage.memory_stories import MemoryStories
from bot.storage.memory_timers import MemoryLandscape, MemoryTimers
from bot.storage.memory_upkeep import MemoryLedger, MemoryTroubles, MemoryWatches
from bot.storage.words import storable


class Memory:
    """A database that lives as long as this object. Everything but `stores` and `remembered` is for looking inside."""

    def __init__(self) -> None:
        """Empty."""
        self._rows = Rows()
        self.remembered = MemoryRemembered()
        self.stores = Stores(
            MemorySources(self._rows),
            MemoryItems(self._rows),
            MemoryOutbox(self._rows),
            MemorySearch(self._rows),
            MemoryFeedback(self._rows),
            MemoryStories(self._rows),
            MemoryTimers(self._rows),
            MemoryLandscape(self._rows),
            MemorySilences(self._rows),
            MemoryPosts(self._rows),
            MemoryTroubles(self._rows),
            MemoryLedger(self._rows),
            MemoryWatches(self._rows),
            MemorySituations(self._rows),
            MemoryActivations(self._rows),
            MemoryLinks(self._rows),
            MemoryResponses(self._rows),
            MemoryAudit(self._rows),
            MemoryGuilds(self._rows),
            MemoryPages(self._rows),
            MemoryRoster(self._rows),
            MemoryContacts(self._rows),
        )

    async def close(self) -> None:
        """Nothing to give back."""

    @property
    def items(self) -> list[Item]:
        """In the order they came."""
        return list(self._rows.items.values())

    @property
    def verdicts(self) -> Mapping[str, Verdict]:
        """By item id."""
        return self._rows.verdicts

    @property
    def stories(self) -> list[Story]:
        """In the order they were told."""
        return list(self._rows.stories.values())

    @property
    def deliveries(self) -> list[Delivery]:
        """In the order they were written."""
        return list(self._rows.deliveries.values())

    @property
    def sources(self) -> Mapping[str, SourceState]:
        """By id, with those that are not active."""
        return self._rows.sources

    @property
    def forgotten(self) -> frozenset[str]:
        """Ids of pruned items."""
        return frozenset(self._rows.forgotten)


class MemoryRemembered:
    """`ports.memory.Memory`."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._words: dict[str, str] = {}

    async def get(self, key: str) -> str:
        """See the port."""
        return self._words.get(key, "")

    async def put(self, key: str, value: str) -> None:
        """See the port."""
        self._words[key] = storable(value)


class MemorySources:
    """`ports.store.SourceStore`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def sync(self, source_ids: Sequence[str], now: datetime) -> None:
        """See the port."""
        for source_id in source_ids:
            self._rows.sources.setdefault(source_id, SourceState(source_id, now))
        self._rows.active = set(source_ids)

    async def claim_due(self, now: datetime, lease: timedelta, limit: int) -> list[SourceState]:
        """See the port."""
        due = [
            state
            for state in self._rows.sources.values()
            if state.source_id in self._rows.active
            and not state.paused
            and state.due_at <= now
            and self._rows.free(("source", state.source_id), now)
        ]
        claimed = sorted(due, key=lambda state: (state.due_at, state.source_id))[:limit]
        for state in claimed:
            self._rows.leases["source", state.source_id] = now + lease
        return claimed

    async def record(self, records: Sequence[PollRecord]) -> list[int]:
        """See the port."""
        return [self._record(record) for record in records]

    def _record(self, record: PollRecord) -> int:
        new = 0
        for item in record.items:
            if item.id not in self._rows.items and item.id not in self._rows.forgotten:
                self._rows.items[item.id] = replace(item, title=storable(item.title), text=storable(item.text))
                new += 1
                self._rows.fetched[item.source_id] += 1
        health = record.state.health
        if new:
            health = replace(health, items=health.items + new, last_new_at=health.last_poll_at)
        source_id = record.state.source_id
        stored = self._rows.sources.get(source_id)
        paused = record.state.paused or (stored is not None and stored.paused)
        self._rows.sources[source_id] = replace(record.state, health=health, paused=paused)
        self._rows.leases.pop(("source", source_id), None)
        return new

    async def all(self) -> list[SourceState]:
        """See the port."""
        return [state for source_id, state in sorted(self._rows.sources.items()) if source_id in self._rows.active]

    async def pause(self, source_id: str, paused: bool, line: AuditLine | None = None) -> bool:
        """See the port."""
        row = self._rows.sources.get(source_id)
        if row is None or row.paused is paused:
            return False
        self._rows.sources[source_id] = replace(row, paused=paused)
        if line is not None:
            self._rows.trail.append(line)
        return True

    async def release(self, source_ids: Sequence[str]) -> None:
        """See the port."""
        for source_id in source_ids:
            self._rows.leases.pop(("source", source_id), None)


class MemorySearch:
    """`ports.store.SearchStore`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def find(self, query: Query) -> list[Filed]:
        """See the port."""
        found = [filed for item in self._rows.items.values() if answers(filed := self._filed(item), query)]
        return in_order(found, query)[query.offset : query.offset + query.limit]

    async def tally(self, query: Query, edges: Sequence[datetime]) -> list[int]:
        """See the port."""
        found = await self.find(replace(query, limit=len(self._rows.items), offset=0))
        return [sum(a <= f.item.fetched_at < b for f in found) for a, b in pairwise(edges)]

    async def trace(self, url_or_id: str) -> list[Trace]:
        """See the port."""
        if not url_or_id:
            return []
        named = self._rows.oldest_first(lambda i: url_or_id in (i.id, i.url, i.canonical_url))
        return [self._traced(item) for item in named[:MOST_TRACES]]

    async def filed(self, item_ids: Collection[str]) -> dict[str, Filed]:
        """See the port."""
        return {item_id: self._filed(self._rows.items[item_id]) for item_id in item_ids if item_id in self._rows.items}

    def _traced(self, item: Item) -> Trace:
        sent = [
            d
            for d in self._rows.deliveries.values()
            if d.item_id == item.id or (d.item_id == item.story_id and d.subject in (Subject.ALERT, Subject.WATCH))
        ]
        said = [f for f in self._rows.feedback.values() if f.item_id == item.id]
        return Trace(
            filed=self._filed(item),
            original=self._rows.items.get(item.duplicate_of),
            duplicates=tuple(self._rows.oldest_first(lambda i: i.duplicate_of == item.id)),
            deliveries=tuple(sorted(sent, key=lambda d: (d.created_at, d.id))),
            feedback=tuple(sorted(said, key=lambda f: (f.at, f.channel, f.who))),
            steps=self._rows.steps.get(item.id, ()),
        )

    def _filed(self, item: Item) -> Filed:
        return Filed(item, self._rows.verdicts.get(item.id))
