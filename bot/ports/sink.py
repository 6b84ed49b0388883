"""A sink as the deliver verb sees it: show one card, say under what id. What else some sinks can do are abilities, one a protocol."""

from typing import Protocol, runtime_checkable

from bot.domain.delivery import Delivery
from bot.domain.route import Channel


class Sink(Protocol):
    """One kind of destination. Sinks say what failed; `pipeline.deliver` decides when to try again."""

    async def send(self, delivery: Delivery, channel: Channel) -> str:
        """Shows the card once; `delivery.nonce` is the nonce. Returns the message id. Raises `Transient` or `Permanent`."""
        ...


@runtime_checkable
class Lookup(Protocol):
    """An ability some sinks have: find a post that may have been made before a crash."""

    async def find(self, delivery: Delivery, channel: Channel) -> str | None:
        """The id of the message this delivery made earlier, or None. Raises `Transient` or `Permanent`."""
        ...


@runtime_checkable
class Editor(Protocol):
    """An ability some sinks have: a post that is out can be written anew, as often as one likes."""

    async def edit(self, delivery: Delivery, channel: Channel) -> None:
        """Shows the card under `delivery.message_id`. Raises `Transient`, or `Permanent`: `NOT_FOUND` where the message is gone."""
        ...


@runtime_checkable
class Rooms(Protocol):
    """An ability some sinks have: a place for a few, where lines can be said (`Threads.say`, below the post that opened it)."""

    async def open_room(self, delivery: Delivery, channel: Channel) -> str:
        """Makes it, private where that is possible, with the card as its first message, which says so where it is not. Returns its
        id. Raises `Transient` or `Permanent`.
        """
        ...

    async def room(self, delivery: Delivery, channel: Channel) -> str | None:
        """The id of the room that this delivery made before a crash."""
        ...


@runtime_checkable
class Threads(Protocol):
    """An ability some sinks have: lines that belong to a post."""

    async def say(self, line: Delivery, head: Delivery, channel: Channel) -> str:
        """Shows a line below the post `head` once. Returns its id. Raises as `edit` does."""
        ...

    async def said(self, line: Delivery, head: Delivery, channel: Channel) -> str | None:
        """The id of the line, if it was shown before a crash."""
        ...
