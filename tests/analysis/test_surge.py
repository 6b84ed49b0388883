"""Many stories of one event are one situation; what is usual is none."""

import itertools
import random
import time
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.sightings import Recent, bonds
from bot.analysis.surge import CALM, MINIMUM, WEEKS, as_they_are, situations, surges
from bot.domain.situation import Bond, Shared, SurgeReason, Tally
from tests.fakes.nouns import NOON
from tests.fakes.told import DAY, HOUR, story

R = SurgeReason
BEGAN = NOON - WEEKS - 7 * DAY
WAVE = Bond("ddos", Shared.ACTOR, "Grey Heron")


def wave(count, at=NOON, actor="Grey Heron", **changes):
    """Stories of one actor, ten minutes apart, each in a country of its own."""
    places = ("LT", "LV", "EE", "PL", "FI", "SE", "NO", "DK", "DE", "NL", "BE", "FR", "CZ", "SK")
    return [
        story(f"{actor} {n}", at + n * HOUR / 6, actor=actor, victim_countries=(places[n % 14],), **changes) for n in range(count)
    ]


def told(stories, recent=None, now=None):
    """One story after another, as triage would: the reasons, and the situations that are open at the end."""
    recent = Recent(BEGAN) if recent is None else recent
    open_, reasons = {}, []
    for one in stories:
        joining = situations(list(open_.values()), one, recent, now or one.first_seen)
        recent.add(one)
        reasons.append(joining.reason)
        if joining.situation is not None:
            open_[joining.situation.id] = joining.situation
    return reasons, list(open_.values())


def test_five_of_one_actor_in_six_hours_are_a_situation():
    """Four are posted, the fifth begins the situation, the others join it in place of a post."""
    reasons, [found] = told(wave(8))
    assert reasons == [R.NO_SURGE] * 4 + [R.OPENED] + [R.JOINED] * 3
    assert (found.bond, len(found.stories), found.since, found.until) == (WAVE, 8, NOON, None)
    assert found.victims[0] == Tally("Mill Grey Heron 0", 1)
    assert found.sectors == (Tally("energy", 8),)
    assert (len(found.hours), sum(found.hours), found.hours[-1]) == (24, 8, 6)


@pytest.mark.parametrize(
    ("by", "shared"),
    [(Shared.FLAW, {"cves": ("CVE-2026-0001",), "kind": "vulnerability"}), (Shared.COUNTRY, {"victim_countries": ("LT",)})],
)
def test_one_flaw_or_one_country_will_do(by, shared):
    """What binds them may be a flaw or the country of the victims."""
    alone = {"victim_countries": ()} | shared
    reasons, [found] = told([story(str(n), NOON + n * HOUR / 2, **alone) for n in range(6)])
    assert reasons[-2:] == [R.OPENED, R.JOINED]
    assert found.bond.by is by


def test_the_worst_is_posted_by_itself_too_and_counted():
    """Severity 4 hides in no crowd."""
    *_, last = stories = [*wave(6), story("worst", NOON + HOUR, actor="Grey Heron", severity=4)]
    reasons, [found] = told(stories)
    assert reasons[-1] is R.CRITICAL
    assert found.severity == 4
    joining = situations([found], last, Recent(BEGAN, stories), last.first_seen)
    assert joining.own_post
    assert last.id in joining.situation.stories


def test_another_kind_does_not_join():
    """The actor's theft is no part of the actor's flood."""
    reasons, _ = told([*wave(6), story("theft", NOON + HOUR, actor="Grey Heron", kind="data_breach")])
    assert reasons[-1] is R.NO_SURGE


def test_what_is_always_so_is_no_situation():
    """A bond that six stories in six hours are usual for needs far more than six."""
    usual = [story(f"u{n}", NOON - 30 * DAY + n * HOUR) for n in range(30 * 24)]
    reasons, open_ = told(usual)
    assert set(reasons) == {R.NO_SURGE}
    assert open_ == []
    more = [story(f"m{n}", NOON + n * HOUR / 12) for n in range(30)]
    reasons, [found] = told(more, Recent(BEGAN, usual))
    assert R.OPENED in reasons
    assert found.needed > 2 * MINIMUM
    assert 5 < found.usual < 7


def test_an_earlier_surge_does_not_make_the_next_one_usual():
    """The second wave of a month is told like the first."""
    first = wave(40, NOON - 14 * DAY)
    reasons, [found] = told(
        [story(s.id + "b", s.first_seen + 14 * DAY, actor="Grey Heron") for s in first[:9]], Recent(BEGAN, first)
    )
    assert R.OPENED in reasons
    assert found.needed <= MINIMUM + 2


def test_in_the_first_days_it_takes_twice_as_many():
    """Who has just begun to look does not know what is usual."""
    reasons, _ = told(wave(12), Recent(NOON - DAY))
    assert reasons.index(R.OPENED) == 2 * MINIMUM - 1


def test_it_ends_when_it_has_been_calm_for_twelve_hours():
    """The situation says since when, and a story that comes later stands alone."""
    stories = wave(8)
    _, open_ = told(stories)
    recent = Recent(BEGAN, stories)
    end = stories[-1].first_seen + CALM
    assert [s.until for s in as_they_are(open_, recent, end - timedelta(seconds=1))] == [None]
    assert [(s.until, s.id) for s in as_they_are(open_, recent, end)] == [(end, open_[0].id)]
    late = story("late", end + HOUR, actor="Grey Heron")
    assert situations([], late, recent, late.first_seen).reason is R.NO_SURGE


