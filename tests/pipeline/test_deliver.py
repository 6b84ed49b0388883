"""Sending: nothing is lost, nothing is doubled, nobody waits for another channel."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.card import Card
from bot.domain.delivery import Delivery, DeliveryState, Subject, delivery_id
from bot.domain.errors import Permanent, Transient
from bot.domain.reasons import FailReason
from bot.domain.route import Channel
from bot.domain.tlp import Tlp
from bot.pipeline.deliver import Deliver, DeliverPlan, next_try
from bot.storage.memory import Memory
from tests.fakes.clock import FakeClock
from tests.fakes.sink import FakeSink

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
PLAN = DeliverPlan(notices="notices")
CHANNELS = {c: Channel(c, "fake", c) for c in ("news", "log", "notices")}


def row(n=1, channel="news", priority=2, **more):
    made = Delivery(
        id=delivery_id(f"item-{n}", channel),
        subject=Subject.ALERT,
        item_id=f"item-{n}",
        channel=channel,
        card=Card(f"Alert {n}"),
        due_at=START,
        created_at=START,
        priority=priority,
    )
    return replace(made, **more)


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


def head(word="first", **more):
    return row(1, **more) if word == "first" else row(1, card=Card(word), **more)


def line(n, **more):
    made = Delivery(
        f"line-{n}", Subject.REPORT, f"item-{n}", "news", Card(f"Line {n}"), START, START, head=row(1).id, silent=True
    )
    return replace(made, **more)


async def wanted(database, *heads, lines=()):
    """As triage would write it."""
    database.stores.items._rows.put_heads(heads)
    await database.stores.outbox.add(lines)


async def stored(database):
    return (await database.stores.outbox.heads([row(1).id]))[row(1).id]


async def test_changes_are_edits_of_one_message_a_minute_apart(deliver, database, sink, clock):
    """Five changes in a minute are one edit; what got worse is edited at once."""
    await wanted(database, head())
    await deliver.run()
    for word in ("b", "c", "d", "e", "f"):
        clock.advance(5)
        await wanted(database, head(word, due_at=clock.now()))
        await deliver.run()
    assert (len(sink.posts), sink.edits) == (1, [])
    clock.advance(60)
    await deliver.run()
    assert [(d.card.title, d.message_id) for d in sink.edits] == [("f", f"m-{row(1).id}")]
    await wanted(database, head("worse", due_at=clock.now(), priority=4))
    await deliver.run()
    assert [d.card.title for d in sink.edits] == ["f", "worse"]
    assert await database.stores.outbox.backlog() == (0, None)


async def test_lines_follow_their_post(deliver, database, sink):
    """Each stands below the post's message, in the order in which the reports came."""
    await wanted(database, head(), lines=[line(2, created_at=START + timedelta(microseconds=2)), line(1)])
    await deliver.run()
    assert [(made.card.title, below) for made, below in sink.lines] == [(f"Line {n}", f"m-{row(1).id}") for n in (1, 2)]


async def test_a_line_of_unknown_fate_is_looked_for_first(deliver, database, sink, clock):
    """A sender that died after the line was out does not make it twice."""
    await wanted(database, head())
    await deliver.run()
    await wanted(database, lines=[line(1)])
    sink.fails.append(Transient(FailReason.DISCONNECTED))
    sink.lands = True
    await deliver.run()
    clock.advance(3600)
    await deliver.run()
    assert len(sink.lines) == 1


async def test_a_post_deleted_by_hand_is_made_anew_with_its_lines(deliver, database, sink, clock):
    """The edit finds nothing: the post is made again, and later lines stand below the new one."""
    await wanted(database, head())
    await deliver.run()
    sink.deleted.add(f"m-{row(1).id}")
    clock.advance(600)
    await wanted(database, head("second", due_at=clock.now()), lines=[line(1, priority=4)])
    await deliver.run()
    again = await stored(database)
    assert again.generation == 1
    assert [d.card.title for d in sink.shown] == ["Alert 1", "second"]
    assert [below for _, below in sink.lines] == [again.message_id]
    assert again.message_id != f"m-{row(1).id}"


