"""DELIVER: show every due card once, and each later writing of it under the same message.

    claim by lease -> (unsure? look in the channel) -> send with nonce, or edit, or say below its post -> record the outcome

A row is never marked before the message is out and never forgotten after: a crash leaves an expired lease, the next
sender looks for the message and posts with the same nonce. An edit can be done twice without harm.
"""

import asyncio
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.errors import Failure, Permanent, Transient
from bot.domain.reasons import FailReason
from bot.domain.route import Channel, Mention
from bot.domain.watch import direct
from bot.pipeline.clearance import clearance_of
from bot.pipeline.rhythm import backed_off
from bot.ports.clock import Clock
from bot.ports.sink import Editor, Lookup, Rooms, Sink, Threads
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
    repost_after: timedelta = timedelta(days=1)
    """A post that was deleted by hand is made anew, but not twice within this time: who deletes it again means it."""


def next_try(delivery: Delivery, failure: Failure, now: datetime, plan: DeliverPlan) -> datetime | None:
    """When to try again, None to give up. The peer's own wish is a minimum."""
    if isinstance(failure, Permanent) or now - (delivery.wanted_at or delivery.created_at) >= plan.give_up_after:
        return None
    wait = backed_off(plan.retry_base, plan.retry_cap, delivery.attempts)
    wish = failure.retry_after if isinstance(failure, Transient) else None
    return now + max(wait, wish or timedelta())


def made_anew(head: Delivery, now: datetime, plan: DeliverPlan) -> bool:
    """Whether a post that somebody deleted is posted again: the first time, once a day, or when what waits is worth a notification."""
    since = now - head.posted_at if head.posted_at else plan.repost_after
    return not head.generation or since >= plan.repost_after or (head.revision > head.shown and not head.silent)


class Deliver:
    """Sends what is due. `channels` and `sinks` are replaced whole on reload."""

    def __init__(
        self,
        outbox: Outbox,
        sinks: Mapping[str, Sink],
        channels: Mapping[str, Channel],
        clock: Clock,
        plan: DeliverPlan,
        on_duty: Callable[[Mention], Mention] = lambda mention: mention,
    ) -> None:
        """`sinks` by sink kind, `channels` by channel id; `on_duty` says who a mention is at this moment."""
        self._on_duty = on_duty
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
        head = (await self._outbox.heads([row.head])).get(row.head) if row.head else None
        if head is not None and not head.message_id:  # found deleted a moment ago: the line waits for the next one
            await self._outbox.retry(row.id, row.due_at, FailReason.DELETED_BY_HAND, "", uncertain=row.uncertain)
            return
        try:
            message_id = await self._shown(row, head)
        except Failure as failure:
            await self._failed(row, head, failure)
        except TimeoutError:
            await self._failed(row, head, Transient(FailReason.TIMEOUT, "the sink did not answer in time"))
        except Exception as error:
            log.exception("deliver.bug", delivery=row.id)
            await self._failed(row, head, Transient(FailReason.UNEXPECTED, type(error).__name__))
        else:
            await self._outbox.sent(row.id, message_id, self._clock.now(), row.revision)

    async def _shown(self, row: Delivery, head: Delivery | None) -> str:
        """The message id, whether it had been posted before or is posted now."""
        channel = self.channels.get(row.channel) or direct(row.channel)
        sink = self._sinks.get(channel.kind) if channel else None
        if channel is None or sink is None:
            raise Permanent(FailReason.NO_SUCH_CHANNEL, f"channel {row.channel} is not configured")
        row = replace(row, mention=self._on_duty(row.mention)) if row.mention else row
        async with asyncio.timeout(self._plan.send_timeout.total_seconds()):
            if row.message_id:
                if isinstance(sink, Editor):
                    await sink.edit(row, channel)
                return row.message_id
            if head is not None:
                return await _said(sink, row, head, channel)
            if row.subject is Subject.ROOM and isinstance(sink, Rooms):
                earlier = await sink.room(row, channel) if row.uncertain or row.attempts > 1 else None
                return earlier if earlier is not None else await sink.open_room(row, channel)
            if row.uncertain and isinstance(sink, Lookup):
                earlier = await sink.find(row, channel)
                if earlier is not None:
                    log.info("deliver.found", delivery=row.id, message=earlier)
                    if row.revision > 1 and isinstance(sink, Editor):  # what was posted then may be an earlier writing
                        await sink.edit(replace(row, message_id=earlier), channel)
                    return earlier
            return await sink.send(row, channel)

    async def _failed(self, row: Delivery, head: Delivery | None, failure: Failure) -> None:
        now, post = self._clock.now(), head or row
        if failure.reason is FailReason.NOT_FOUND and isinstance(failure, Permanent) and post.message_id:
            await self._gone(row, post, now)
            return
        due = next_try(row, failure, now, self._plan)
        if due is not None:
            unsure = row.uncertain or failure.reason in UNSURE
            await self._outbox.retry(row.id, due, failure.reason, failure.detail, uncertain=unsure)
            return
        log.error("deliver.dead", delivery=row.id, channel=row.channel, reason=str(failure.reason), detail=failure.detail)
        await self._outbox.dead(row.id, failure.reason, failure.detail, self._notices(row, failure, now))

    async def _gone(self, row: Delivery, post: Delivery, now: datetime) -> None:
        """Somebody deleted the post. A line that was to stand below waits for the next one."""
        again = made_anew(post, now, self._plan)
        log.info("deliver.deleted_by_hand", delivery=post.id, channel=post.channel, again=again)
        if row is not post:
            await self._outbox.retry(row.id, now, FailReason.DELETED_BY_HAND, "", uncertain=False)
        await self._outbox.lost(post.id, post.generation, now, again=again)

    def _notices(self, row: Delivery, failure: Failure, now: datetime) -> tuple[Delivery, ...]:
        """Says in the channel for notices that a row was given up; a lost notice is only logged, or it would never end, and so
        is a line that would have notified nobody.
        """
        there = self._plan.notices
        if not there or there == row.channel or row.subject is Subject.NOTICE or (row.head and row.silent):
            return ()
        subject = f"dead/{row.id}"
        here, its = (clearance_of(channel, self.channels) for channel in (there, row.channel))
        card = dead_letter_card(row, failure, now, told=here.clears(its))
        return (Delivery(delivery_id(subject, there), Subject.NOTICE, row.item_id, there, card, now, now, priority=3),)


async def _said(sink: Sink, line: Delivery, head: Delivery, channel: Channel) -> str:
    """A line below its post. Where there is nothing below posts, only what is worth a notification is shown, as a post."""
    if not (channel.thread and isinstance(sink, Threads)):
        return "" if line.silent else await sink.send(line, channel)
    earlier = await sink.said(line, head, channel) if line.uncertain else None
    return earlier if earlier is not None else await sink.say(line, head, channel)
