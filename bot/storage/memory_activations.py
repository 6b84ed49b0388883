"""Activations and the addresses of calendars, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.activation import Activation, ActivationState
from bot.domain.activation_events import Line
from bot.ports.activations import ActivationChange
from bot.storage.memory_rows import Rows
from bot.storage.words import storable


class MemoryActivations:
    """`ports.activations.ActivationStore`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def put(self, change: ActivationChange) -> bool:
        """See the port."""
        rows, it = self._rows, change.activation
        known = rows.activations.get(it.id)
        if (known.seq if known else 0) != change.was or (known is not None and change.was == 0):
            return False
        rows.activations[it.id] = it
        rows.leases.pop(("activation", it.id), None)
        told = [replace(n, who=storable(n.who), by=storable(n.by), detail=storable(n.detail)) for n in change.lines]
        rows.activation_lines.setdefault(it.id, []).extend(told)
        rows.put_heads(change.heads)
        rows.add_deliveries(change.deliveries)
        return True

    async def get(self, activation_id: str) -> Activation | None:
        """See the port."""
        return self._rows.activations.get(activation_id)

    async def find(self, *, standing: bool = False, since: datetime | None = None, limit: int = 100) -> Sequence[Activation]:
        """See the port."""
        found = [
            it
            for it in self._rows.activations.values()
            if not (standing and it.state is ActivationState.STOOD_DOWN) and (since is None or it.opened_at >= since)
        ]
        return sorted(sorted(found, key=lambda it: it.id), key=lambda it: it.opened_at, reverse=True)[:limit]

    async def timeline(self, activation_id: str) -> Sequence[Line]:
        """See the port."""
        return list(self._rows.activation_lines.get(activation_id, ()))

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[Activation]:
        """See the port."""
        rows = self._rows
        due = [(it.due, it.id, it) for it in rows.activations.values() if it.due is not None and it.due <= now]
        mine = [it for _, _, it in sorted(due, key=lambda d: d[:2]) if rows.free(("activation", it.id), now)][:limit]
        for it in mine:
            rows.leases["activation", it.id] = now + lease
        return mine


class MemoryLinks:
    """`ports.activations.LinkStore`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def put(self, digest: str, person: str, at: datetime) -> None:
        """See the port."""
        self._rows.links.setdefault(digest, (person, at))

    async def revoke(self, person: str) -> int:
        """See the port."""
        mine = [digest for digest, (whose, _) in self._rows.links.items() if whose == person]
        for digest in mine:
            del self._rows.links[digest]
        return len(mine)

    async def all(self) -> Sequence[tuple[str, str]]:
        """See the port."""
        found = sorted((at, digest, person) for digest, (person, at) in self._rows.links.items())
        return [(digest, person) for _, digest, person in found]
