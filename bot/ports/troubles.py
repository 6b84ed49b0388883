"""Storage of what is wrong, and of what a source's rhythm is learnt from."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.arrivals import Arrivals
from bot.domain.delivery import Delivery
from bot.domain.trouble import Trouble


class TroubleStore(Protocol):
    """One row a trouble, one row a source's arrivals."""

    async def troubles(self, since: datetime) -> list[Trouble]:
        """Those that are open, and those that ended since then, the oldest first."""
        ...

    async def arrivals(self) -> Mapping[str, Arrivals]:
        """By source id."""
        ...

    async def put(
        self, troubles: Sequence[Trouble], arrivals: Sequence[Arrivals], notices: Sequence[Delivery], forget: datetime
    ) -> None:
        """Writes these in place of those with the same keys, and the notices that are not there yet, all or nothing;
        forgets troubles that ended before `forget`.
        """
        ...
