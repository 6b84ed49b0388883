"""Wishes for silence: taken, refused by name, ended; and what triage makes of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.analysis.matcher import Vocabulary
from bot.domain.match import Match
from bot.domain.reasons import SilenceReason
from bot.domain.silence import Inhibition, Silence, SilenceRefusal
from bot.pipeline.present_facts import PresentFacts
from bot.pipeline.routing import Rules
from bot.pipeline.silences import Silences, Wish
from bot.pipeline.world import World
from bot.storage.memory import Memory
from tests.contracts.made import alerted, entry, file, post
from tests.fakes.clock import MONDAY, FakeClock
from tests.fakes.nouns import SOURCE
from tests.fakes.workers import NowWorkers

HOUR = timedelta(hours=1)
WISH = Wish("country:LT", "anna", "the yearly drill", HOUR)


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def memory():
    return Memory()


@pytest.fixture
def silences(memory, clock):
    ids = iter("abcdef")
    words = Vocabulary(kinds={"ddos"}, sources={"cert"})
    return Silences(memory.stores.silences, lambda: words, clock, lambda: next(ids))


async def test_a_wish_is_kept_as_it_was_meant(silences):
    """From now on, for so long, in the words of who asks; several lines become one."""
    made = await silences.add(replace(WISH, matcher=" country:LT \n severity<3", reason="the\nyearly drill"))
    match = Match(countries=frozenset({"LT"}), max_severity=2)
    assert made == Silence("a", "country:LT severity<3", match, MONDAY, MONDAY + HOUR, "anna", "the yearly drill", MONDAY)
    assert await silences.standing() == [made]


async def test_until_an_instant_and_from_a_later_one(silences):
    """An end in place of a length, a start that is to come."""
    made = await silences.add(replace(WISH, length=None, starts=MONDAY + HOUR, ends=MONDAY + 3 * HOUR))
    assert (made.starts, made.ends) == (MONDAY + HOUR, MONDAY + 3 * HOUR)
    assert not made.in_force(MONDAY)
    assert made.in_force(MONDAY + HOUR)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"length": None}, SilenceRefusal(SilenceReason.NO_END)),
        ({"author": " "}, SilenceRefusal(SilenceReason.NO_AUTHOR)),
        ({"reason": ""}, SilenceRefusal(SilenceReason.NO_REASON)),
        ({"ends": MONDAY}, SilenceRefusal(SilenceReason.ENDS_TOO_EARLY)),
        ({"starts": MONDAY - 2 * HOUR}, SilenceRefusal(SilenceReason.ENDS_TOO_EARLY)),
        ({"length": timedelta(days=367)}, SilenceRefusal(SilenceReason.LASTS_TOO_LONG)),
        ({"matcher": "kind:dos"}, SilenceRefusal(SilenceReason.BAD_MATCHER, 'unknown kind "dos"; did you mean "ddos"?')),
        (
            {"matcher": ""},
            SilenceRefusal(
                SilenceReason.BAD_MATCHER, 'is empty; write for example: kind:ddos country:LT severity<3 "free words"'
            ),
        ),
    ],
    ids=lambda x: next(iter(x)) if isinstance(x, dict) else None,
)
async def test_a_wish_that_lacks_something_is_refused(silences, change, refusal):
    """Without an end, an author or a reason there is no silence; nothing is stored."""
    assert await silences.add(replace(WISH, **change)) == refusal
    assert await silences.standing(past=True) == []


async def test_ending(silences, clock):
    """Whoever ends it is named; what is over or was never there is refused."""
    made = await silences.add(WISH)
    clock.advance(60)
    ended = await silences.end(" a ", "ben")
    assert ended == replace(made, ends=clock.now(), ended_by="ben")
    assert await silences.end("a", "ben") == SilenceRefusal(SilenceReason.ENDED_ALREADY, "a")
    assert await silences.end("z", "ben") == SilenceRefusal(SilenceReason.NO_SUCH_SILENCE, "z")
    assert await silences.end("a", "") == SilenceRefusal(SilenceReason.NO_AUTHOR)
    assert await silences.standing() == []
    assert await silences.standing(past=True) == [ended]


async def test_triage_is_told_what_is_in_force(silences, memory, clock):
    """Silences by the clock, posts of the last hour by route; open stories only where an inhibition asks for them."""
    made = await silences.add(WISH)
    await silences.add(replace(WISH, starts=MONDAY + HOUR))
    item = entry("1", fetched_at=MONDAY, published=MONDAY)
    await file(memory.stores, alerted(item, deliveries=(post(item, route="r", created_at=MONDAY),)), items=(item,))
    facts = PresentFacts(memory.stores, NowWorkers(), clock)
    world = World((), {"cert": SOURCE}, {})
    now = (await facts.gathered(world)).facts
    assert (now.silences, dict(now.posts), now.open_stories) == ((made,), {"r": 1}, ())
    rule = Inhibition("x", Match(), Match(), ("kind",))
    [story] = (await facts.gathered(replace(world, rules=Rules(inhibitions=(rule,))))).facts.open_stories
    assert (story.id, story.victim_countries, story.publishers) == (item.id, ("LT",), (SOURCE,))
    clock.advance(3601)
    later = (await facts.gathered(world)).facts
    assert ([s.id for s in later.silences], dict(later.posts)) == (["b"], {})
