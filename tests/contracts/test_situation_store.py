"""Every store of situations: what is open, with its posts; what is over is forgotten in time; what caps held is found."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.delivery import Subject, delivery_id
from bot.domain.filing import SituationFile
from bot.domain.reasons import ItemReason, RouteReason
from bot.domain.route import Capped
from bot.domain.step import Stage, Step
from tests.contracts.made import MINUTE, NOON, alerted, entry, file, post
from tests.fakes.nouns import delivery, situation

HOUR = timedelta(hours=1)
MADE = situation()


def head(about, channel="desk", **changes):
    row = delivery_id(about.id, channel)
    return delivery(about=about.id, id=row, channel=channel, subject=Subject.SITUATION, **changes)


async def test_a_situation_is_written_with_the_item_that_makes_it(stores):
    """With its posts, whole, and without the posts of others."""
    item = entry("1")
    mine = replace(MADE, stories=(item.id,))
    told = alerted(item, situations=(mine,), heads=(head(mine),), deliveries=(post(item),), reason=ItemReason.SITUATION)
    await file(stores, told, items=(item,))
    assert await stores.situations.open() == [SituationFile(mine, (head(mine),))]
    facts = await stores.ledger.facts(NOON - MINUTE)
    assert facts.astray == ()


async def test_a_situation_changes_and_its_post_is_edited(stores):
    """One row; the later writing counts; what is over is no longer open."""
    await stores.situations.put([MADE], [head(MADE)])
    larger = replace(MADE, stories=("i1", "i2", "i3"), severity=4)
    rewritten = head(larger, card=replace(head(MADE).card, title="Three"), due_at=NOON + MINUTE)
    await stores.situations.put([larger, situation("s-2", until=NOON)], [rewritten])
    [found] = await stores.situations.open()
    assert (found.situation, found.heads[0].card.title, found.heads[0].revision) == (larger, "Three", 2)
    await stores.situations.put([replace(larger, until=NOON + HOUR)], [])
    assert await stores.situations.open() == []


async def test_what_is_over_is_forgotten_with_its_posts(stores):
    """Retention reaches situations; those that are open stay."""
    old, young, going_on = (situation(n, until=u) for n, u in (("a", NOON), ("b", NOON + 2 * HOUR), ("c", None)))
    await stores.situations.put([old, young, going_on], [head(s) for s in (old, young, going_on)])
    await stores.items.prune(NOON + HOUR)
    rows = await stores.outbox.heads([head(s).id for s in (old, young, going_on)])
    assert {r.item_id for r in rows.values()} == {"b", "c"}


async def test_what_caps_held_is_found_by_the_time_of_its_decision(stores):
    """One for each channel, with what is told of it; other reasons and other hours are left out."""
    item, other = entry("1"), entry("2", "press")
    steps = tuple(
        Step(Stage.ROUTE, reason, NOON + n * MINUTE, "all", f"channel {channel}, until later")
        for n, reason, channel in (
            (0, RouteReason.CAPPED, "desk"),
            (0, RouteReason.GROUPED, "log"),
            (1, RouteReason.CAPPED, "grid"),
            (9, RouteReason.CAPPED, "late"),
        )
    )
    await file(stores, alerted(item, steps=steps), alerted(other, steps=steps[1:2]), items=(item, other))
    found = await stores.posts.capped(NOON, NOON + 9 * MINUTE)
    expected = Capped(item.id, item.id, "cert", item.title, 3, "all", "desk")
    assert [replace(c, severity=3) for c in found] == [expected, replace(expected, channel="grid")]
    assert await stores.posts.capped(NOON + 10 * MINUTE, NOON + HOUR) == []
