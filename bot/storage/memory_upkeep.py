"""Troubles, books and watches in memory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.arrivals import Arrivals
from bot.domain.audit import watch_ended, watched
from bot.domain.balance import Account, Balance, Facts, Loss
from bot.domain.delivery import OPEN, Delivery, DeliveryState, Subject
from bot.domain.item import ItemState
from bot.domain.reasons import TroubleReason
from bot.domain.trouble import Trouble
from bot.domain.watch import Watch
from bot.storage.memory_rows import Rows
from bot.storage.words import storable


class MemoryTroubles:
    """`ports.troubles.TroubleStore`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def troubles(self, since: datetime) -> list[Trouble]:
        """See the port."""
        found = [t for t in self._rows.troubles.values() if t.ended_at is None or t.ended_at >= since]
        return sorted(found, key=lambda t: (t.since, t.subject, t.what))

    async def arrivals(self) -> Mapping[str, Arrivals]:
        """See the port."""
        return dict(self._rows.arrivals)

    async def put(
        self, troubles: Sequence[Trouble], arrivals: Sequence[Arrivals], notices: Sequence[Delivery], forget: datetime
    ) -> None:
        """See the port."""
        for trouble in troubles:
            self._rows.troubles[trouble.key] = replace(trouble, detail=storable(trouble.detail))
        self._rows.arrivals |= {a.source_id: a for a in arrivals}
        self._rows.add_deliveries(notices)
        kept = {key: t for key, t in self._rows.troubles.items() if t.ended_at is None or t.ended_at >= forget}
        self._rows.troubles = kept


class MemoryLedger:
    """`ports.ledger.LedgerStore`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def facts(self, late: datetime) -> Facts:
        """See the port."""
        rows = self._rows
        there = {name: Counter(i.state for i in rows.items.values() if i.source_id == name) for name in self._names()}
        accounts = [Account(n, rows.fetched[n], rows.pruned[n], dict(states)) for n, states in sorted(there.items())]
        astray = [Loss(what, len(ids), example=min(ids)) for what, ids in self._astray(late).items() if ids]
        return Facts(tuple(accounts), tuple(astray))

    def _names(self) -> set[str]:
        return {*self._rows.fetched, *self._rows.pruned, *(i.source_id for i in self._rows.items.values())}

    def _astray(self, late: datetime) -> dict[TroubleReason, list[str]]:
        rows = self._rows
        posted = {d.item_id for d in rows.deliveries.values()}
        about = {*rows.items, *(i.story_id for i in rows.items.values()), *rows.situations}
        return {
            TroubleReason.STUCK_ITEM: [i.id for i in rows.items.values() if i.state is ItemState.PENDING and i.fetched_at < late],
            TroubleReason.STUCK_POLL: [
                s.source_id
                for s in rows.sources.values()
                if s.source_id in rows.active and not s.paused and s.due_at < late and self._free(("source", s.source_id), late)
            ],
            TroubleReason.LATE_POST: [d.id for d in rows.deliveries.values() if self._is_late(d, late)],
            TroubleReason.NO_POST: [
                i.id
                for i in rows.items.values()
                if i.state is ItemState.ALERTED and posted.isdisjoint({i.id, i.story_id or i.id})
            ],
            TroubleReason.ORPHANED_POST: [d.id for d in rows.deliveries.values() if self._is_orphan(d, about)],
        }

    def _is_orphan(self, delivery: Delivery, about: set[str | None]) -> bool:
        if delivery.head and delivery.state in OPEN and delivery.head not in self._rows.deliveries:
            return True
        return bool(delivery.item_id) and delivery.item_id not in about

    def _is_late(self, delivery: Delivery, late: datetime) -> bool:
        if delivery.state is DeliveryState.DUE:
            head = self._rows.deliveries.get(delivery.head)
            return delivery.due_at < late and (not delivery.head or bool(head and head.message_id))
        return delivery.state is DeliveryState.LEASED and self._rows.leases["delivery", delivery.id] < late

    def _free(self, key: tuple[str, str], late: datetime) -> bool:
        return key not in self._rows.leases or self._rows.leases[key] < late

    async def put(self, balance: Balance) -> None:
        """See the port."""
        self._rows.balances.setdefault(balance.at, balance)

    async def last(self) -> Balance | None:
        """See the port."""
        return self._rows.balances[max(self._rows.balances)] if self._rows.balances else None


class MemoryWatches:
    """`ports.watches.WatchStore`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def put(self, watch: Watch, now: datetime, most: int) -> bool:
        """See the port."""
        others = [w for w in self._rows.watches.values() if w.owner == watch.owner and w.id != watch.id and w.active(now)]
        if len(others) >= most:
            return False
        earlier = self._rows.watches.get(watch.id, watch)
        whole = replace(watch, owner=storable(watch.owner), text=storable(watch.text), created=earlier.created)
        self._rows.watches[watch.id] = whole
        self._rows.audit(watched(whole, now, earlier.ends if earlier is not watch and earlier.active(now) else None))
        return True

    async def end(self, watch_id: str, owner: str | None, at: datetime, by: str) -> bool:
        """See the port."""
        found = self._rows.watches.get(watch_id)
        if found is None or not found.active(at) or owner not in (None, found.owner):
            return False
        self._rows.watches[watch_id] = replace(found, ended_at=at, ended_by=storable(by))
        self._rows.audit(watch_ended(found, at, by))
        return True

    async def active(self, now: datetime) -> Sequence[Watch]:
        """See the port."""
        return sorted((w for w in self._rows.watches.values() if w.active(now)), key=lambda w: (w.created, w.id))

    async def posted(self, since: datetime) -> Mapping[str, int]:
        """See the port."""
        rows = self._rows.deliveries.values()
        return dict(Counter(d.channel for d in rows if d.subject is Subject.WATCH and d.created_at >= since))
