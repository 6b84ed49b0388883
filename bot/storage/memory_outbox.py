"""Deliveries in memory."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.delivery import OPEN, Delivery, DeliveryState, lost, shown
from bot.domain.reasons import FailReason
from bot.storage.memory_rows import Rows
from bot.storage.words import storable


class MemoryOutbox:
    """`ports.store.Outbox`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def add(self, deliveries: Sequence[Delivery]) -> int:
        """See the port."""
        return self._rows.add_deliveries(deliveries)

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> list[Delivery]:
        """See the port."""
        ready = [d for d in self._rows.deliveries.values() if self._claimable(d, now)]
        ready.sort(key=lambda d: (-d.priority, d.due_at, d.created_at, d.id))
        claimed = [
            replace(
                d,
                state=DeliveryState.LEASED,
                attempts=d.attempts + 1,
                uncertain=d.uncertain or d.state is DeliveryState.LEASED,
            )
            for d in ready[:limit]
        ]
        for delivery in claimed:
            self._rows.deliveries[delivery.id] = delivery
            self._rows.leases["delivery", delivery.id] = now + lease
        return claimed

    def _claimable(self, delivery: Delivery, now: datetime) -> bool:
        if delivery.head and not (delivery.head in self._rows.deliveries and self._rows.deliveries[delivery.head].message_id):
            return False
        if delivery.state is DeliveryState.DUE:
            return delivery.due_at <= now
        return delivery.state is DeliveryState.LEASED and self._rows.free(("delivery", delivery.id), now)

    async def sent(self, delivery_id: str, message_id: str, at: datetime, revision: int = 1) -> None:
        """See the port."""
        if delivery := self._open(delivery_id):
            self._put(shown(delivery, message_id, at, revision))

    async def lost(self, delivery_id: str, generation: int, at: datetime, *, again: bool) -> None:
        """See the port."""
        delivery = self._rows.deliveries.get(delivery_id)
        if delivery and delivery.generation == generation:
            self._put(lost(delivery, at, again=again))
        self._rows.bury_lines([delivery_id])

    async def heads(self, delivery_ids: Collection[str]) -> dict[str, Delivery]:
        """See the port."""
        return {i: self._rows.deliveries[i] for i in delivery_ids if i in self._rows.deliveries}

    async def retry(self, delivery_id: str, due_at: datetime, reason: FailReason, detail: str, *, uncertain: bool) -> None:
        """See the port."""
        if delivery := self._open(delivery_id):
            due = replace(delivery, state=DeliveryState.DUE, due_at=due_at, uncertain=uncertain)
            self._put(replace(due, reason=reason, detail=storable(detail)))

    async def dead(self, delivery_id: str, reason: FailReason, detail: str, notices: Sequence[Delivery] = ()) -> None:
        """See the port."""
        if delivery := self._open(delivery_id):
            self._put(replace(delivery, state=DeliveryState.DEAD, reason=reason, detail=storable(detail)))
            self._rows.bury_lines([delivery_id])
            self._rows.add_deliveries(notices)

    async def backlog(self) -> tuple[int, datetime | None]:
        """See the port."""
        due = [d.due_at for d in self._rows.deliveries.values() if d.state in OPEN]
        return len(due), min(due, default=None)

    def _open(self, delivery_id: str) -> Delivery | None:
        delivery = self._rows.deliveries.get(delivery_id)
        return delivery if delivery and delivery.state in OPEN else None

    def _put(self, delivery: Delivery) -> None:
        self._rows.deliveries[delivery.id] = delivery
        self._rows.leases.pop(("delivery", delivery.id), None)
