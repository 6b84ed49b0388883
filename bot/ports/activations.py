"""Activations as rows: each change once, in order, with its lines and posts; and the secret addresses of calendars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.activation import Activation
from bot.domain.activation_events import Line
from bot.domain.delivery import Delivery


@dataclass(frozen=True, slots=True)
class ActivationChange:
    """An activation as it is from now on. `was` is the `seq` that it was changed from; 0 for a new one."""

    activation: Activation
    was: int
    lines: tuple[Line, ...] = ()
    heads: tuple[Delivery, ...] = ()
    """Posts as they are wanted: a row that is there is rewritten (`bot.domain.delivery.rewritten`)."""
    deliveries: tuple[Delivery, ...] = ()
    """Rows that are written once."""


class ActivationStore(Protocol):
    """One row an activation, one a line of its timeline."""

    async def put(self, change: ActivationChange) -> bool:
        """Writes all of it or nothing, and ends the lease. False, with nothing written, where it was changed meanwhile."""
        ...

    async def get(self, activation_id: str) -> Activation | None:
        """One by its id."""
        ...

    async def find(self, *, standing: bool = False, since: datetime | None = None, limit: int = 100) -> Sequence[Activation]:
        """Newest first; with `standing` only those that are not stood down."""
        ...

    async def timeline(self, activation_id: str) -> Sequence[Line]:
        """In order."""
        ...

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[Activation]:
        """Leases those that are due; the longest due first."""
        ...


class LinkStore(Protocol):
    """Whose calendar a secret address shows. Only digests are kept, so that the database betrays no address."""

    async def put(self, digest: str, person: str, at: datetime) -> None:
        """One more address of this person."""
        ...

    async def revoke(self, person: str) -> int:
        """Ends every address of this person; returns how many there were."""
        ...

    async def all(self) -> Sequence[tuple[str, str]]:
        """(digest, person) of each that is in force."""
        ...
