"""AUDITOR: watches the watcher. Whatever is due for more than two minutes, nobody else looks after any more.

It stands beside the scheduler, the sender and the pages, uses none of them, and sends straight to where the last resort is. While
nothing is late it reports to an address outside; when it is dead, or the process hangs, that one hears nothing, which is the alarm.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.errors import Failure, TocsinError
from bot.domain.paging import Late
from bot.domain.policy import Target, TargetKind
from bot.domain.route import Channel
from bot.domain.watch import direct
from bot.duty.standing import Duty
from bot.pipeline.calling import URGENT, WEBHOOK, way_of
from bot.ports.clock import Clock
from bot.ports.paging import PageStore
from bot.ports.sink import Sink
from bot.present.paging import late_card

log = structlog.get_logger(__name__)

MOST = 20
"""Late things that are counted; one is enough."""


@dataclass(frozen=True, slots=True)
class AuditPlan:
    """`late` is how long something may be due; the same trouble is told again after `again`; `send_timeout` is for one address."""

    late: timedelta = timedelta(minutes=2)
    every: timedelta = timedelta(seconds=30)
    again: timedelta = timedelta(hours=1)
    send_timeout: timedelta = timedelta(seconds=20)
    channel: str = ""
    """Where it is told when no policy has a last resort."""
    pulse_every: timedelta = timedelta(minutes=1)


class Auditor:
    """Looks, tells, reports. `duty` and `channels` are asked each time, because a reload changes them."""

    def __init__(
        self,
        pages: PageStore,
        sinks: Mapping[str, Sink],
        channels: Callable[[], Mapping[str, Channel]],
        duty: Callable[[], Duty],
        clock: Clock,
        plan: AuditPlan,
        pulse: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`pulse` tells the address outside that all is well; it raises `Failure`."""
        self._pages, self._sinks, self._channels, self._duty, self._clock = pages, sinks, channels, duty, clock
        self.plan = plan
        self._pulse = pulse
        self._told_at: datetime | None = None
        self._pulsed_at: datetime | None = None
        self._blind_since: datetime | None = None
        self._since: datetime | None = None
        """When it began to look: what became due while nothing ran is given its time."""

    async def run(self) -> None:
        """Until it is cancelled; nothing ends it else."""
        while True:
            try:
                await self.check()
            except Exception:
                log.exception("auditor.bug")
            await self._clock.sleep(self.plan.every.total_seconds())

    async def check(self) -> Sequence[Late]:
        """One look; what is late. A database that cannot be asked is late as well."""
        now = self._clock.now()
        late = await self._late(now)
        if late and (self._told_at is None or now - self._told_at >= self.plan.again):
            log.error("auditor.late", what=[f"{x.what} {x.id}" for x in late[:5]], count=len(late))
            if await self._tell(late, now):
                self._told_at = now
        if not late:
            self._told_at = None
            if self._blind_since is None:
                await self._report(now)
        return late

    async def _late(self, now: datetime) -> Sequence[Late]:
        self._since = self._since or now
        try:
            found = await self._pages.late(now - self.plan.late, MOST)
        except TocsinError:
            self._blind_since = self._blind_since or now
            return [Late("database", "", self._blind_since)] if now - self._blind_since > self.plan.late else []
        self._blind_since = None
        return found if now - self._since >= self.plan.late else []

    async def _tell(self, late: Sequence[Late], now: datetime) -> bool:
        """Straight to each place of the last resort; whether one of them took it."""
        channels, took = self._channels(), False
        for name in self._places(now):
            channel = channels.get(name) or direct(name)
            sink = self._sinks.get(channel.kind) if channel else None
            if channel is None or sink is None:
                continue
            row_id = delivery_id(f"late/{now.isoformat()}", name)
            row = Delivery(row_id, Subject.NOTICE, "", name, late_card(late, now), now, now, priority=URGENT)
            try:
                async with asyncio.timeout(self.plan.send_timeout.total_seconds()):
                    await sink.send(row, channel)
                took = True
            except (Failure, TimeoutError) as failure:
                log.warning("auditor.not_told", channel=name, detail=str(failure))
        return took

    def _places(self, now: datetime) -> list[str]:
        """Of every policy's last resort, each once; else where Tocsin speaks of itself."""
        duty = self._duty()
        targets = [t for policy in duty.policies.values() for t in policy.last_resort]
        found = [place for target in targets for place in _behind(target, duty, now)]
        return list(dict.fromkeys(found or ([self.plan.channel] if self.plan.channel else [])))

    async def _report(self, now: datetime) -> None:
        """All is well: said outside."""
        if self._pulse is None or (self._pulsed_at is not None and now - self._pulsed_at < self.plan.pulse_every):
            return
        try:
            await self._pulse()
        except Failure as failure:
            log.warning("pulse.not_taken", reason=str(failure.reason), detail=failure.detail)
        self._pulsed_at = now


def _behind(target: Target, duty: Duty, now: datetime) -> list[str]:
    """The channels behind one target: of a person every way that is checked."""
    if target.kind is TargetKind.CHANNEL:
        return [target.id]
    if target.kind is TargetKind.WEBHOOK:
        return [f"{WEBHOOK}{target.id}"]
    people = duty.who(target, now)
    ways = [way_of(p, n) for p in people for n, contact in enumerate(p.contacts) if contact.urgencies]
    return [way for way in ways if way]
