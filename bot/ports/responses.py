"""Storage of what people do about stories."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Protocol

from bot.domain.delivery import Delivery
from bot.domain.response import Ack, Call


class ResponseStore(Protocol):
    """One acknowledgement and the last call a story and server. Each change is audited with it."""

    async def acknowledge(self, ack: Ack, head_ids: Collection[str], note: Callable[[Ack], str]) -> Ack:
        """Keeps the acknowledgement unless there is one, and returns the one that stands. What `note` says of it is written below
        these posts (`bot.domain.delivery.noted`), in the same transaction; writing it again changes nothing.
        """
        ...

    async def call(self, call: Call, line: Delivery, not_since: datetime) -> Call | None:
        """Writes the line that calls somebody, unless there was a call after `not_since`: then that one is returned."""
        ...

    async def acks(self, story_ids: Collection[str], guild: str) -> dict[str, Ack]:
        """Those of these stories, by story."""
        ...
