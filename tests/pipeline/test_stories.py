"""Stories changed by hand: each change does what it says, is on record, and can be undone."""

from dataclasses import replace

import pytest

from bot.domain.filing import ChangeKind
from bot.domain.reasons import ChangeRefusal
from bot.pipeline.stories import Changed, Refused, Shown, StoryChanges
from tests.pipeline.test_stories_in_triage import MILL, MILL_AGAIN, MILL_OFFICIAL, MILL_SEVERE, StoryDesk
from tests.pipeline.test_triage import item

DAM = item(5, "An attack on a dam, says its keeper.", "herald")


@pytest.fixture
def desk():
    return StoryDesk()


@pytest.fixture
def hand(desk):
    return StoryChanges(desk.memory.stores, lambda: desk.world, desk.clock)


def told(desk):
    """Each story's reports, by story."""
    found = {}
    for one in desk.memory.items:
        found.setdefault(one.story_id, []).append(one.id)
    return found


def fields(desk, story_id):
    [head] = [h for h in desk.heads if h.item_id == story_id]
    return {f.name: f.value for f in head.card.fields}


async def test_a_report_is_split_off_and_put_back(desk, hand):
    """The severe report was another event: both stories are told and posted anew; undoing restores the first."""
    await desk.settle(MILL, MILL_AGAIN, MILL_SEVERE)
    assert fields(desk, MILL.id)["Severity"].startswith("■■■■")
    done = await hand.split(MILL_AGAIN.url, MILL_SEVERE.id, "ann")
    assert isinstance(done, Changed)
    assert told(desk) == {MILL.id: [MILL.id, MILL_AGAIN.id], MILL_SEVERE.id: [MILL_SEVERE.id]}
    assert fields(desk, MILL.id)["Severity"] == "■■□□ moderate (2 of 4)"
    [split_off] = [h for h in desk.heads if h.item_id == MILL_SEVERE.id]
    assert (split_off.silent, split_off.card.severity) == (True, 4)
    back = await hand.undo(done.change.id, "bo")
    assert isinstance(back, Changed)
    assert told(desk) == {MILL.id: [MILL.id, MILL_AGAIN.id, MILL_SEVERE.id]}
    assert fields(desk, MILL_SEVERE.id)["Merged into"] == MILL.id
    assert [(c.kind, c.who, c.undone) for c in (await hand.show(MILL.id)).changes] == [
        (ChangeKind.UNDO, "bo", False),
        (ChangeKind.SPLIT, "ann", True),
    ]


async def test_the_first_report_may_be_split_off_too(desk, hand):
    """The story keeps its id and its post; what left gets another."""
    await desk.settle(MILL, MILL_AGAIN)
    done = await hand.split(MILL.id, MILL.id, "ann")
    assert isinstance(done, Changed)
    assert sorted(map(len, told(desk).values())) == [1, 1]
    assert told(desk)[MILL.id] == [MILL_AGAIN.id]
    assert isinstance(await hand.show(done.change.other), Shown)


async def test_two_stories_are_merged_and_parted_again(desk, hand):
    """All reports tell the second; the first one's post says where it went; undoing gives each its own back."""
    await desk.settle(MILL, MILL_AGAIN, DAM)
    done = await hand.merge(DAM.id, MILL.id, "ann")
    assert isinstance(done, Changed)
    assert told(desk) == {MILL.id: [MILL.id, MILL_AGAIN.id, DAM.id]}
    assert fields(desk, DAM.id)["Merged into"] == MILL.id
    shown = await hand.show(DAM.url)
    assert isinstance(shown, Shown)
    assert (shown.story.id, len(shown.story.reports)) == (MILL.id, 3)
    await hand.undo(done.change.id, "ann")
    assert told(desk) == {MILL.id: [MILL.id, MILL_AGAIN.id], DAM.id: [DAM.id]}
    assert "Merged into" not in fields(desk, DAM.id)


async def test_a_report_that_came_since_stays_where_it_is(desk, hand):
    """Undoing a merge moves what it moved and nothing else."""
    await desk.settle(MILL, DAM)
    done = await hand.merge(DAM.id, MILL.id, "ann")
    await desk.settle(MILL_OFFICIAL)
    await hand.undo(done.change.id, "ann")
    assert told(desk) == {MILL.id: [MILL.id, MILL_OFFICIAL.id], DAM.id: [DAM.id]}


async def test_where_only_the_merged_one_was_posted_the_other_is_posted_there(desk, hand):
    """No channel loses a story because somebody merged it."""
    whole = desk.world
    desk.triage.world = replace(whole, routes=())
    await desk.settle(MILL)
    desk.triage.world = whole
    await desk.settle(DAM)
    await hand.merge(DAM.id, MILL.id, "ann")
    assert [(h.item_id, h.channel, h.silent, len(h.card.fields) > 0) for h in desk.heads if h.item_id == MILL.id] == [
        (MILL.id, "news", True, True)
    ]


async def test_a_story_is_closed_and_opened(desk, hand):
    """Its post says so."""
    await desk.settle(MILL, MILL_AGAIN)
    done = await hand.close(MILL.id, "ann")
    assert isinstance(done, Changed)
    assert fields(desk, MILL.id)["Seen"].endswith("; closed")
    assert await hand.close(MILL.id, "ann") == Refused(ChangeRefusal.NO_CHANGE, MILL.id)
    await hand.undo(done.change.id, "ann")
    assert fields(desk, MILL.id)["Seen"].endswith("; open")
    assert isinstance(await hand.close(MILL.id, "ann", closed=True), Changed)
    assert isinstance(await hand.close(MILL.id, "ann", closed=False), Changed)


async def test_what_makes_no_sense_is_refused_by_name(desk, hand):
    """Unknown stories, reports and changes; one report; oneself; nobody; twice."""
    await desk.settle(MILL, MILL_AGAIN, DAM)
    done = await hand.merge(DAM.id, MILL.id, "ann")
    assert isinstance(done, Changed)
    refusals = {
        ChangeRefusal.UNKNOWN_STORY: await hand.split("nothing", MILL.id, "ann"),
        ChangeRefusal.UNKNOWN_REPORT: await hand.split(MILL.id, "nothing", "ann"),
        ChangeRefusal.SAME_STORY: await hand.merge(MILL.id, MILL_AGAIN.url, "ann"),
        ChangeRefusal.MERGED_AWAY: await hand.close(DAM.id, "ann"),
        ChangeRefusal.NAMELESS_CHANGE: await hand.split(MILL.id, MILL_AGAIN.id, "  "),
        ChangeRefusal.UNKNOWN_CHANGE: await hand.undo("nothing", "ann"),
    }
    assert {reason: found.reason for reason, found in refusals.items()} == {reason: reason for reason in refusals}
    undone = await hand.undo(done.change.id, "ann")
    assert isinstance(undone, Changed)
    assert await hand.undo(done.change.id, "ann") == Refused(ChangeRefusal.UNDONE_ALREADY, done.change.id)
    assert await hand.undo(undone.change.id, "ann") == Refused(ChangeRefusal.UNKNOWN_CHANGE, undone.change.id)
    assert await hand.split(DAM.id, DAM.id, "ann") == Refused(ChangeRefusal.ONLY_REPORT, DAM.id)
