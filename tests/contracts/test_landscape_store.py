"""What every LandscapeStore promises."""

from dataclasses import replace

from bot.domain.filing import Copied
from bot.domain.item import ItemState
from bot.domain.reasons import ItemReason
from bot.domain.story import Story
from bot.ports.store import Settlement
from tests.contracts.made import MINUTE, NOON, alerted, entry, file, rejected, store
from tests.fakes import nouns


def told_in(story_id, item, **changes):
    """An alert that is a report of this story."""
    story = Story(story_id, item.title, "ransomware", 3, item.fetched_at, item.fetched_at)
    return alerted(item, story=story, **changes)


def copy(item, original, story_id):
    """A near duplicate of a report of that story."""
    story = Story(story_id, original.title, "ransomware", 3, original.fetched_at, item.fetched_at)
    return Settlement(item.id, ItemState.DUPLICATE, ItemReason.NEAR_DUPLICATE, duplicate_of=original.id, story=story)


async def test_nothing_yet(stores):
    """An empty database has no stories, no levels and no beginning."""
    assert await stores.landscape.stories(NOON) == []
    assert await stores.landscape.levels() == []
    assert await stores.landscape.looking_since() is None


async def test_stories_come_with_all_their_reports_and_copies(stores):
    """One fetched since then brings the older ones of its story; copies count once a source, and texts only if asked."""
    old, new, other = (
        entry("old", fetched_at=NOON - 60 * MINUTE),
        entry("new", "press", fetched_at=NOON),
        entry("other", fetched_at=NOON - 90 * MINUTE),
    )
    copies = [entry(f"copy{n}", "wire", fetched_at=NOON + n * MINUTE, published=None) for n in range(2)]
    await file(
        stores,
        told_in(old.id, old),
        told_in(old.id, new, state=ItemState.QUIET, reason=ItemReason.NO_ROUTE),
        told_in(other.id, other),
        *(copy(c, new, old.id) for c in copies),
        items=(old, new, other, *copies),
    )
    [found] = await stores.landscape.stories(NOON)
    assert found.id == old.id
    assert [(f.item.entry_id, f.item.text, f.verdict) for f in found.reports] == [
        ("old", "", nouns.verdict()),
        ("new", "", nouns.verdict()),
    ]
    assert found.copies == (Copied(new.id, "wire", NOON),)
    [whole] = await stores.landscape.stories(NOON, texts=True)
    assert [f.item.text for f in whole.reports] == [old.text, new.text]
    both = await stores.landscape.stories(NOON - 90 * MINUTE)
    assert [f.id for f in both] == sorted((old.id, other.id))


async def test_what_is_no_alert_is_no_report(stores):
    """Rejected, copied and waiting items tell no story."""
    no, waiting, alert = entry("no"), entry("waiting"), entry("alert")
    again = entry("again", "wire")
    await file(stores, rejected(no), told_in(alert.id, alert), copy(again, alert, alert.id), items=(no, alert, again))
    await store(stores, waiting)
    assert [f.id for f in await stores.landscape.stories(NOON)] == [alert.id]
    assert await stores.landscape.stories(NOON + MINUTE) == []


async def test_looking_began_with_the_oldest_item(stores):
    """By the time of fetching, whatever the publisher says, alert or not."""
    late, early = entry("late", published=NOON - 999 * MINUTE), entry("early", fetched_at=NOON - MINUTE, published=NOON)
    await store(stores, late, early)
    assert await stores.landscape.looking_since() == NOON - MINUTE


async def test_many_stories(stores):
    """More than one statement holds: all of them, each once."""
    items = tuple(entry(str(n)) for n in range(260))
    await file(stores, *(told_in(i.id, replace(i)) for i in items), items=items)
    found = await stores.landscape.stories(NOON)
    assert [f.id for f in found] == sorted(i.id for i in items)
    assert all(len(f.reports) == 1 for f in found)
