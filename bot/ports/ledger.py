"""Storage of what was fetched, counted at the door, against what is there."""

from datetime import datetime
from typing import Protocol

from bot.domain.balance import Balance, Facts


class LedgerStore(Protocol):
    """Counts that are kept in the transactions that store and forget items; and the outcomes of comparing them."""

    async def facts(self, late: datetime) -> Facts:
        """Everything counted in one look; rows that should have moved on before `late` are astray."""
        ...

    async def put(self, balance: Balance) -> None:
        """Keeps one outcome."""
        ...

    async def last(self) -> Balance | None:
        """The newest outcome."""
        ...
