"""What every StoryStore promises, and how items and posts go with stories."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.delivery import PACE, DeliveryState, Subject
from bot.domain.filing import Change, ChangeKind, Copied, KeptTelling, Rewriting
from bot.domain.item import ItemState
from bot.domain.reasons import FailReason, ItemReason
from bot.domain.story import Story
from bot.ports.store import Settlement
from bot.ports.stories import StoriesChanged
from tests.contracts.made import MINUTE, NOON, alerted, entry, file, post, store
from tests.fakes import nouns

ONE, TWO, COPY = entry("1"), entry("2", "press", fetched_at=NOON + MINUTE), entry("3", "blog", published=None)
STORY = Story(ONE.id, "Norhaven", "ransomware", 3, NOON, NOON)


def head(word="first", **changes):
    """The story's post, as it is wanted when its card says this word."""
    return post(ONE, card=nouns.card(title=word), **changes)


def line(item, **changes):
    return post(item, "thread", head=post(ONE).id, subject=Subject.REPORT, **changes)


def telling(item, at=NOON, story=ONE.id):
    return KeptTelling(item.id, story, at, {"words": ["cranes", "ü"], "version": 1})


def joined(item, **changes):
    return replace(alerted(item, story=STORY), reason=ItemReason.JOINED, **changes)


async def the_head(stores):
    return (await stores.outbox.heads([post(ONE).id]))[post(ONE).id]


async def claimed(stores, now):
    return [row.id for row in await stores.outbox.claim(now, MINUTE, 9)]


async def shown_head(stores, word="first"):
    """A story whose post is out since noon."""
    await file(stores, alerted(ONE, story=STORY, heads=(head(word),)), items=(ONE, TWO, COPY))
    await stores.outbox.claim(NOON, MINUTE, 9)
    await stores.outbox.sent(post(ONE).id, "m-1", NOON)


async def test_a_story_is_filed_with_its_reports_copies_and_posts(stores):
    """What was settled under a story is found under it: alerts oldest first, each source of copies once, posts."""
    copy = Settlement(COPY.id, ItemState.DUPLICATE, ItemReason.NEAR_DUPLICATE, duplicate_of=ONE.id, story=STORY)
    again = entry("4", "blog", published=NOON + MINUTE)
    await file(
        stores,
        joined(TWO),
        alerted(ONE, story=STORY, heads=(head(),)),
        copy,
        replace(copy, item_id=again.id),
        items=(ONE, TWO, COPY, again),
    )
    found = await stores.stories.files([ONE.id, "nothing"])
    assert set(found) == {ONE.id}
    assert [f.item.id for f in found[ONE.id].reports] == [ONE.id, TWO.id]
    assert found[ONE.id].copies == (Copied(ONE.id, "blog", NOON),)
    assert [d.id for d in found[ONE.id].heads] == [post(ONE).id]
    assert (found[ONE.id].closed, found[ONE.id].merged_into) == (False, "")


async def test_tellings_come_back_for_the_index(stores):
    """Those since an instant, oldest first, exactly as they were written; they go with their item."""
    await file(stores, alerted(ONE, telling=telling(ONE, NOON + MINUTE)), joined(TWO, telling=telling(TWO)), items=(ONE, TWO))
    assert await stores.stories.tellings(NOON) == [telling(TWO), telling(ONE, NOON + MINUTE)]
    assert await stores.stories.tellings(NOON + MINUTE) == [telling(ONE, NOON + MINUTE)]
    await stores.items.prune(NOON + timedelta(seconds=1))
    assert await stores.stories.tellings(NOON) == [telling(TWO)]


async def test_changes_before_the_sender_came_are_one_post(stores):
    """A post that is not out yet is rewritten where it stands; two changes more make no further row."""
    await file(stores, alerted(ONE, story=STORY, heads=(head(),)), items=(ONE, TWO, COPY))
    await stores.items.settle([joined(TWO, heads=(head("second", due_at=NOON + MINUTE),))])
    await stores.items.settle([joined(COPY, heads=(head("third", due_at=NOON + MINUTE, silent=True),))])
    (row,) = await stores.outbox.claim(NOON, MINUTE, 9)
    assert (row.card.title, row.revision, row.shown, row.silent, row.message_id) == ("third", 3, 0, False, "")


