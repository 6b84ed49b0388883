"""What every LedgerStore promises."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.balance import Account, Balance, Loss
from bot.domain.item import ItemState
from bot.domain.reasons import TextReason, TroubleReason
from bot.domain.step import Stage, Step
from tests.contracts.made import MINUTE, NOON, alerted, entry, file, post, rejected, store

LATE = NOON + 10 * MINUTE


async def test_entries_are_counted_once_by_source_and_state(stores):
    """Whatever is listed again counts no second time, and each entry is in exactly one state."""
    items = (entry("1"), entry("2"), entry("3", "press"))
    await file(stores, alerted(items[0], deliveries=(post(items[0]),)), rejected(items[1]), items=items)
    await store(stores, *items)
    facts = await stores.ledger.facts(NOON)
    assert facts.accounts == (
        Account("cert", 2, 0, {ItemState.ALERTED: 1, ItemState.REJECTED: 1}),
        Account("press", 1, 0, {ItemState.PENDING: 1}),
    )
    assert [a.missing for a in facts.accounts] == [0, 0]
    assert facts.astray == ()


async def test_what_is_pruned_is_forgotten_not_missing(stores):
    """Pruning moves entries from one side of the books to the other; what a source lists again stays known."""
    items = (entry("1"), entry("2", fetched_at=NOON + MINUTE))
    await file(stores, rejected(items[0]), rejected(items[1]), items=items)
    assert await stores.items.prune(NOON + MINUTE) == 1
    await store(stores, *items)
    [account] = (await stores.ledger.facts(NOON)).accounts
    assert account == Account("cert", 2, 1, {ItemState.REJECTED: 1})
    assert account.missing == 0


@pytest.mark.parametrize(
    ("what", "since"), [(TroubleReason.STUCK_ITEM, NOON), (TroubleReason.STUCK_POLL, NOON), (TroubleReason.LATE_POST, NOON)]
)
async def test_what_waits_too_long_is_astray_and_not_before(stores, what, since):
    """Ten minutes are none too long; a moment more is."""
    waits = entry("1")
    await stores.sources.sync(["cert"], NOON)
    await file(stores, alerted(waits, deliveries=(post(waits),)), items=(waits, entry("2")))
    assert what not in {loss.what for loss in (await stores.ledger.facts(since)).astray}
    [loss] = [x for x in (await stores.ledger.facts(since + MINUTE)).astray if x.what is what]
    assert (loss.count, loss.subject) == (1, "")
    assert loss.example in {"cert", entry("2").id, post(waits).id}


async def test_what_somebody_works_at_is_not_astray(stores):
    """A lease that runs is no trouble, one that ran out long ago is."""
    waits = entry("1")
    await stores.sources.sync(["cert"], NOON)
    await file(stores, alerted(waits, deliveries=(post(waits),)), items=(waits,))
    await stores.sources.claim_due(NOON, 20 * MINUTE, 9)
    await stores.outbox.claim(NOON, 20 * MINUTE, 9)
    assert (await stores.ledger.facts(NOON + 20 * MINUTE)).astray == ()
    found = (await stores.ledger.facts(NOON + 21 * MINUTE)).astray
    assert {loss.what for loss in found} == {TroubleReason.STUCK_POLL, TroubleReason.LATE_POST}


async def test_an_alert_without_a_post_and_a_post_without_an_item_are_found(stores):
    """Both ends of a broken thread are seen; an alert that joined a story needs the story's post alone."""
    first, joined, bare = entry("1"), entry("2"), entry("3")
    story = replace(alerted(first).story, id=first.id)
    told = (alerted(first, deliveries=(post(first),)), alerted(joined, story=story), alerted(bare))
    await file(stores, *told, items=(first, joined, bare))
    stray = post(entry("gone"))
    await stores.outbox.add([stray])
    assert set((await stores.ledger.facts(NOON)).astray) == {
        Loss(TroubleReason.NO_POST, 1, example=bare.id),
        Loss(TroubleReason.ORPHANED_POST, 1, example=stray.id),
    }


async def test_the_newest_balance_comes_back(stores):
    """The outcome is there after a restart, with what was lost."""
    assert await stores.ledger.last() is None
    old = Balance(NOON, 9, 1, {ItemState.QUIET: 8})
    new = Balance(NOON + timedelta(days=1), 9, 1, {ItemState.QUIET: 7}, (Loss(TroubleReason.UNACCOUNTED, 1, "cert", "x"),))
    await stores.ledger.put(new)
    await stores.ledger.put(old)
    assert await stores.ledger.last() == new


async def test_steps_come_back_with_the_trace(stores):
    """What each part said of an item is read as it was said, and goes with its item."""
    item = entry("1")
    steps = (
        Step(Stage.TEXT, TextReason.PAGE_FAILED, NOON, detail="timeout"),
        Step(Stage.ROUTE, "no_match", NOON + MINUTE, "baltic", "ünlikely"),
    )
    await file(stores, rejected(item, steps=steps), items=(item,))
    [trace] = await stores.search.trace(item.id)
    assert trace.steps == steps
    assert await stores.items.prune(NOON + MINUTE) == 1
