"""Storage of what people change about who is on call, and of contacts that were checked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.delivery import Delivery
from bot.domain.paging import PageRefusal
from bot.domain.roster import ContactCheck, RosterEntry


class RosterStore(Protocol):
    """Entries are never removed: they end. Each change has its line of audit with it."""

    async def put(self, entry: RosterEntry, said: Sequence[Delivery] = ()) -> bool:
        """Writes a new one and what is said about it; False if its id is there, which changes nothing."""
        ...

    async def end(self, entry_id: str, at: datetime, by: str) -> RosterEntry | None:
        """Takes one back that counts, and returns it as it is now; None if there is none."""
        ...

    async def answer(self, swap: RosterEntry, overrides: Sequence[RosterEntry]) -> bool:
        """Writes a swap as it was answered and the overrides that follow, all or nothing; False if it was answered before."""
        ...

    async def get(self, entry_id: str) -> RosterEntry | None:
        """By its id."""
        ...

    async def find(self, *, ending_after: datetime | None = None, limit: int | None = None) -> Sequence[RosterEntry]:
        """Those that count, oldest first, or only those that are not over at that time; so many at most."""
        ...


class ContactStore(Protocol):
    """One row for each address that a code was sent to."""

    async def sent(self, check: ContactCheck, said: Sequence[Delivery]) -> None:
        """A code is on its way; earlier codes of this address count no more, an earlier confirmation stays."""
        ...

    async def confirm(self, person: str, address: str, code: str, at: datetime) -> PageRefusal | None:
        """Tries a code (`domain.roster.tried`); tries are counted, a confirmation is audited once."""
        ...

    async def confirmed(self) -> frozenset[tuple[str, str]]:
        """(person, address digest) of each that was confirmed."""
        ...
