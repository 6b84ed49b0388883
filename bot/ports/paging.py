"""Storage of pages: who has to answer what, and when each is looked at next."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.delivery import Delivery
from bot.domain.paging import Late, PageFile, PageMove


class PageStore(Protocol):
    """One row a page; its next timer is a column, so that a restart neither loses nor repeats it."""

    async def put(self, move: PageMove) -> bool:
        """Writes a page with the calls, lines and audit that follow from it, all or nothing, and ends its lease. False, with
        nothing written, where somebody else changed it since it was read (its version is not the one before).
        """
        ...

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> list[PageFile]:
        """Leases pages whose timer is due; the longest due first."""
        ...

    async def get(self, page_id: str) -> PageFile | None:
        """By its id."""
        ...

    async def find(
        self, *, standing: bool = False, about: str = "", since: datetime | None = None, limit: int | None = None
    ) -> Sequence[PageFile]:
        """The newest first: all, or those that are not over, about one thing, or opened since then; so many at most."""
        ...

    async def posted(self, since: datetime) -> Sequence[Delivery]:
        """Posts of stories and of mass events that were written, written anew or shown since then, or are not shown yet: what may earn a page."""
        ...

    async def late(self, before: datetime, limit: int) -> Sequence[Late]:
        """What was due before then and that nobody has taken up: pages and deliveries, the longest due first."""
        ...
