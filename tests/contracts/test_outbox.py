"""What every Outbox promises."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.domain.delivery import DeliveryState
from bot.domain.reasons import FailReason
from bot.domain.route import Mention
from bot.storage.database import connect
from tests.contracts.made import MINUTE, NOON, entry, file, notice, post, rejected


async def claim(stores, now=NOON, limit=10):
    return await stores.outbox.claim(now, MINUTE, limit)


async def row(stores, item):
    """A delivery as it is stored now."""
    (trace,) = await stores.search.trace(item.id)
    return trace.deliveries[0]


async def sent_item(stores):
    """An item with one delivery that is due."""
    item = entry("1")
    await file(stores, replace(rejected(item), deliveries=(post(item),)), items=(item,))
    return item


async def test_a_row_is_written_once(stores):
    """Add says how many ids were not there yet, also when a batch holds one twice."""
    assert await stores.outbox.add([notice("a"), notice("b"), notice("a")]) == 2
    assert await stores.outbox.add([notice("a"), notice("c")]) == 1
    assert await stores.outbox.add([]) == 0


async def test_every_field_of_a_delivery_comes_back(stores):
    """Card, mention and times survive exactly; the claim counts."""
    whole = post(entry("1"), mention=Mention("night shift", role_id=42), due_at=NOON - timedelta(microseconds=7), detail="ü")
    await stores.outbox.add([whole])
    assert await claim(stores) == [replace(whole, state=DeliveryState.LEASED, attempts=1)]


async def test_most_severe_first_then_longest_due(stores):
    """A critical alert is not stuck behind a queue of lesser ones."""
    rows = [
        notice("minor, old", priority=1, due_at=NOON - 9 * MINUTE),
        notice("critical, new", priority=4, due_at=NOON),
        notice("critical, old", priority=4, due_at=NOON - MINUTE),
    ]
    await stores.outbox.add(rows)
    assert [d.id for d in await claim(stores, limit=2)] == [rows[2].id, rows[1].id]
    assert [d.id for d in await claim(stores, limit=2)] == [rows[0].id]


async def test_not_before_it_is_due(stores):
    """A row is due from its own instant on."""
    await stores.outbox.add([notice("a", due_at=NOON + MINUTE)])
    assert await claim(stores, NOON + MINUTE - timedelta(microseconds=1)) == []
    assert len(await claim(stores, NOON + MINUTE)) == 1


async def test_a_lost_sender_leaves_an_uncertain_row(stores):
    """While leased a row is hidden; when the lease has run out it comes again, marked as perhaps posted."""
    await stores.outbox.add([notice("a")])
    assert [(d.attempts, d.uncertain) for d in await claim(stores)] == [(1, False)]
    assert await claim(stores, NOON + MINUTE - timedelta(microseconds=1)) == []
    assert [(d.attempts, d.uncertain) for d in await claim(stores, NOON + MINUTE)] == [(2, True)]
    assert [(d.attempts, d.uncertain) for d in await claim(stores, NOON + 2 * MINUTE)] == [(3, True)]


async def test_a_sent_row_is_final(stores):
    """The message id and the time are kept, and no later word changes them."""
    item = await sent_item(stores)
    await claim(stores)
    await stores.outbox.sent(post(item).id, "m-1", NOON + MINUTE)
    await stores.outbox.sent(post(item).id, "m-2", NOON + 2 * MINUTE)
    await stores.outbox.retry(post(item).id, NOON, FailReason.TIMEOUT, "late", uncertain=True)
    await stores.outbox.dead(post(item).id, FailReason.GONE, "later")
    out = {"message_id": "m-1", "sent_at": NOON + MINUTE, "posted_at": NOON + MINUTE, "shown": 1}
    expected = replace(post(item), state=DeliveryState.SENT, attempts=1, **out)
    assert await row(stores, item) == expected
    assert await claim(stores, NOON + 9 * MINUTE) == []


async def test_a_failed_try_is_due_later(stores):
    """Retry ends the lease, sets the time and the reason, and says whether the message may be out."""
    item = await sent_item(stores)
    await claim(stores)
    await stores.outbox.retry(post(item).id, NOON + 5 * MINUTE, FailReason.TIMEOUT, "no answer", uncertain=True)
    stored = await row(stores, item)
    assert (stored.state, stored.reason, stored.detail, stored.uncertain) == (
        DeliveryState.DUE,
        FailReason.TIMEOUT,
        "no answer",
        True,
    )
    assert await claim(stores, NOON + 4 * MINUTE) == []
    assert [(d.attempts, d.uncertain) for d in await claim(stores, NOON + 5 * MINUTE)] == [(2, True)]
    await stores.outbox.retry(post(item).id, NOON, FailReason.RATE_LIMITED, "", uncertain=False)
    assert [(d.attempts, d.uncertain) for d in await claim(stores, NOON + 5 * MINUTE)] == [(3, False)]


async def test_giving_up_tells_people_in_the_same_transaction(stores):
    """A dead row keeps its reason, is never claimed again, and its notice is due."""
    item = await sent_item(stores)
    await claim(stores)
    told = notice("desk is gone")
    await stores.outbox.dead(post(item).id, FailReason.NO_SUCH_CHANNEL, "404", [told])
    stored = await row(stores, item)
    assert (stored.state, stored.reason, stored.detail) == (DeliveryState.DEAD, FailReason.NO_SUCH_CHANNEL, "404")
    assert [d.id for d in await claim(stores, NOON + 9 * MINUTE)] == [told.id]


async def test_no_notice_about_a_row_that_was_final(stores):
    """Who gives up a row that another has sent, or that is not there, alarms nobody."""
    item = await sent_item(stores)
    await stores.outbox.sent(post(item).id, "m-1", NOON)
    await stores.outbox.dead(post(item).id, FailReason.TIMEOUT, "", [notice("wrong")])
    await stores.outbox.dead("nobody", FailReason.TIMEOUT, "", [notice("wrong")])
    assert await stores.outbox.backlog() == (0, None)


async def test_backlog_counts_what_is_not_final(stores):
    """Due and leased rows wait; the oldest due time among them is told."""
    await stores.outbox.add([notice("a", due_at=NOON - MINUTE, priority=4), notice("b"), notice("c", due_at=NOON + MINUTE)])
    await stores.outbox.claim(NOON, MINUTE, 1)
    assert await stores.outbox.backlog() == (3, NOON - MINUTE)
    await stores.outbox.sent(notice("a").id, "m", NOON)
    assert await stores.outbox.backlog() == (2, NOON)


async def test_two_senders_never_hold_one_row(stores, store_address):
    """Claims made at the same time, also by another process, share nothing and leave nothing."""
    rows = [notice(str(n)) for n in range(40)]
    await stores.outbox.add(rows)
    if store_address == "memory:":
        claimed = await asyncio.gather(*(claim(stores) for _ in range(8)))
    else:
        async with await connect(store_address) as other:
            claimed = await asyncio.gather(*(claim(s) for s in (stores, other.stores) * 4))
            claimed.append(await claim(other.stores, limit=40))  # what one passed over because another was looking at it
    ids = [delivery.id for some in claimed for delivery in some]
    assert sorted(ids) == sorted(row.id for row in rows)
