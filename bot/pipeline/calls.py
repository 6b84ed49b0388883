"""CALL: somebody wants whoever is on call for a story's route to look at it now.

press -> whom does the route name? -> was there a call a moment ago? -> a line below the post that mentions them
"""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.reasons import PressRefusal
from bot.domain.response import QUIET_AFTER_CALL, Call
from bot.domain.rights import Person
from bot.domain.route import CRITICAL, Mention
from bot.pipeline.presses import Meant
from bot.pipeline.world import World
from bot.ports.clock import Clock
from bot.ports.responses import ResponseStore
from bot.present.limits import cut
from bot.present.responses import NAME, call_card

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Called:
    """Whom was called; or, with `earlier`, who called them a moment ago, so that nobody was called now."""

    whom: Mention
    earlier: Call | None = None


class Calls:
    """Takes calls."""

    def __init__(self, store: ResponseStore, world: Callable[[], World], clock: Clock) -> None:
        """`world` is asked each time, because a reload changes it."""
        self._store = store
        self._world = world
        self._clock = clock

    async def call(self, meant: Meant, person: Person) -> Called | PressRefusal:
        """Once in ten minutes a story and server, in any process."""
        whom = self._on_call(meant.head)
        if whom is None:
            return PressRefusal.NOBODY_ON_CALL
        now, story = self._clock.now(), meant.story
        call = Call(story.id, person.guild, person.ref, cut(person.name, NAME), now)
        line = Delivery(
            id=delivery_id(f"call/{story.id}/{now.isoformat()}", meant.head.channel),
            subject=Subject.CALL,
            item_id=story.id,
            channel=meant.head.channel,
            card=call_card(story, call),
            due_at=now,
            created_at=now,
            priority=CRITICAL,
            route=meant.head.route,
            mention=whom,
            head=meant.head.id,
        )
        earlier = await self._store.call(call, line, now - QUIET_AFTER_CALL)
        if earlier is None:
            log.info("story.escalated", story=story.id, who=call.who, whom=whom.name)
        return Called(whom, earlier)

    def policy(self, meant: Meant) -> str:
        """By which policy the post's route calls people; "": by a mention alone."""
        whom = self._on_call(meant.head)
        return whom.policy if whom else ""

    def _on_call(self, head: Delivery) -> Mention | None:
        """Whom the route names, at whatever severity."""
        route = next((r for r in self._world().routes if r.id == head.route), None)
        return (route.mention if route else None) or head.mention