def test_a_trickle_keeps_its_place_but_does_not_keep_it_open():
    """A straggler joins while it is open; only as many as halfway to a surge put off the end."""
    stories = [*wave(8), story("late", NOON + 11 * HOUR, actor="Grey Heron")]
    reasons, [found] = told(stories)
    assert reasons[-1] is R.JOINED
    assert found.busy == stories[7].first_seen


def test_what_one_situation_counts_begins_no_other():
    """A wave of one actor against one country is one situation, not two."""
    reasons, open_ = told([story(str(n), NOON + n * HOUR / 6, actor="Grey Heron") for n in range(20)])
    assert len(open_) == 1
    assert reasons.count(R.OPENED) == 1


def test_a_story_that_changes_is_counted_once():
    """More reports of one story are one story."""
    recent = Recent(BEGAN, [story("one", NOON, actor="Grey Heron", severity=n) for n in range(4)])
    assert len(recent) == len(recent.of(WAVE)) == 1
    recent.add(story("one", NOON, kind="data_breach"))
    assert recent.of(WAVE) == ()
    recent.forget(NOON + HOUR)
    assert len(recent) == 0


def test_most_telling_first():
    """A flaw says more than an actor, an actor more than a country; each once."""
    one = story(actor="Grey Heron", cves=("CVE-2026-0001", "CVE-2026-0001"))
    assert [b.by for b in bonds(one)] == [Shared.FLAW, Shared.ACTOR, Shared.COUNTRY]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.lists(st.tuples(st.integers(1, 14), st.integers(0, 9)), min_size=1, max_size=5))
def test_the_order_of_arrival_changes_nothing(seed, bursts):
    """However stories arrive, the same situations stand at the end, with the same stories, counts and times."""
    rng = random.Random(seed)
    stories = [
        one
        for n, (size, start) in enumerate(bursts)
        for one in wave(size, NOON - start * HOUR / 2, actor=f"Actor {n}", kind=f"kind{n}", severity=rng.randrange(5))
    ]
    seen = []
    for _ in range(3):
        rng.shuffle(stories)
        recent = Recent(BEGAN)
        _, open_ = told(stories, recent, now=NOON + 3 * HOUR)
        standing = as_they_are(open_, recent, NOON + 3 * HOUR)
        seen.append({s.bond: (s.stories, s.severity, s.since, s.hours, s.victims, s.until) for s in standing})
    assert seen[0] == seen[1] == seen[2]
    assert {b for b in seen[0] if b.by is Shared.ACTOR} == {
        Bond(f"kind{n}", Shared.ACTOR, f"Actor {n}") for n, (size, _) in enumerate(bursts) if size >= MINIMUM
    }


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 60 * 24 * 10), max_size=60), st.integers(0, 2**32))
def test_situations_of_a_bond_do_not_overlap_and_hold_what_they_need(minutes, seed):
    """For any times: apart from each other, each with enough stories, a function of the set."""
    stories = [story(str(n), NOON + timedelta(minutes=m), actor="Grey Heron") for n, m in enumerate(minutes)]
    found = surges(WAVE, Recent(BEGAN, stories).of(WAVE), BEGAN, NOON + 11 * DAY)
    random.Random(seed).shuffle(stories)
    assert surges(WAVE, Recent(BEGAN, stories).of(WAVE), BEGAN, NOON + 11 * DAY) == found
    for one in found:
        assert len(one.stories) >= one.needed >= MINIMUM
    for earlier, later in itertools.pairwise(found):
        assert earlier.latest < later.since
        assert not set(earlier.stories) & set(later.stories)


@pytest.mark.thorough
def test_ten_thousand_stories():
    """A month of ten thousand stories with three waves in it: the waves are found, nothing else, at over 500 stories a second."""
    rng = random.Random(4)
    kinds, places = [f"kind{n}" for n in range(12)], [f"{a}{b}" for a in "ABCDEFGH" for b in "KLMNOPQ"]
    quiet = [
        story(
            f"q{n}",
            NOON - 30 * DAY * rng.random(),
            kind=rng.choice(kinds),
            victim_countries=(rng.choice(places),),
            actor=f"a{n % 999}",
        )
        for n in range(9_880)
    ]
    waves = [one for n in range(3) for one in wave(40, NOON - (20 - 8 * n) * DAY, actor=f"Wave {n}")]
    every = sorted(quiet + waves, key=lambda s: (s.first_seen, s.id))
    recent, open_, opened = Recent(BEGAN), [], []
    begun = time.perf_counter()
    for one in every:
        open_ = [s for s in as_they_are(open_, recent, one.first_seen) if s.until is None]
        joining = situations(open_, one, recent, one.first_seen)
        recent.add(one)
        if joining.reason is R.OPENED:
            opened.append(joining.situation.bond.value)
        if joining.situation is not None:
            open_ = [*(s for s in open_ if s.id != joining.situation.id), joining.situation]
    took = time.perf_counter() - begun
    assert opened == ["Wave 0", "Wave 1", "Wave 2"]
    assert took < 20
