"""A sink that shows its posts to the test."""

from collections import deque
from collections.abc import Callable

from bot.domain.delivery import Delivery
from bot.domain.errors import Failure, Permanent
from bot.domain.reasons import FailReason
from bot.domain.route import Channel


class FakeSink:
    """Implements `ports.sink.Sink`, `Lookup`, `Editor` and `Threads`. A message whose id is in `deleted` is not there any more. Failures queued in `fails` are raised first, one a send;
    with `lands` the failing post is shown all the same, as when an answer is lost. A channel in `broken` fails once with
    what stands there, be it a failure or a fault of ours.
    """

    def __init__(self) -> None:
        self.posts: list[tuple[Channel, Delivery]] = []
        self.fails: deque[Failure] = deque()
        self.broken: dict[str, Exception] = {}
        self.lands = False
        self.looked_for: list[str] = []
        self.edits: list[Delivery] = []
        self.lines: list[tuple[Delivery, str]] = []
        """With the message that they stand below."""
        self.deleted: set[str] = set()

    @property
    def shown(self) -> list[Delivery]:
        return [delivery for _, delivery in self.posts]

    @property
    def titles(self) -> list[str]:
        return [delivery.card.title for _, delivery in self.posts]

    async def send(self, delivery: Delivery, channel: Channel) -> str:
        self._may(channel, lambda: self.posts.append((channel, delivery)))
        return f"m-{delivery.nonce}"

    async def edit(self, delivery: Delivery, channel: Channel) -> None:
        if delivery.message_id in self.deleted:
            raise Permanent(FailReason.NOT_FOUND, "Unknown Message")
        self._may(channel, lambda: self.edits.append(delivery))

    async def say(self, line: Delivery, head: Delivery, channel: Channel) -> str:
        if head.message_id in self.deleted:
            raise Permanent(FailReason.NOT_FOUND, "Unknown Message")
        self._may(channel, lambda: self.lines.append((line, head.message_id)))
        return f"l-{line.nonce}"

    async def said(self, line: Delivery, head: Delivery, channel: Channel) -> str | None:
        self.looked_for.append(line.id)
        shown = any(made.id == line.id and below == head.message_id for made, below in self.lines)
        return f"l-{line.nonce}" if shown else None

    def _may(self, channel: Channel, show: Callable[[], None]) -> None:
        failure = self.broken.pop(channel.id, None) or (self.fails.popleft() if self.fails else None)
        if failure is None or self.lands:
            show()
        if failure is not None:
            raise failure

    async def find(self, delivery: Delivery, channel: Channel) -> str | None:
        self.looked_for.append(delivery.id)
        shown = any(there.id == channel.id and made.nonce == delivery.nonce for there, made in self.posts)
        return f"m-{delivery.nonce}" if shown else None
