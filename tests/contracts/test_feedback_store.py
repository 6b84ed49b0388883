"""What every FeedbackStore promises."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.feedback import Judgement, Kept
from bot.storage.database import connect
from tests.contracts.made import MINUTE, NOON, alerted, entry, file
from tests.fakes.nouns import feedback

LATER = NOON + MINUTE


async def test_every_field_of_a_judgement_comes_back(stores):
    """What was said is read as it was said, but for what no database can hold."""
    whole = feedback(
        Judgement.WRONG_KIND, right_kind="ddos", note="ünlikely\0", score=0.1 + 0.2, at=NOON - timedelta(microseconds=7)
    )
    assert await stores.feedback.put(whole) is Kept.NEW
    assert await stores.feedback.find() == [replace(whole, note="ünlikely")]


async def test_the_same_press_twice_is_one(stores):
    """Pressed again, or said again with less, nothing changes: not even the time."""
    said = feedback(right_kind="exercise", note="a drill")
    assert await stores.feedback.put(said) is Kept.NEW
    assert await stores.feedback.put(replace(said, at=LATER)) is Kept.UNCHANGED
    assert await stores.feedback.put(replace(said, at=LATER, right_kind="", note="")) is Kept.UNCHANGED
    assert await stores.feedback.find() == [said]


@pytest.mark.parametrize(
    "change",
    [{"judgement": Judgement.RELEVANT}, {"right_kind": "exercise"}, {"note": "a drill"}],
    ids=lambda change: next(iter(change)),
)
async def test_a_later_judgement_replaces_the_earlier_and_is_counted(stores, change):
    """One person has one judgement of an alert in a channel: the last; how often it changed is kept."""
    assert await stores.feedback.put(feedback()) is Kept.NEW
    assert await stores.feedback.put(feedback(at=LATER, **change)) is Kept.CHANGED
    assert await stores.feedback.find() == [feedback(at=LATER, changes=1, **change)]
    assert await stores.feedback.put(feedback(Judgement.WRONG_KIND, at=LATER)) is Kept.CHANGED
    assert await stores.feedback.find() == [feedback(Judgement.WRONG_KIND, at=LATER, changes=2)]


async def test_a_judgement_that_comes_late_does_not_undo_a_later_one(stores):
    """Two presses whose messages overtake each other end in what was said last."""
    await stores.feedback.put(feedback(at=LATER))
    assert await stores.feedback.put(feedback(Judgement.RELEVANT)) is Kept.UNCHANGED
    assert await stores.feedback.find() == [feedback(at=LATER)]


async def test_people_channels_and_items_do_not_disturb_each_other(stores):
    """The same alert may be noise to one and news to another, here and there."""
    rows = [
        feedback(at=NOON + 3 * MINUTE),
        feedback(Judgement.RELEVANT, who="discord:8", at=NOON + 2 * MINUTE),
        feedback(Judgement.RELEVANT, channel="", at=LATER),
        feedback(Judgement.RELEVANT, item_id="another"),
    ]
    assert [await stores.feedback.put(row) for row in rows] == [Kept.NEW] * 4
    assert await stores.feedback.find() == rows


async def test_newest_first_within_what_is_asked_for(stores):
    """Of one channel or of all, since a time (itself included), so many at most; equal times have a fixed order."""
    rows = [feedback(item_id=str(n), channel="desk" if n % 2 else "", at=NOON + n // 2 * MINUTE) for n in range(6)]
    for row in rows:
        await stores.feedback.put(row)
    assert [f.item_id for f in await stores.feedback.find()] == ["4", "5", "2", "3", "0", "1"]
    assert [f.item_id for f in await stores.feedback.find(channel="")] == ["4", "2", "0"]
    assert [f.item_id for f in await stores.feedback.find(channel="desk", since=LATER)] == ["5", "3"]
    assert [f.item_id for f in await stores.feedback.find(limit=3)] == ["4", "5", "2"]
    assert await stores.feedback.find(channel="nowhere") == await stores.feedback.find(limit=0) == []


async def test_what_was_judged_outlives_its_item(stores):
    """Forgetting old items does not rewrite what was measured."""
    item = entry("1")
    await file(stores, alerted(item), items=(item,))
    said = feedback(item_id=item.id)
    await stores.feedback.put(said)
    [trace] = await stores.search.trace(item.id)
    assert trace.feedback == (said,)
    assert await stores.items.prune(NOON + MINUTE) == 1
    assert await stores.feedback.find() == [said]


async def test_presses_at_the_same_time_are_counted_once_each(stores, store_address):
    """Many people and many processes at once: one row each, none lost, and a person's quarrel with themselves is counted."""
    rows = [feedback(who=f"discord:{n}") for n in range(12)]
    mine = [feedback(judgement, who="me") for judgement in (Judgement.NOISE, Judgement.RELEVANT) * 4]
    if store_address == "memory:":
        await asyncio.gather(*(stores.feedback.put(row) for row in [*rows, *rows, *mine]))
    else:
        async with await connect(store_address) as other:
            await asyncio.gather(*(s.feedback.put(row) for row in [*rows, *mine] for s in (stores, other.stores)))
    found = {f.who: f for f in await stores.feedback.find()}
    assert len(found) == 13
    assert {found[row.who] for row in rows} == set(rows)
    assert found["me"].changes >= 1


async def test_judgements_outlast_a_restart(store_address):
    """What people said is there for the next process."""
    if store_address == "memory:":
        pytest.skip("the twin lives in its process")
    for kept in (Kept.NEW, Kept.UNCHANGED):
        async with await connect(store_address) as database:
            assert await database.stores.feedback.put(feedback()) is kept