async def test_a_post_that_is_out_is_edited_under_its_message(stores):
    """A new card makes the row due again, a minute after it was last shown; the same card does not."""
    await shown_head(stores)
    await stores.items.settle([joined(TWO, heads=(head("first", due_at=NOON + timedelta(seconds=9)),))])
    assert (await the_head(stores)).state is DeliveryState.SENT
    await stores.items.settle([joined(COPY, heads=(head("second", due_at=NOON + timedelta(seconds=9)),))])
    assert await claimed(stores, NOON + PACE - timedelta(seconds=1)) == []
    (row,) = await stores.outbox.claim(NOON + PACE, MINUTE, 9)
    assert (row.message_id, row.revision, row.shown, row.attempts) == ("m-1", 2, 1, 1)
    await stores.outbox.sent(row.id, "m-1", NOON + 2 * PACE, 2)
    row = await the_head(stores)
    assert (row.state, row.shown, row.posted_at, row.sent_at) == (DeliveryState.SENT, 2, NOON, NOON + 2 * PACE)


async def test_what_got_worse_is_edited_at_once(stores):
    """A severity that rose does not wait for the pace, also where a lesser change is waiting for it."""
    await shown_head(stores)
    soon = NOON + timedelta(seconds=9)
    await stores.items.settle([joined(TWO, heads=(head("second", due_at=soon),))])
    await stores.items.settle([joined(COPY, heads=(head("worse", due_at=soon, priority=4),))])
    assert await claimed(stores, soon) == [post(ONE).id]


async def test_a_change_during_the_sending_leaves_the_row_due(stores):
    """What was shown is older than what is wanted: nothing is lost, and the message is the same."""
    await file(stores, alerted(ONE, story=STORY, heads=(head(),)), items=(ONE, TWO, COPY))
    (row,) = await stores.outbox.claim(NOON, MINUTE, 9)
    await stores.items.settle([joined(TWO, heads=(head("second", due_at=NOON),))])
    await stores.outbox.sent(row.id, "m-1", NOON, row.revision)
    (again,) = await stores.outbox.claim(NOON + PACE, MINUTE, 9)
    assert (again.card.title, again.message_id, again.uncertain) == ("second", "m-1", False)


async def test_a_line_waits_for_its_post(stores):
    """A line in a thread is due only when there is a message to stand below."""
    await file(stores, alerted(ONE, story=STORY, heads=(head(),)), joined(TWO, deliveries=(line(TWO),)), items=(ONE, TWO))
    assert await claimed(stores, NOON) == [post(ONE).id]
    await stores.outbox.sent(post(ONE).id, "m-1", NOON)
    assert await claimed(stores, NOON) == [line(TWO).id]


async def test_lines_end_with_a_post_that_is_given_up(stores):
    """Also those that come later; and a dead post is tried again when its story changes."""
    await file(stores, alerted(ONE, story=STORY, heads=(head(),)), joined(TWO, deliveries=(line(TWO),)), items=(ONE, TWO, COPY))
    await stores.outbox.dead(post(ONE).id, FailReason.FORBIDDEN, "403")
    rows = await stores.outbox.heads([line(TWO).id])
    assert (rows[line(TWO).id].state, rows[line(TWO).id].reason) == (DeliveryState.DEAD, FailReason.HEAD_GIVEN_UP)
    changed = head("first", due_at=NOON + MINUTE)
    await stores.items.settle([joined(COPY, heads=(changed,), deliveries=(line(COPY),))])
    assert await stores.outbox.backlog() == (0, None)
    late = entry("9")
    await store(stores, late)
    await stores.items.settle([joined(late, heads=(head("second", due_at=NOON + MINUTE),))])
    assert await claimed(stores, NOON + MINUTE) == [post(ONE).id]


async def test_a_post_deleted_by_hand_is_the_next_generation(stores):
    """It is due anew with another nonce and without a message; a word about an older generation changes nothing."""
    await shown_head(stores)
    await stores.outbox.lost(post(ONE).id, 0, NOON + MINUTE, again=True)
    await stores.outbox.lost(post(ONE).id, 0, NOON + MINUTE, again=False)
    (row,) = await stores.outbox.claim(NOON + MINUTE, MINUTE, 9)
    assert (row.generation, row.message_id, row.shown, row.wanted_at) == (1, "", 0, NOON + MINUTE)
    assert row.nonce not in (row.id, "")


async def test_a_post_deleted_twice_stays_away_until_it_matters(stores):
    """Given up with its own reason; a quiet change does not bring it back, one worth a notification does."""
    await shown_head(stores)
    await stores.outbox.lost(post(ONE).id, 0, NOON, again=False)
    row = await the_head(stores)
    assert (row.state, row.reason) == (DeliveryState.DEAD, FailReason.DELETED_BY_HAND)
    await stores.items.settle([joined(TWO, heads=(head("second", due_at=NOON, silent=True),))])
    assert await claimed(stores, NOON + PACE) == []
    await stores.items.settle([joined(COPY, heads=(head("third", due_at=NOON),))])
    assert await claimed(stores, NOON + PACE) == [post(ONE).id]


