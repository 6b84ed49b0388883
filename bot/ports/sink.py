"""A sink as the deliver verb sees it: show one card, say under what id."""

from typing import Protocol, runtime_checkable

from bot.domain.delivery import Delivery
from bot.domain.route import Channel


class Sink(Protocol):
    """One kind of destination. Sinks say what failed; `pipeline.deliver` decides when to try again."""

    async def send(self, delivery: Delivery, channel: Channel) -> str:
        """Shows the card once; `delivery.id` is the nonce. Returns the message id. Raises `Transient` or `Permanent`."""
        ...


@runtime_checkable
class Lookup(Protocol):
    """An ability some sinks have: find a post that may have been made before a crash."""

    async def find(self, delivery: Delivery, channel: Channel) -> str | None:
        """The id of the message this delivery made earlier, or None. Raises `Transient` or `Permanent`."""
        ...
