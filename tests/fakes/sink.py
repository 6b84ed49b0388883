"""A sink that shows its posts to the test."""

from collections import deque

from bot.domain.delivery import Delivery
from bot.domain.errors import Failure
from bot.domain.route import Channel


class FakeSink:
    """Implements `ports.sink.Sink` and `Lookup`. Failures queued in `fails` are raised first, one a send;
    with `lands` the failing post is shown all the same, as when an answer is lost. A channel in `broken` fails once with
    what stands there, be it a failure or a fault of ours.
    """

    def __init__(self) -> None:
        self.posts: list[tuple[Channel, Delivery]] = []
        self.fails: deque[Failure] = deque()
        self.broken: dict[str, Exception] = {}
        self.lands = False
        self.looked_for: list[str] = []

    @property
    def shown(self) -> list[Delivery]:
        return [delivery for _, delivery in self.posts]

    @property
    def titles(self) -> list[str]:
        return [delivery.card.title for _, delivery in self.posts]

    async def send(self, delivery: Delivery, channel: Channel) -> str:
        failure = self.broken.pop(channel.id, None) or (self.fails.popleft() if self.fails else None)
        if failure is None or self.lands:
            self.posts.append((channel, delivery))
        if failure is not None:
            raise failure
        return f"m-{delivery.id}"

    async def find(self, delivery: Delivery, channel: Channel) -> str | None:
        self.looked_for.append(delivery.id)
        shown = any(there.id == channel.id and made.id == delivery.id for there, made in self.posts)
        return f"m-{delivery.id}" if shown else None
