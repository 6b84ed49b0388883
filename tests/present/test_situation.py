"""The card of a situation: counts, targets and hours, in bars and in numbers."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.sightings import Recent
from bot.analysis.surge import CALM, as_they_are, situations
from bot.domain.situation import Tally
from bot.present.escape import inert
from bot.present.limits import EMBED, card_size
from bot.present.situation import situation_card, tallied
from bot.present.sparkline import BARS, NONE, numbers, sparkline
from tests.fakes.nouns import DDOS, NOON
from tests.fakes.told import DAY, HOUR, story
from tests.present.hostile import HOSTILE


def situation(**changes):
    """Eight stories of one actor."""
    stories = [story(f"s{n}", NOON + n * HOUR / 2, actor="Grey Heron", severity=n % 4, **changes) for n in range(8)]
    recent = Recent(NOON - 40 * DAY, stories[:-1])
    return situations([], stories[-1], recent, stories[-1].first_seen).situation, recent, stories


def test_one_card_says_what_many_posts_would():
    """How many, of what, by whom, how bad, since when, whom, where, and by the hour."""
    found, _, _ = situation()
    card = situation_card(found, DDOS, at=NOON)
    shown = {f.name: f.value for f in card.fields}
    assert card.title == "🌊 8 alerts of one kind: Denial of service, all laid to Grey Heron"
    assert "Usual for six hours are 0; from 5 on they are told as one." in card.body
    assert shown["Severity"] == "■■■□ major (3 of 4)"
    assert shown["Seen"].endswith("; open")
    assert shown["Where"] == "LT 8"
    assert shown["Sector"] == "energy 8"
    assert shown["By the hour"] == f"{(NONE * 6 + ' ') * 3}{NONE * 2}▇▇▇▇ (last 24 h: 0 (20 times), 2, 2, 2, 2)"
    assert (card.severity, card.colour) == (3, DDOS.colour)


def test_an_ended_one_says_so():
    """The last edit tells that it is over and how long it lasted."""
    found, recent, stories = situation()
    recent.add(stories[-1])
    [over] = as_they_are([found], recent, NOON + 2 * CALM)
    card = situation_card(over, DDOS, at=NOON + 2 * CALM)
    assert card.body.startswith("Over since 2026-01-06 03:30 UTC: it is as usual again. It lasted 3 h 30 min.")
    assert {f.name: f.value for f in card.fields}["Seen"].endswith("; over")


@settings(deadline=None)
@given(HOSTILE)
def test_names_from_outside_do_nothing(text):
    """Whatever victims are called, the card keeps its limits and its lines."""
    found, _, _ = situation(victim=text * 30)
    card = situation_card(found, DDOS, at=NOON + timedelta(hours=4))
    assert card_size(card) <= EMBED
    assert all("\n" not in f.value and "\u202e" not in f.value for f in card.fields)


def test_the_most_frequent_are_named_and_the_rest_counted():
    """Eight of a sort."""
    assert tallied([Tally(str(n), 1) for n in range(10)]).endswith("7 1 and 2 more")
    assert tallied([]) == ""


@given(st.lists(st.integers(0, 10**6), max_size=60))
def test_a_sparkline_has_a_sign_a_value(values):
    """The highest is the highest bar, nothing is a dot, and the numbers say the same."""
    line = sparkline(values)
    assert inert(line) == line
    line = line.replace(" ", "")
    assert len(line) == len(values)
    assert set(line) <= set(BARS + NONE)
    assert [sign == NONE for sign in line] == [value == 0 for value in values]
    if any(values):
        assert line[values.index(max(values))] == BARS[-1]
    told = [n for part in numbers(values).split(", ") if part for n in _spelt(part)]
    assert told == values


def _spelt(part):
    """Five noughts of "0 (5 times)"."""
    value, _, rest = part.partition(" (")
    return [int(value)] * (int(rest.removesuffix(" times)")) if rest else 1)
