"""What every WatchStore promises."""

from dataclasses import replace

from bot.domain.delivery import Subject
from bot.domain.match import Match
from tests.contracts.made import MINUTE, NOON, entry, post
from tests.fakes.nouns import watch

SOON = NOON + MINUTE


def wish(value, **changes):
    return watch(Match(countries=frozenset({value})), **changes)


async def test_a_watch_comes_back_as_it_was(stores):
    """Every field is kept."""
    whole = watch(Match(actors=frozenset({"apt28"}), words=("ünlikely port",), min_severity=2), to="desk")
    assert await stores.watches.put(whole, NOON, 1)
    assert await stores.watches.active(NOON) == [whole]


async def test_the_same_wish_renews_and_does_not_double(stores):
    """Asked again it ends later, also when it had ended; who asked first stays known."""
    first = wish("LT", ends=SOON)
    later = replace(first, created=SOON, ends=NOON + 9 * MINUTE)
    assert await stores.watches.put(first, NOON, 1)
    assert await stores.watches.end(first.id, None, NOON, "me")
    assert await stores.watches.put(later, NOON, 1)
    assert await stores.watches.active(SOON) == [replace(later, created=NOON)]


async def test_so_many_a_person_and_no_more(stores):
    """What ended or belongs to others does not count."""
    assert await stores.watches.put(wish("LT"), NOON, 2)
    assert await stores.watches.put(wish("EE", ends=SOON), NOON, 2)
    assert not await stores.watches.put(wish("LV"), NOON, 2)
    assert await stores.watches.put(wish("LV", owner="discord:8"), NOON, 2)
    assert await stores.watches.put(wish("LV"), SOON, 2)


async def test_only_its_owner_ends_a_watch(stores):
    """An operator ends any; nobody ends one twice, or one that has run out."""
    mine = wish("LT", ends=NOON + 2 * MINUTE)
    await stores.watches.put(mine, NOON, 9)
    assert not await stores.watches.end(mine.id, "discord:8", NOON, "discord:8")
    assert not await stores.watches.end("another", None, NOON, "cli")
    assert not await stores.watches.end(mine.id, None, NOON + 2 * MINUTE, "cli")
    assert await stores.watches.end(mine.id, "discord:7", SOON, "discord:7")
    assert not await stores.watches.end(mine.id, None, SOON, "cli")
    assert await stores.watches.active(SOON) == []


async def test_posts_of_watches_are_counted_by_destination(stores):
    """What routes post is not counted, nor what was posted before."""
    rows = [
        post(entry("1"), "dm:7", subject=Subject.WATCH, created_at=SOON),
        post(entry("2"), "dm:7", subject=Subject.WATCH, created_at=NOON),
        post(entry("3"), "dm:7", subject=Subject.WATCH, created_at=SOON),
        post(entry("4"), "dm:7", created_at=SOON),
    ]
    await stores.outbox.add(rows)
    assert await stores.watches.posted(SOON) == {"dm:7": 2}
