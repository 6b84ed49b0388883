"""What every ItemStore promises."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.delivery import DeliveryState
from bot.domain.item import ItemState
from bot.domain.reasons import ItemReason
from bot.domain.story import Story
from bot.domain.trace import Query
from bot.ports.store import Settlement
from tests.contracts.made import MINUTE, NOON, alerted, entry, file, notice, post, rejected, store
from tests.fakes import nouns


async def test_pending_items_come_oldest_first(stores):
    """A limited claim takes what has waited longest; among equals what came first."""
    late, early, same = entry("late", fetched_at=NOON + MINUTE), entry("early"), entry("same")
    await store(stores, late, early, same)
    claimed = await stores.items.claim_pending(NOON, MINUTE, 2)
    assert [item.entry_id for item in claimed] == ["early", "same"]
    assert [item.entry_id for item in await stores.items.claim_pending(NOON, MINUTE, 2)] == ["late"]


async def test_a_lease_hides_an_item_for_its_time(stores):
    """A killed judge blocks an item for no longer than its lease."""
    await store(stores, entry("1"))
    assert len(await stores.items.claim_pending(NOON, MINUTE, 9)) == 1
    assert await stores.items.claim_pending(NOON + MINUTE - timedelta(microseconds=1), MINUTE, 9) == []
    assert len(await stores.items.claim_pending(NOON + MINUTE, MINUTE, 9)) == 1


async def test_what_was_begun_is_counted_and_taken_back(stores):
    """Being claimed is no attempt: only judging that was begun, and has not come to an end, counts."""
    await store(stores, entry("1"))
    await stores.items.begun([entry("1").id, "unknown"])
    await stores.items.begun([entry("1").id])
    await stores.items.begun([entry("1").id], -1)
    assert [item.attempts for item in await stores.items.claim_pending(NOON, MINUTE, 9)] == [1]


async def test_what_looks_pressing_is_judged_first(stores):
    """By turn, then by age."""
    await store(
        stores, entry("1"), entry("2", fetched_at=NOON + MINUTE, turn=-1), entry("3", fetched_at=NOON + 2 * MINUTE, turn=-1)
    )
    assert [item.entry_id for item in await stores.items.claim_pending(NOON, MINUTE, 9)] == ["2", "3", "1"]


async def test_a_settled_item_is_never_pending_again(stores):
    """Nothing claims a final item, whatever its lease says."""
    item = entry("1")
    await file(stores, rejected(item), items=(item,))
    assert await stores.items.claim_pending(NOON + 9 * MINUTE, MINUTE, 9) == []


async def test_settling_writes_all_that_follows(stores):
    """State, reason, language, full text, verdict and deliveries are there together."""
    item = entry("1", lang="")
    await file(
        stores, alerted(item, lang="lt", text="The whole page", detail="routed to desk", deliveries=(post(item),)), items=(item,)
    )
    (trace,) = await stores.search.trace(item.id)
    assert trace.filed.item == replace(
        item,
        state=ItemState.ALERTED,
        reason=ItemReason.ROUTED,
        lang="lt",
        text="The whole page",
        detail="routed to desk",
        story_id=item.id,
    )
    assert trace.filed.verdict == nouns.verdict()
    assert trace.deliveries == (post(item),)


async def test_settling_keeps_what_it_does_not_mention(stores):
    """Without a full text or a language the stored ones stay."""
    item = entry("1", lang="en")
    await file(stores, rejected(item), items=(item,))
    stored = (await stores.search.trace(item.id))[0].filed.item
    assert (stored.text, stored.lang) == (item.text, "en")


async def test_the_first_settlement_stands(stores):
    """An item that is final is left as it is, with nothing of the second settlement: also inside one batch."""
    item = entry("1")
    first, second = rejected(item), alerted(item, text="changed", bands=(7,), deliveries=(post(item),))
    await file(stores, first, second, items=(item,))
    await stores.items.settle([second])
    (trace,) = await stores.search.trace(item.id)
    assert (trace.filed.item.state, trace.filed.item.text, trace.deliveries) == (ItemState.REJECTED, item.text, ())
    assert trace.filed.verdict == rejected(item).verdict
    assert (await stores.items.near([([7], NOON)], 9))[0] == []


async def test_a_delivery_that_exists_is_left_as_it_is(stores):
    """The same item and channel never give a second row, nor a changed one."""
    item = entry("1")
    await stores.outbox.add([post(item, route="first")])
    await file(stores, alerted(item, deliveries=(post(item, route="second"),)), items=(item,))
    assert [delivery.route for delivery in await stores.outbox.claim(NOON, MINUTE, 9)] == ["first"]


async def test_settling_nothing_and_nobody(stores):
    """An empty batch and an item that was forgotten meanwhile are no error."""
    await stores.items.settle([])
    await stores.items.settle([alerted(entry("gone"), deliveries=(post(entry("gone")),))])
    assert await stores.outbox.backlog() == (0, None)


async def test_an_item_may_join_an_earlier_story(stores):
    """A second item under the same story id is settled like the first."""
    one, two = entry("1"), entry("2")
    story = Story(one.id, "Norhaven", "ransomware", 3, NOON, NOON)
    await file(stores, alerted(one, story=story), items=(one, two))
    await stores.items.settle([alerted(two, story=replace(story, first_seen=NOON + MINUTE, last_seen=NOON + MINUTE))])
    assert await stores.items.counts() == {(ItemState.ALERTED, ItemReason.ROUTED): 2}


async def test_counts_by_state_and_reason(stores):
    """Every item is counted once, under why it is where it is."""
    one, two, three = entry("1"), entry("2"), entry("3")
    await file(stores, rejected(one), rejected(two), items=(one, two, three))
    assert dict(await stores.items.counts()) == {
        (ItemState.REJECTED, ItemReason.NOT_ALERT): 2,
        (ItemState.PENDING, ItemReason.FETCHED): 1,
    }


async def test_items_by_address(stores):
    """Oldest first, duplicates left out, no address never the same address as another."""
    url = "https://news.example/a"
    old = entry("1", canonical_url=url)
    new = entry("2", "press", canonical_url=url, fetched_at=NOON + MINUTE)
    copy = entry("3", "blog", canonical_url=url)
    bare = entry("4", canonical_url="")
    told = Settlement(copy.id, ItemState.DUPLICATE, ItemReason.SAME_ADDRESS, duplicate_of=old.id)
    await file(stores, told, items=(new, old, copy, bare))
    found = await stores.items.same_address([url, "", "https://news.example/none"])
    assert {address: [item.id for item in items] for address, items in found.items()} == {url: [old.id, new.id]}


async def test_nearest_items_first(stores):
    """Most shared index keys first, among equals the oldest; keys are signed 64-bit numbers."""
    one, two, three, other = (entry(str(n), fetched_at=NOON + n * MINUTE) for n in range(4))
    keys = (-(2**63), 0, 2**63 - 1)
    settled = [
        alerted(one, bands=keys[:1]),
        alerted(two, bands=keys),
        alerted(three, bands=keys[1:2]),
        alerted(other, bands=(5,)),
    ]
    await file(stores, *settled, items=(one, two, three, other))
    near = (await stores.items.near([([*keys, keys[0]], NOON)], 9))[0]
    assert [item.id for item in near] == [two.id, one.id, three.id]
    assert [item.id for item in (await stores.items.near([(keys, NOON)], 1))[0]] == [two.id]


async def test_near_looks_back_only_so_far(stores):
    """Items fetched before the window are not near, nor is anything near to nothing."""
    old, new = entry("old", fetched_at=NOON - MINUTE), entry("new")
    await file(stores, alerted(old, bands=(1,)), alerted(new, bands=(1,)), items=(old, new))
    assert [item.id for item in (await stores.items.near([([1], NOON)], 9))[0]] == [new.id]
    assert (await stores.items.near([([], NOON)], 9))[0] == []


async def test_pruning_forgets_old_final_items_with_all_that_hangs_on_them(stores):
    """What is old and final goes, with its verdict, keys and posts; what is younger stays."""
    await stores.sources.sync(["cert"], NOON)
    old, edge = entry("old", fetched_at=NOON - MINUTE), entry("edge")
    await file(stores, alerted(old, bands=(1,), deliveries=(post(old),)), alerted(edge, bands=(1,)), items=(old, edge))
    await stores.outbox.sent(post(old).id, "message", NOON)
    assert await stores.items.prune(NOON) == 1
    assert await stores.search.trace(old.id) == []
    assert [item.id for item in (await stores.items.near([([1], NOON - 9 * MINUTE)], 9))[0]] == [edge.id]
    assert [filed.item.id for filed in await stores.search.find(Query(text="norhaven"))] == [edge.id]
    assert await stores.outbox.add([post(old)]) == 1


async def test_pruning_leaves_pending_items_and_posts_that_are_not_out(stores):
    """Nothing unjudged or unsent is dropped by its age."""
    unjudged, unsent = entry("1"), entry("2")
    await file(stores, alerted(unsent, deliveries=(post(unsent),)), items=(unjudged, unsent))
    assert await stores.items.prune(NOON + MINUTE) == 0
    await stores.outbox.sent(post(unsent).id, "message", NOON)
    assert await stores.items.prune(NOON + MINUTE) == 1
    assert [item.id for item in await stores.items.claim_pending(NOON, MINUTE, 9)] == [unjudged.id]


async def test_pruning_takes_old_notices_that_are_out(stores):
    """Notices do not pile up; one that is still waiting stays."""
    out, waiting = notice("out"), notice("waiting")
    await stores.outbox.add([out, waiting])
    await stores.outbox.sent(out.id, "message", NOON)
    assert await stores.items.prune(NOON + MINUTE) == 0
    assert await stores.outbox.add([out, waiting]) == 1
    assert [delivery.state for delivery in await stores.outbox.claim(NOON, MINUTE, 9)] == [DeliveryState.LEASED] * 2


async def test_pruning_more_than_one_step(stores):
    """However many there are, all old ones go."""
    many = tuple(entry(str(n)) for n in range(600))
    await file(stores, *map(rejected, many), items=many)
    assert await stores.items.prune(NOON + MINUTE) == 600
    assert await stores.items.counts() == {}
