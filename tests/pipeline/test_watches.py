"""Watches: taken down, kept within bounds, and posted once a story."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.analysis.matcher import Vocabulary
from bot.analysis.watching import WatchIndex
from bot.domain.delivery import Subject, delivery_id
from bot.domain.match import Match
from bot.domain.reasons import HitReason, WatchRefusal
from bot.domain.tlp import Tlp
from bot.domain.watch import NotWatched, direct
from bot.pipeline.watches import Posting, Watches, WatchPlan, counted, hits
from bot.storage.memory import Memory
from tests.fakes.clock import FakeClock
from tests.fakes.nouns import NOON, card, watch
from tests.fakes.stories import GAZETTE, report, story

LITHUANIA = Match(countries=frozenset({"LT"}))
ENERGY = Match(sectors=frozenset({"energy"}))
POSTING = Posting(NOON, card())


@pytest.fixture
def clock():
    return FakeClock(NOON)


@pytest.fixture
def stores():
    return Memory().stores


@pytest.fixture
def watches(stores, clock):
    return Watches(stores.watches, lambda: {"soc"}, lambda: Vocabulary({"ddos"}, {"gazette"}), clock, WatchPlan(most_a_person=2))


def reasons(found):
    return [(s.subject, s.reason) for s in found.steps]


def test_a_hit_is_one_post_with_its_watch_named():
    """The row is the story's post in that place, most severe first."""
    mine = watch(LITHUANIA)
    found = hits(story(), WatchIndex([mine]), POSTING)
    [row] = found.deliveries
    assert (row.id, row.subject, row.channel, row.route) == (delivery_id("i1", "dm:7"), Subject.WATCH, "dm:7", mine.id)
    assert (row.item_id, row.priority, row.card) == ("i1", 3, card())
    assert reasons(found) == [(mine.id, HitReason.WATCHED)]


def test_two_watches_of_one_person_are_one_post():
    """Whoever watches a country and a sector hears of a story in both once."""
    both = [watch(LITHUANIA), watch(ENERGY), watch(ENERGY, owner="discord:8", to="dm:8")]
    found = hits(story(), WatchIndex(both), POSTING)
    assert sorted(d.channel for d in found.deliveries) == ["dm:7", "dm:8"]
    assert sorted(r for _, r in reasons(found)) == [HitReason.POSTED_ALREADY, HitReason.WATCHED, HitReason.WATCHED]


def test_later_reports_of_a_story_are_the_same_post():
    """One post a story, not one a report: the row's id does not change."""
    index = WatchIndex([watch(LITHUANIA)])
    first = hits(story(), index, POSTING)
    later = hits(
        story(reports=(report(), report(item_id="i2")), severity=4), index, replace(POSTING, now=NOON + timedelta(hours=1))
    )
    assert [d.id for d in first.deliveries] == [d.id for d in later.deliveries]


@pytest.mark.parametrize(
    ("posting", "reason"),
    [
        (replace(POSTING, taken={"dm:7"}), HitReason.POSTED_ALREADY),
        (replace(POSTING, posted={"dm:7": 30}), HitReason.DAY_FULL),
        (replace(POSTING, now=NOON + timedelta(days=90)), HitReason.OVER),
    ],
)
def test_what_is_not_posted_says_why(posting, reason):
    """No hit is dropped silently."""
    found = hits(story(), WatchIndex([watch(LITHUANIA)]), posting)
    assert found.deliveries == ()
    assert [r for _, r in reasons(found)] == [reason]


def test_what_may_not_be_passed_on_reaches_nobody():
    """A report above the reader's clearance keeps the story from them; a channel that is cleared gets it."""
    told = story(reports=(report(), report(item_id="i2", source=replace(GAZETTE, tlp=Tlp.AMBER))))
    index = WatchIndex([watch(LITHUANIA), watch(LITHUANIA, to="soc")])
    found = hits(told, index, replace(POSTING, clearance={"soc": Tlp.AMBER}))
    assert [d.channel for d in found.deliveries] == ["soc"]
    assert HitReason.ABOVE_CLEARANCE in {r for _, r in reasons(found)}


def test_posts_of_a_batch_count_for_the_next_story():
    """The day's bound holds inside one batch too."""
    found = hits(story(), WatchIndex([watch(LITHUANIA)]), POSTING)
    assert counted({"dm:7": 29, "x": 1}, found.deliveries) == {"dm:7": 30, "x": 1}


