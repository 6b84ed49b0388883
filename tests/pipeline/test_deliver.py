"""Sending: nothing is lost, nothing is doubled, nobody waits for another channel."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.card import Card
from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.errors import Permanent, Transient
from bot.domain.reasons import FailReason
from bot.domain.route import Channel
from bot.pipeline.deliver import Deliver, DeliverPlan, next_try
from bot.storage.memory import Memory
from tests.fakes.clock import FakeClock
from tests.fakes.sink import FakeSink

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
PLAN = DeliverPlan(notices="notices")
CHANNELS = {c: Channel(c, "fake", c) for c in ("news", "log", "notices")}


def row(n=1, channel="news", priority=2, **more):
    return Delivery(
        id=delivery_id(f"item-{n}", channel),
        subject=Subject.ALERT,
        item_id=f"item-{n}",
        channel=channel,
        card=Card(f"Alert {n}"),
        due_at=START,
        created_at=START,
        priority=priority,
        **more,
    )


@pytest.fixture
def clock():
    return FakeClock(START)


@pytest.fixture
def database():
    return Memory()


@pytest.fixture
def sink():
    return FakeSink()


@pytest.fixture
def deliver(database, sink, clock):
    return Deliver(database.stores.outbox, {"fake": sink}, CHANNELS, clock, PLAN)


async def test_each_row_is_shown_once_the_severe_first(deliver, database, sink):
    """The most severe alert leaves first, and a second run has nothing to do."""
    await database.stores.outbox.add([row(1, priority=1), row(2, priority=4), row(3, priority=2)])
    assert await deliver.run() == 3
    assert [d.card.title for d in sink.shown] == ["Alert 2", "Alert 3", "Alert 1"]
    assert await deliver.run() == 0


async def test_a_passing_fault_is_tried_again_and_a_wish_to_wait_is_kept(deliver, database, sink, clock):
    """After a 429 with Retry-After no try comes before its time."""
    await database.stores.outbox.add([row()])
    sink.fails.append(Transient(FailReason.RATE_LIMITED, retry_after=timedelta(seconds=600)))
    await deliver.run()
    clock.advance(599)
    assert await deliver.run() == 0
    clock.advance(2)
    await deliver.run()
    assert len(sink.shown) == 1


async def test_after_an_unclear_outcome_the_channel_is_looked_through_first(deliver, database, sink, clock):
    """The answer was lost but the message was out: it is found, not posted again."""
    await database.stores.outbox.add([row()])
    sink.fails.append(Transient(FailReason.TIMEOUT))
    sink.lands = True
    await deliver.run()
    clock.advance(3600)
    await deliver.run()
    assert len(sink.shown) == 1
    assert await database.stores.outbox.backlog() == (0, None)


async def test_a_sender_that_died_leaves_a_row_that_the_next_one_takes_up(deliver, database, sink, clock):
    """A row leased by a dead process is sent after its lease, once."""
    await database.stores.outbox.add([row()])
    await database.stores.outbox.claim(clock.now(), PLAN.lease, 10)
    assert await deliver.run() == 0
    clock.advance(PLAN.lease.total_seconds() + 1)
    assert await deliver.run() == 1
    assert len(sink.shown) == 1


async def test_a_refusal_ends_in_a_dead_letter_and_a_notice_elsewhere(deliver, database, sink, clock):
    """403 is not tried for ever; people are told in another channel; other rows go out."""
    await database.stores.outbox.add([row(1), row(2, channel="log")])
    sink.broken["news"] = Permanent(FailReason.FORBIDDEN, "Missing Permissions")
    await deliver.run()
    await deliver.run()
    assert [(d.channel, d.subject) for d in sink.shown] == [("log", Subject.ALERT), ("notices", Subject.NOTICE)]
    assert "news" in f"{sink.shown[-1].card}"


async def test_a_channel_nobody_configured_is_a_dead_letter(deliver, database, sink):
    """A row for a channel that was removed from the settings ends with its reason."""
    await database.stores.outbox.add([row(1, channel="gone")])
    await deliver.run()
    assert [d.subject for d in sink.shown] == [Subject.NOTICE]


async def test_a_fault_of_ours_in_one_sink_does_not_stop_the_others(deliver, database, sink, clock):
    """An unexpected error is recorded and the row tried again."""
    await database.stores.outbox.add([row(1), row(2, channel="log")])
    sink.broken["news"] = RuntimeError("bug")
    await deliver.run()
    assert [d.channel for d in sink.shown] == ["log"]
    clock.advance(3600)
    await deliver.run()
    assert [d.channel for d in sink.shown] == ["log", "news"]


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 5), (2, 10), (5, 80), (8, 600), (60, 600)])
def test_waits_grow_to_a_cap(attempts, seconds):
    """5 s x 2^n, at most ten minutes."""
    due = next_try(row(attempts=attempts), Transient(FailReason.SERVER_ERROR), START, PLAN)
    assert due == START + timedelta(seconds=seconds)


def test_a_row_is_given_up_after_a_day():
    """Old news is not sent a week late."""
    failure = Transient(FailReason.SERVER_ERROR)
    assert next_try(row(attempts=9), failure, START + timedelta(hours=23, minutes=59), PLAN) is not None
    assert next_try(row(attempts=9), failure, START + timedelta(hours=24), PLAN) is None


async def test_a_persons_direct_messages_need_no_settings(database, sink, clock):
    """A watch's post to "dm:7" goes to the user by the sink of direct messages."""
    rows = [row(1, channel="dm:7", priority=4)]
    await database.stores.outbox.add(rows)
    deliver = Deliver(database.stores.outbox, {"fake": sink, "discord_dm": sink}, CHANNELS, clock, PLAN)
    assert await deliver.run() == 1
    assert [d.channel for d in sink.shown] == ["dm:7"]
