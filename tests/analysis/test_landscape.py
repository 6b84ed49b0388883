"""The level of a country or a sector: what weighs, what is usual, and when it is said."""

import itertools
import json
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.landscape import (
    FALLS,
    HALF_LIFE,
    LEAST_DATA,
    RISES,
    SEVERITY_WEIGHT,
    STANDING_WEIGHT,
    areas,
    readings,
    scores,
    turns,
    weight,
)
from bot.domain.landscape import Area, AreaKind, Level, Reading
from bot.domain.story import Standing
from tests.fakes.nouns import NOON
from tests.fakes.told import DAY, HOUR, story

LT, ENERGY = Area(AreaKind.COUNTRY, "LT"), Area(AreaKind.SECTOR, "energy")
LONG_AGO = NOON - 100 * DAY
QUIET = [story(f"q{n}", NOON - n * DAY, severity=1) for n in range(90)]
"""One minor story a day."""

events = st.lists(
    st.builds(
        lambda n, hours, severity, standing: story(f"e{n}", NOON - hours * HOUR, severity=severity, standing=standing),
        st.integers(0, 10**6),
        st.integers(0, 90 * 24),
        st.integers(0, 4),
        st.sampled_from(Standing),
    ),
    max_size=30,
    unique_by=lambda s: s.id,
)


def read(stories, now=NOON, since=LONG_AGO, before=None):
    return {r.area: r for r in readings(stories, now, since, before or {})}


def test_one_minor_story_a_day_is_usual():
    """The score is as it was, so the level is normal, and the reasons are the latest."""
    found = read(QUIET)[LT]
    assert found.level is Level.NORMAL
    assert found.score == pytest.approx(1 / (1 - 0.5 ** (1 / 3)), abs=0.01)
    assert found.usual == pytest.approx(found.score / 0.5 ** (1 / 6), rel=0.2)
    assert [r.story_id for r in found.reasons] == ["q0", "q1", "q2", "q3", "q4"]
    assert len(found.course) == 56


def test_a_bad_day_is_heightened_and_tells_why():
    """One critical official story is enough in a quiet country; it stands first among the reasons."""
    found = read([*QUIET, story("bad", NOON - HOUR, severity=4, standing=Standing.OFFICIAL)])
    assert found[LT].level is found[ENERGY].level is Level.HEIGHTENED
    assert found[LT].reasons[0].story_id == "bad"
    assert found[LT].excess >= RISES


def test_one_ordinary_story_more_is_not():
    """Even where nothing ever happens, one confirmed ordinary story alarms nobody."""
    assert read([story("one", NOON - HOUR)])[LT].level is Level.NORMAL


@pytest.mark.parametrize(
    ("standing", "level"),
    [
        (Standing.SINGLE_SOURCE, Level.NORMAL),
        (Standing.DISPUTED, Level.NORMAL),
        (Standing.CORROBORATED, Level.HEIGHTENED),
        (Standing.OFFICIAL, Level.HEIGHTENED),
    ],
)
def test_one_house_alone_does_not_heighten_a_quiet_country(standing, level):
    """The worst news counts in full when a second publisher, or an official one, tells it."""
    assert read([story("bad", NOON - HOUR, severity=4, standing=standing)])[LT].level is level


def test_where_there_is_always_much_more_is_needed():
    """The same bad day is lost in the noise of a country that has three major ones a day."""
    busy = [story(f"b{n}", NOON - n * DAY / 3, severity=3) for n in range(270)]
    assert read([*busy, story("bad", NOON - HOUR, severity=4, standing=Standing.OFFICIAL)])[LT].level is Level.NORMAL


def test_an_earlier_crisis_does_not_blunt_the_measure():
    """A week of crisis a month ago moves neither median nor spread by much."""
    crisis = [story(f"c{n}", NOON - 30 * DAY + n * DAY / 5, severity=4) for n in range(35)]
    calm, shaken = read(QUIET)[LT], read([*QUIET, *crisis])[LT]
    assert shaken.usual < 2 * calm.usual
    bad = story("bad", NOON - HOUR, severity=4, standing=Standing.OFFICIAL)
    assert read([*QUIET, *crisis, bad, replace(bad, id="bad2")])[LT].level is Level.HEIGHTENED


@pytest.mark.parametrize(("looked", "level"), [(LEAST_DATA - HOUR, Level.NO_BASELINE), (LEAST_DATA, Level.HEIGHTENED)])
def test_no_level_without_two_weeks_of_looking(looked, level):
    """Who has just begun to look does not know what is usual, and does not say."""
    bad = story("bad", NOON - HOUR, severity=4, standing=Standing.OFFICIAL)
    assert read([bad], since=NOON - looked)[LT].level is level
    assert read([bad], since=None)[LT].level is Level.NO_BASELINE


def test_it_does_not_flicker():
    """Between the two bounds a level stays what it was; `since` tells when it was reached."""
    stories, before, seen = [*QUIET, *(story(f"bad{n}", NOON, severity=4) for n in range(2))], {}, []
    for hour in range(24 * 14):
        before = read(stories, NOON + hour * HOUR, before=before)
        now = before[LT]
        seen.append(now.level)
        if now.level is Level.HEIGHTENED:
            assert now.excess >= FALLS
            assert now.since == NOON
    assert seen[0] is Level.HEIGHTENED
    assert seen[-1] is Level.NORMAL
    assert sum(a != b for a, b in itertools.pairwise(seen)) == 1