async def test_a_post_deleted_twice_in_a_day_stays_away(deliver, database, sink, clock):
    """Its reason is kept, lines end with it, nobody is alarmed; news that is worth a notification brings it back."""
    await wanted(database, head())
    await deliver.run()
    for word in ("second", "third"):
        sink.deleted.add((await stored(database)).message_id)
        clock.advance(600)
        await wanted(database, head(word, due_at=clock.now(), silent=True), lines=[line(word)])
        await deliver.run()
    gone = await stored(database)
    assert (gone.state, gone.reason) == (DeliveryState.DEAD, FailReason.DELETED_BY_HAND)
    assert len(sink.posts) == 2
    await wanted(database, head("fourth", due_at=clock.now(), silent=True))
    await deliver.run()
    assert len(sink.posts) == 2
    await wanted(database, head("fifth", due_at=clock.now(), silent=False))
    await deliver.run()
    assert [d.card.title for d in sink.shown] == ["Alert 1", "second", "fifth"]
    assert await database.stores.outbox.backlog() == (0, None)


async def test_an_edit_outlives_the_day_of_its_post(deliver, database, sink, clock):
    """A story may change after days: the time to give up counts from the change."""
    await wanted(database, head())
    await deliver.run()
    clock.advance(3 * 86400)
    await wanted(database, head("late", due_at=clock.now()))
    sink.fails.append(Transient(FailReason.SERVER_ERROR))
    await deliver.run()
    clock.advance(60)
    await deliver.run()
    assert [d.card.title for d in sink.edits] == ["late"]


class PlainSink:
    """A sink without abilities."""

    def __init__(self):
        self.shown = []

    async def send(self, delivery, channel):
        self.shown.append(delivery.card.title)
        return f"m-{delivery.id}"


async def test_a_sink_that_can_only_send_gets_what_matters(database, clock):
    """No edit, no silent line; a line worth a notification is a post of its own."""
    sink = PlainSink()
    deliver = Deliver(database.stores.outbox, {"fake": sink}, CHANNELS, clock, PLAN)
    await wanted(database, head(), lines=[line(1), line(2, silent=False)])
    await deliver.run()
    clock.advance(600)
    await wanted(database, head("second", due_at=clock.now()))
    await deliver.run()
    assert sink.shown == ["Alert 1", "Line 2"]
    assert await database.stores.outbox.backlog() == (0, None)


async def test_a_persons_direct_messages_need_no_settings(database, sink, clock):
    """A watch's post to "dm:7" goes to the user by the sink of direct messages."""
    rows = [row(1, channel="dm:7", priority=4)]
    await database.stores.outbox.add(rows)
    deliver = Deliver(database.stores.outbox, {"fake": sink, "discord_dm": sink}, CHANNELS, clock, PLAN)
    assert await deliver.run() == 1
    assert [d.channel for d in sink.shown] == ["dm:7"]


@pytest.mark.parametrize(("clearance", "told"), [(Tlp.CLEAR, False), (Tlp.RED, True)])
async def test_a_given_up_post_is_named_only_to_those_who_may_know_it(database, sink, clock, clearance, told):
    """The channel for notices may have other readers than the channel that is gone."""
    channels = {
        **CHANNELS,
        "news": replace(CHANNELS["news"], tlp=Tlp.AMBER),
        "notices": replace(CHANNELS["notices"], tlp=clearance),
    }
    await database.stores.outbox.add([row(1)])
    sink.fails.append(Permanent(FailReason.FORBIDDEN))
    deliver = Deliver(database.stores.outbox, {"fake": sink}, channels, clock, PLAN)
    await deliver.run()
    [notice] = sink.shown
    assert (row(1).card.title in notice.card.title) is told
