"""Items in memory."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.delivery import OPEN
from bot.domain.item import Item, ItemState
from bot.domain.reasons import ItemReason
from bot.ports.store import Settlement
from bot.ports.stories import StoriesChanged
from bot.storage.memory_rows import Rows
from bot.storage.words import storable


class MemoryItems:
    """`ports.store.ItemStore`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def claim_pending(self, now: datetime, lease: timedelta, limit: int) -> list[Item]:
        """See the port."""
        waiting = self._rows.oldest_first(lambda i: i.state is ItemState.PENDING and self._rows.free(("item", i.id), now))
        claimed = sorted(waiting, key=lambda item: item.turn)[:limit]
        self._rows.leases |= {("item", item.id): now + lease for item in claimed}
        return claimed

    async def begun(self, item_ids: Sequence[str], by: int = 1) -> None:
        """See the port."""
        for item in (self._rows.items[i] for i in item_ids if i in self._rows.items):
            self._rows.items[item.id] = replace(item, attempts=item.attempts + by)

    async def settle(self, settlements: Sequence[Settlement], *, as_of: int | None = None) -> None:
        """See the port."""
        if as_of is not None and len(self._rows.changes) != as_of:
            raise StoriesChanged("stories were changed by hand meanwhile")
        for settlement in settlements:
            item = self._rows.items.get(settlement.item_id)
            if item and item.state is ItemState.PENDING:
                self._settle(item, settlement)

    def _settle(self, item: Item, told: Settlement) -> None:
        self._rows.items[item.id] = replace(
            item,
            state=told.state,
            reason=told.reason,
            detail=storable(told.detail),
            duplicate_of=told.duplicate_of,
            lang=told.lang or item.lang,
            text=item.text if told.text is None else storable(told.text),
            story_id=told.story.id if told.story else None,
        )
        self._rows.leases.pop(("item", item.id), None)
        if told.verdict:
            self._rows.verdicts[item.id] = told.verdict
        if told.story:
            self._rows.stories[told.story.id] = told.story
        if told.telling:
            self._rows.tellings[item.id] = told.telling
        if told.bands:
            self._rows.bands[item.id] = frozenset(told.bands)
        for quiet in (self._rows.items[i] for i in told.shown if i in self._rows.items):
            if quiet.state is ItemState.QUIET:
                self._rows.items[quiet.id] = replace(quiet, state=ItemState.ALERTED, reason=ItemReason.JOINED)
        self._rows.situations |= {s.id: s for s in told.situations}
        self._rows.put_heads(told.heads)
        if told.steps:
            self._rows.steps[item.id] = told.steps
        self._rows.add_deliveries(told.deliveries)
        self._rows.bury_lines([line.head for line in told.deliveries])

    async def same_address(self, canonical_urls: Sequence[str]) -> dict[str, list[Item]]:
        """See the port."""
        found: dict[str, list[Item]] = {}
        wanted = set(canonical_urls) - {""}
        for item in self._rows.oldest_first(lambda i: i.canonical_url in wanted and i.state is not ItemState.DUPLICATE):
            found.setdefault(item.canonical_url, []).append(item)
        return found

    async def near(self, asked: Sequence[tuple[Sequence[int], datetime]], limit: int) -> list[list[Item]]:
        """See the port."""
        return [self._near(frozenset(keys), since, limit) for keys, since in asked]

    def _near(self, keys: frozenset[int], since: datetime, limit: int) -> list[Item]:
        shared = {item_id: len(keys.intersection(bands)) for item_id, bands in self._rows.bands.items()}
        close = self._rows.oldest_first(lambda i: i.fetched_at >= since and shared.get(i.id, 0) > 0)
        return sorted(close, key=lambda item: -shared[item.id])[:limit]

    async def counts(self) -> Mapping[tuple[ItemState, ItemReason], int]:
        """See the port."""
        return Counter((item.state, item.reason) for item in self._rows.items.values())

    async def prune(self, before: datetime) -> int:
        """See the port."""
        rows = self._rows
        waiting = {d.item_id for d in rows.deliveries.values() if d.state in OPEN}
        old = rows.oldest_first(lambda i: i.fetched_at < before and i.state is not ItemState.PENDING and i.id not in waiting)
        for item in old:
            self._forget(item)
        ids = {item.id for item in old}
        self._forget_stories({item.story_id for item in old if item.story_id})
        over = {s.id for s in rows.situations.values() if s.until and s.until < before}
        rows.situations = {i: s for i, s in rows.situations.items() if i not in over}
        rows.deliveries = {
            d.id: d
            for d in rows.deliveries.values()
            if d.item_id not in over
            and (d.item_id not in ids or d.item_id in rows.stories)
            and not (d.item_id == "" and d.created_at < before and d.state not in OPEN)
        }
        return len(old)

    def _forget(self, item: Item) -> None:
        if item.source_id in self._rows.sources:
            self._rows.forgotten.add(item.id)
        del self._rows.items[item.id]
        self._rows.pruned[item.source_id] += 1
        self._rows.steps.pop(item.id, None)
        self._rows.verdicts.pop(item.id, None)
        self._rows.bands.pop(item.id, None)
        self._rows.tellings.pop(item.id, None)

    def _forget_stories(self, ids: Collection[str]) -> None:
        rows = self._rows
        told = {item.story_id for item in rows.items.values()}
        gone = {i for i in ids if i in rows.stories and i not in told and not rows.merged_into.get(i)}
        while gone:
            for story_id in gone:
                del rows.stories[story_id]
            rows.deliveries = {d.id: d for d in rows.deliveries.values() if d.item_id not in gone}
            gone = {i for i, into in rows.merged_into.items() if into in gone and i in rows.stories}
