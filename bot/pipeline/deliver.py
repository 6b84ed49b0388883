"""DELIVER: show every due card once.

    claim by lease -> (unsure? look in the channel) -> send with nonce -> record the outcome

A row is never marked before the message is out and never forgotten after: a crash leaves an expired lease, the next
sender looks for the message and posts with the same nonce.
"""

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.errors import Failure, Permanent, Transient
from bot.domain.reasons import FailReason
from bot.domain.route import Channel
from bot.domain.watch import direct
from bot.pipeline.rhythm import backed_off
from bot.ports.clock import Clock
from bot.ports.sink import Lookup, Sink
from bot.ports.store import Outbox
from bot.present.notices import dead_letter_card

log = structlog.get_logger(__name__)

UNSURE = frozenset({FailReason.TIMEOUT, FailReason.DISCONNECTED, FailReason.SERVER_ERROR, FailReason.UNEXPECTED})
"""Failures after which the message may be out nevertheless."""


@dataclass(frozen=True, slots=True)
class DeliverPlan:
    """How sending is done. The lease outlasts a batch in one slow channel and stays under Discord's
    nonce window of about two minutes.
    """

    batch: int = 20
    lease: timedelta = timedelta(seconds=60)
    send_timeout: timedelta = timedelta(seconds=20)
    retry_base: timedelta = timedelta(seconds=5)
    retry_cap: timedelta = timedelta(minutes=10)
    give_up_after: timedelta = timedelta(hours=24)
    notices: str = ""


def next_try(delivery: Delivery, failure: Failure, now: datetime, plan: DeliverPlan) -> datetime | None:
    """When to try again, None to give up. The peer's own wish is a minimum."""
    if isinstance(failure, Permanent) or now - delivery.created_at >= plan.give_up_after:
        return None
    wait = backed_off(plan.retry_base, plan.retry_cap, delivery.attempts)
    wish = failure.retry_after if isinstance(failure, Transient) else None
    return now + max(wait, wish or timedelta())


class Deliver:
    """Sends what is due. `channels` and `sinks` are replaced whole on reload."""

    def __init__(
        self, outbox: Outbox, sinks: Mapping[str, Sink], channels: Mapping[str, Channel], clock: Clock, plan: DeliverPlan
    ) -> None:
        """`sinks` by sink kind, `channels` by channel id."""
        self._outbox = outbox
        self._sinks = sinks
        self.channels = channels
        self._clock = clock
        self._plan = plan

    async def run(self) -> int:
        """Sends everything that is due now; returns how many rows were handled."""
        done = 0
        while rows := await self._outbox.claim(self._clock.now(), self._plan.lease, self._plan.batch):
            by_channel = itertools.groupby(sorted(rows, key=lambda d: d.channel), key=lambda d: d.channel)
            await asyncio.gather(*(self._in_order(list(group)) for _, group in by_channel))
            done += len(rows)
        return done

    async def _in_order(self, rows: Sequence[Delivery]) -> None:
        """One channel's rows, one after another, so that a slow channel holds up no other. The most severe goes first."""
        for row in sorted(rows, key=lambda d: (-d.priority, d.created_at)):
            await self._one(row)

    async def _one(self, row: Delivery) -> None:
        try:
            message_id = await self._shown(row)
        except Failure as failure:
            await self._failed(row, failure)
        except TimeoutError:
            await self._failed(row, Transient(FailReason.TIMEOUT, "the sink did not answer in time"))
        except Exception as error:
            log.exception("deliver.bug", delivery=row.id)
            await self._failed(row, Transient(FailReason.UNEXPECTED, type(error).__name__))
        else:
            await self._outbox.sent(row.id, message_id, self._clock.now())

    async def _shown(self, row: Delivery) -> str:
        """The message id, whether it had been posted before or is posted now."""
        channel = self.channels.get(row.channel) or direct(row.channel)
        sink = self._sinks.get(channel.kind) if channel else None
        if channel is None or sink is None:
            raise Permanent(FailReason.NO_SUCH_CHANNEL, f"channel {row.channel} is not configured")
        async with asyncio.timeout(self._plan.send_timeout.total_seconds()):
            if row.uncertain and isinstance(sink, Lookup):
                earlier = await sink.find(row, channel)
                if earlier is not None:
                    log.info("deliver.found", delivery=row.id, message=earlier)
                    return earlier
            return await sink.send(row, channel)

    async def _failed(self, row: Delivery, failure: Failure) -> None:
        now = self._clock.now()
        due = next_try(row, failure, now, self._plan)
        if due is not None:
            unsure = row.uncertain or failure.reason in UNSURE
            await self._outbox.retry(row.id, due, failure.reason, failure.detail, uncertain=unsure)
            return
        log.error("deliver.dead", delivery=row.id, channel=row.channel, reason=str(failure.reason), detail=failure.detail)
        await self._outbox.dead(row.id, failure.reason, failure.detail, self._notices(row, failure, now))

    def _notices(self, row: Delivery, failure: Failure, now: datetime) -> tuple[Delivery, ...]:
        """Says in the channel for notices that a row was given up; a lost notice is only logged, or it would never end."""
        there = self._plan.notices
        if not there or there == row.channel or row.subject is Subject.NOTICE:
            return ()
        subject = f"dead/{row.id}"
        card = dead_letter_card(row, failure, now)
        return (Delivery(delivery_id(subject, there), Subject.NOTICE, row.item_id, there, card, now, now, priority=3),)