async def test_a_wish_is_stored_found_and_ended(watches, stores, clock):
    """From its word to its end: listed, in the index, and gone when its day comes or its owner says so."""
    made = await watches.add("discord:7", "dm:7", '  country:LT   "grid operator" ')
    assert (made.text, made.ends) == ('country:LT "grid operator"', NOON + timedelta(days=90))
    assert await watches.list("discord:7") == await watches.list() == [made]
    assert watches.index.hit(story()) == [made]
    assert await watches.end(made.id, "discord:8", "discord:8") == NotWatched(WatchRefusal.NO_SUCH_WATCH, made.id)
    assert await watches.end(made.id, "discord:7", "discord:7") is None
    assert watches.index.hit(story()) == []
    again = await watches.add("discord:7", "dm:7", 'country:LT "grid operator"', timedelta(days=1))
    assert again.id == made.id
    clock.advance(24 * 3600)
    await watches.refresh()
    assert watches.index.hit(story()) == []


async def test_the_same_wish_in_other_words_renews(watches, clock):
    """The order of conditions, an alias and the case are no new watch; another place is."""
    first = await watches.add("discord:7", "dm:7", "kind:ddos country:LT,LV")
    clock.advance(3600)
    again = await watches.add("discord:7", "dm:7", "country:lv,lt kind:DDOS")
    assert again.id == first.id
    assert len(await watches.list()) == 1
    assert (await watches.add("discord:7", "soc", "kind:ddos country:LT,LV")).id != first.id


@pytest.mark.parametrize(
    ("owner", "to", "text", "days", "reason"),
    [
        ("discord:7", "dm:7", "cuontry:LT", 9, WatchRefusal.UNREADABLE),
        ("discord:7", "dm:7", "kind:flood", 9, WatchRefusal.UNREADABLE),
        ("discord:7", "dm:7", "", 9, WatchRefusal.UNREADABLE),
        ("discord:7", "dm:7", "severity>=2", 9, WatchRefusal.TOO_WIDE),
        ("discord:7", "dm:7", "everything", 9, WatchRefusal.TOO_WIDE),
        ("discord:7", "dm:8", "country:LT", 9, WatchRefusal.UNKNOWN_CHANNEL),
        ("cli", "dm:", "country:LT", 9, WatchRefusal.UNKNOWN_CHANNEL),
        ("discord:7", "nowhere", "country:LT", 9, WatchRefusal.UNKNOWN_CHANNEL),
        ("discord:7", "dm:7", "country:LT", 0, WatchRefusal.BAD_END),
        ("discord:7", "dm:7", "country:LT", 367, WatchRefusal.BAD_END),
    ],
)
async def test_a_bad_wish_is_refused_with_its_reason(watches, owner, to, text, days, reason):
    """Direct messages go only to the one who asks; nothing endless, nothing unreadable, nothing that means everything."""
    refused = await watches.add(owner, to, text, timedelta(days=days))
    assert refused.reason is reason
    assert await watches.list() == []


async def test_a_person_has_so_many_watches_and_no_more(watches):
    """The third of two is refused, and taken when another has ended."""
    first = await watches.add("discord:7", "dm:7", "country:LT")
    await watches.add("discord:7", "dm:7", "country:LV")
    assert (await watches.add("discord:7", "dm:7", "country:EE")).reason is WatchRefusal.TOO_MANY
    await watches.end(first.id, "discord:7", "discord:7")
    assert (await watches.add("discord:7", "dm:7", "country:EE")).text == "country:EE"


async def test_posts_of_the_last_day_are_counted(watches, stores, clock):
    """What was posted yesterday at noon is forgotten today at noon."""
    await stores.outbox.add(hits(story(), WatchIndex([watch(LITHUANIA)]), POSTING).deliveries)
    await watches.refresh()
    assert watches.posted == {"dm:7": 1}
    clock.advance(24 * 3600 + 1)
    await watches.refresh()
    assert watches.posted == {}


def test_a_destination_of_direct_messages_is_a_channel():
    """The sender finds the person without any settings; other names stay what they are."""
    assert (direct("dm:7").kind, direct("dm:7").target) == ("discord_dm", "7")
    assert direct("soc") is None
