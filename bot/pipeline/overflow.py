"""OVERFLOW: once an hour, say in a channel how much its cap held back, and name the worst of it.

timer due -> what caps held since the last time -> without what was posted after all -> one silent post a channel, one transaction
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.digest import PeriodReason
from bot.domain.route import Capped, Channel
from bot.domain.source import SourceInfo
from bot.domain.timer import PeriodEnd, Timer
from bot.pipeline.clearance import clearance_of
from bot.ports.clock import Clock
from bot.ports.store import Stores
from bot.present.overflow import overflow_card

log = structlog.get_logger(__name__)

TIMER = "overflow"
HOUR = timedelta(hours=1)
LEASE = timedelta(minutes=5)


class Overflow:
    """One over one database. `channels` is replaced whole on reload."""

    def __init__(
        self, stores: Stores, infos: Callable[[], Mapping[str, SourceInfo]], channels: Mapping[str, Channel], clock: Clock
    ) -> None:
        """`infos` is asked each time, because a reload changes it."""
        self._stores = stores
        self._infos = infos
        self.channels = channels
        self._clock = clock
        self._armed = False

    async def tick(self) -> None:
        """Tells of the hour that is over."""
        now = self._clock.now()
        if not self._armed:
            await self._stores.timers.arm([Timer(TIMER, "hourly", _next_hour(now))])
            self._armed = True
        for timer in await self._stores.timers.claim([TIMER], now, LEASE):
            last = await self._stores.timers.ended(TIMER, limit=1)
            since = last[0].done_at if last else timer.due_at - HOUR
            held = await self._still_held(await self._stores.posts.capped(since, now))
            if await self._stores.timers.finish(self._ended(timer, held, now)) and held:
                log.info("overflow.told", held=len(held))

    async def _still_held(self, capped: Iterable[Capped]) -> list[Capped]:
        """Each story once a channel, by its latest report; without those that were posted there meanwhile."""
        once = {delivery_id(c.story_id, c.channel): c for c in capped}
        there = await self._stores.outbox.heads(list(once))
        return [c for row, c in once.items() if row not in there]

    def _ended(self, timer: Timer, held: Sequence[Capped], now: datetime) -> PeriodEnd:
        posts = tuple(self._post(timer, c, [h for h in held if h.channel == c], now) for c in sorted({h.channel for h in held}))
        return PeriodEnd(
            timer_id=timer.id,
            due_at=timer.due_at,
            next_due=_next_hour(now),
            done_at=now,
            reason=PeriodReason.SENT if posts else PeriodReason.NOTHING_NEW,
            detail=f"{len(held)} held" if held else "",
            deliveries=posts,
        )

    def _post(self, timer: Timer, channel: str, held: Sequence[Capped], now: datetime) -> Delivery:
        """What its readers may not know is counted, and not named."""
        infos, clearance = self._infos(), clearance_of(channel, self.channels)
        named = [h for h in held if h.source_id not in infos or clearance.clears(infos[h.source_id].tlp)]
        card = overflow_card(sorted(named, key=lambda h: -h.severity), len(held), sorted({h.route for h in held}), now)
        row = delivery_id(f"{TIMER}/{timer.due_at.isoformat()}", channel)
        return Delivery(row, Subject.DIGEST, "", channel, card, now, now, silent=True)


def _next_hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0) + HOUR
