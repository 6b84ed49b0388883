"""ACKNOWLEDGE: somebody says that they deal with a story; everybody sees who, below each of its posts in the same server.

press -> the first one stands, in one transaction with the note below the posts and the line of audit -> the posts are edited
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

import structlog

from bot.domain.delivery import Delivery
from bot.domain.response import Ack
from bot.domain.rights import Person
from bot.ports.clock import Clock
from bot.ports.responses import ResponseStore
from bot.present.limits import cut
from bot.present.responses import NAME, ack_words

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The acknowledgement that stands, and whether it is this one."""

    ack: Ack
    first: bool


class Acks:
    """Takes acknowledgements."""

    def __init__(self, store: ResponseStore, clock: Clock, zone: tzinfo = UTC) -> None:
        """Times below posts are shown in `zone`."""
        self._store = store
        self._clock = clock
        self._zone = zone

    async def acknowledge(self, about: str, heads: Sequence[Delivery], person: Person) -> Acknowledged:
        """Applied once, however often and by however many it is pressed; all are told of the same one. `about` is the id of a story,
        or of a mass event, `heads` are its posts in the person's server.
        """
        mine = Ack(about, person.guild, person.ref, cut(person.name, NAME), self._clock.now())
        stands = await self._store.acknowledge(mine, [head.id for head in heads], lambda ack: ack_words(ack, self._zone))
        first = (stands.who, stands.at) == (mine.who, mine.at)
        if first:
            log.info("story.acknowledged", story=stands.story_id, who=stands.who)
        return Acknowledged(stands, first)