def test_only_what_matters_is_said():
    """Heightened from anything, and normal again; not that a baseline was reached or lost."""

    def at(level):
        return Reading(LT, level, NOON, NOON, 1.0)

    said = {(a, b): bool(turns({LT: at(a)}, [at(b)])) for a in Level for b in Level}
    rises = {(Level.NORMAL, Level.HEIGHTENED), (Level.NO_BASELINE, Level.HEIGHTENED)}
    assert {pair for pair, yes in said.items() if yes} == rises | {(Level.HEIGHTENED, Level.NORMAL)}
    assert [t.before for t in turns({}, [at(Level.HEIGHTENED)])] == [Level.NO_BASELINE]


def test_an_area_that_fell_silent_is_still_read():
    """A heightened country with no story left comes down by itself."""
    before = {LT: Reading(LT, Level.HEIGHTENED, NOON - DAY, NOON - DAY, 50.0)}
    found = read([], before=before)[LT]
    assert (found.level, found.score, found.since, found.reasons) == (Level.NORMAL, 0.0, NOON, ())


def test_the_future_and_the_long_past_weigh_nothing():
    """A date that a publisher got wrong moves no level."""
    assert read([story("x", NOON + HOUR), story("y", NOON - 400 * DAY)]) == {}


@given(
    st.lists(st.tuples(st.integers(0, 80 * 24), st.floats(0, 24)), max_size=40), st.lists(st.integers(0, 80 * 24), max_size=20)
)
def test_one_walk_gives_the_sum_of_all_decays(weighed, hours):
    """The quick way and the plain one agree at every instant."""
    told = sorted((NOON + h * HOUR, w) for h, w in weighed)
    times = sorted(NOON + h * HOUR for h in hours)
    plain = [sum(w * 0.5 ** ((t - at) / HALF_LIFE) for at, w in told if at <= t) for t in times]
    assert list(scores(told, times)) == pytest.approx(plain, abs=1e-6)


@settings(max_examples=50, deadline=None)
@given(events, st.randoms(use_true_random=False))
def test_any_order_gives_the_same(stories, rng):
    """The landscape is a function of the set of stories."""
    shuffled = list(stories)
    rng.shuffle(shuffled)
    assert readings(stories, NOON, LONG_AGO, {}) == readings(shuffled, NOON, LONG_AGO, {})


@settings(max_examples=50, deadline=None)
@given(events, st.integers(0, 60), st.integers(1, 4))
def test_one_story_more_never_lowers_a_score(stories, hours, severity):
    """More of the same day is more, and by exactly its weight."""
    more = story("more", NOON - hours * HOUR, severity=severity)
    before = read(stories).get(LT)
    after = read([*stories, more])[LT]
    added = weight(more) * 0.5 ** (hours * HOUR / HALF_LIFE)
    assert after.score == pytest.approx((before.score if before else 0.0) + added, abs=0.01)
    assert after.level is not Level.NORMAL or before is None or before.level is Level.NORMAL


@settings(max_examples=50, deadline=None)
@given(events)
def test_three_days_halve_what_is_there(stories):
    """With nothing new the score is half of what it was, and what was heightened comes down in the end."""
    now, later = read(stories), read(stories, NOON + HALF_LIFE)
    for area, reading in now.items():
        left = later[area].score if area in later else 0.0
        assert left == pytest.approx(reading.score / 2, abs=0.01)
    end = read([], NOON + 60 * DAY, before=now)
    assert {r.level for r in end.values()} <= {Level.NORMAL}


def test_weights_grow_with_severity_and_support():
    """Worse and better supported weighs more; a denied story weighs least."""
    assert list(SEVERITY_WEIGHT) == sorted(SEVERITY_WEIGHT)
    assert sorted(STANDING_WEIGHT, key=STANDING_WEIGHT.__getitem__) == [
        Standing.DISPUTED,
        Standing.SINGLE_SOURCE,
        Standing.CORROBORATED,
        Standing.OFFICIAL,
    ]
    assert weight(story(severity=9)) == weight(story(severity=4))
    assert areas(story(victim_countries=("LT", "LT"))) == (LT, ENERGY)


def test_a_reading_is_stored_whole_but_for_its_course():
    """What is written down is read back."""
    found = read([*QUIET, story("bad", NOON - HOUR, severity=4)])[LT]
    assert Reading.from_dict(json.loads(json.dumps(found.as_dict()))) == found.without_course()


def test_two_months_of_ten_thousand_stories_take_a_moment():
    """Every country and sector of a busy deployment is read in well under five seconds of one core."""
    rng = random.Random(4)
    stories = [
        story(
            f"s{n}", NOON - 80 * DAY * rng.random(), victim_countries=(f"{rng.choice('ABCDEFGHIJ')}{rng.choice('KLMNOPQRST')}",)
        )
        for n in range(10_000)
    ]
    assert len(read(stories, NOON + timedelta(seconds=1))) == 101