async def test_quiet_reports_are_shown_with_their_story(stores):
    """Named quiet items become alerts that joined; nothing else does."""
    quiet = replace(alerted(ONE, story=STORY), state=ItemState.QUIET, reason=ItemReason.NO_ROUTE)
    await file(stores, quiet, replace(quiet, item_id=COPY.id), joined(TWO, shown=(ONE.id,)), items=(ONE, TWO, COPY))
    assert dict(await stores.items.counts()) == {
        (ItemState.ALERTED, ItemReason.JOINED): 2,
        (ItemState.QUIET, ItemReason.NO_ROUTE): 1,
    }


def split(**changes):
    made = Change("c-1", ChangeKind.SPLIT, ONE.id, "ann", NOON, TWO.id, (TWO.id,))
    whole = Rewriting(made, {TWO.id: TWO.id}, (STORY, replace(STORY, id=TWO.id)), heads=(head("alone", due_at=NOON + MINUTE),))
    return replace(whole, **changes)


async def test_a_change_is_done_whole_and_once(stores):
    """Reports move with their copies and tellings, posts are rewritten, and the change is on record."""
    copy = Settlement(COPY.id, ItemState.DUPLICATE, ItemReason.NEAR_DUPLICATE, duplicate_of=TWO.id, story=STORY)
    told = alerted(ONE, story=STORY, heads=(head(),)), joined(TWO, telling=telling(TWO)), copy
    await file(stores, *told, items=(ONE, TWO, COPY))
    assert await stores.stories.last_change() == 0
    assert await stores.stories.rewrite(split())
    assert not await stores.stories.rewrite(split())
    found = await stores.stories.files([ONE.id, TWO.id])
    assert [[f.item.id for f in found[i.id].reports] for i in (ONE, TWO)] == [[ONE.id], [TWO.id]]
    assert [c.source_id for c in found[TWO.id].copies] == ["blog"]
    assert [t.story_id for t in await stores.stories.tellings(NOON)] == [TWO.id]
    assert (await the_head(stores)).card.title == "alone"
    assert await stores.stories.last_change() == 1
    assert await stores.stories.changes(TWO.id) == [split().change]


async def test_an_undoing_marks_what_it_undid_once(stores):
    """A second undoing of the same change does nothing."""
    await file(stores, alerted(ONE, story=STORY), joined(TWO), items=(ONE, TWO))
    await stores.stories.rewrite(split(merged={ONE.id: TWO.id}))
    assert (await stores.stories.files([ONE.id]))[ONE.id].merged_into == TWO.id
    back = Rewriting(Change("c-2", ChangeKind.UNDO, ONE.id, "bo", NOON, "c-1"), merged={ONE.id: ""}, undoes="c-1")
    assert await stores.stories.rewrite(back)
    assert not await stores.stories.rewrite(replace(back, change=replace(back.change, id="c-3")))
    undone = await stores.stories.change("c-1")
    assert undone is not None
    assert undone.undone
    assert (await stores.stories.files([ONE.id]))[ONE.id].merged_into == ""


async def test_a_batch_decided_before_a_change_is_not_written(stores):
    """What was decided about stories that are no more is decided again."""
    await file(stores, alerted(ONE, story=STORY), items=(ONE, TWO))
    await stores.stories.rewrite(Rewriting(Change("c-1", ChangeKind.CLOSE, ONE.id, "ann", NOON)))
    with pytest.raises(StoriesChanged):
        await stores.items.settle([joined(TWO)], as_of=0)
    assert (ItemState.PENDING, ItemReason.FETCHED) in await stores.items.counts()
    await stores.items.settle([joined(TWO)], as_of=await stores.stories.last_change())


async def test_a_post_lives_as_long_as_its_story(stores):
    """The first item may be forgotten: the story's post stays while a younger report tells it, and goes with the last."""
    await shown_head(stores)
    await stores.items.settle([joined(TWO)])
    assert await stores.items.prune(NOON + timedelta(seconds=1)) == 1
    assert set(await stores.outbox.heads([post(ONE).id])) == {post(ONE).id}
    assert await stores.items.prune(NOON + 2 * MINUTE) == 1
    assert await stores.outbox.heads([post(ONE).id]) == {}
    assert await stores.stories.files([ONE.id]) == {}


async def test_a_joined_report_is_traced_with_its_storys_post(stores):
    """`/why` of a later report says where its story is posted."""
    await shown_head(stores)
    await stores.items.settle([joined(TWO, deliveries=(line(TWO),))])
    (trace,) = await stores.search.trace(TWO.id)
    assert {d.id for d in trace.deliveries} == {post(ONE).id, line(TWO).id}
    assert trace.filed.item.story_id == ONE.id
