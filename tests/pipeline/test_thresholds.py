"""Thresholds follow what people say: bounded, step by step, and never the wrong way."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.feedback import Judgement
from bot.pipeline.thresholds import MOST, STEP, threshold
from tests.fakes.nouns import NOON, feedback

RELEVANT, NOISE, WRONG_KIND = Judgement
SECOND = timedelta(seconds=1)
LATER = NOON + timedelta(days=1)


def said(judgement, score=0.57, times=1, start=0, **more):
    """That many alerts of this score, each judged once, a second after the other."""
    return [
        feedback(judgement, item_id=f"{judgement}-{n}", score=score, at=NOON + n * SECOND, **more)
        for n in range(start, start + times)
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], 0.5),
        (said(NOISE, 0.52, 3), 0.5),
        (said(NOISE, 0.52, 4), 0.55),
        (said(NOISE, 0.52, 400), 0.55),
        (said(NOISE, 0.57, 6), 0.5),
        (said(NOISE, 0.57, 7), 0.55),
        (said(NOISE, 0.57, 8), 0.6),
        (said(NOISE, 0.57, 30), 0.6),
        (said(NOISE, 0.78, 400), 0.8),
        (said(NOISE, 0.8, 400), 0.5),
        (said(NOISE, 0.3, 400), 0.5),
        (said(NOISE, 0.52, 30, severity=4), 0.5),
        (said(RELEVANT, 0.52, 30), 0.5),
        (said(NOISE, 0.52, 9) + said(RELEVANT, 0.52, 3), 0.5),
        (said(NOISE, 0.52, 9) + said(WRONG_KIND, 0.52, 3), 0.5),
        (said(NOISE, 0.52, 12) + said(RELEVANT, 0.53, 4), 0.55),
        (said(NOISE, 0.52, 30) + said(RELEVANT, 0.57, 9), 0.55),
    ],
    ids=[
        "nothing",
        "three voices are too few",
        "four move it a step",
        "it goes no further than the noise",
        "noise above an unknown slice needs more",
        "one step at a time",
        "and the next",
        "then it stays",
        "never above the bound",
        "what is above the bound is posted in any case",
        "what is below the bound is not posted in any case",
        "the worst is posted in any case",
        "praise alone moves nothing",
        "a relevant alert weighs as much as two of noise",
        "a wrong kind is an alert all the same",
        "mostly noise is worth it",
        "good alerts above are kept",
    ],
)
def test_what_moves_a_threshold_and_how_far(rows, expected):
    """How many judgements of which alerts it takes: what docs/how-to/feedback.md tells people."""
    assert threshold(rows, 0.5, 0.8) == expected


def test_an_alert_has_one_vote():
    """Thirty people pressing noise under one post are one piece of noise."""
    assert threshold([feedback(NOISE, who=str(n), score=0.52) for n in range(30)], 0.5, 0.8) == 0.5


def test_it_comes_down_again():
    """When people call posts relevant that are held back or nearly so, the threshold follows them down, step by step."""
    noise = said(NOISE, 0.52, 8) + said(NOISE, 0.57, 8, start=10)
    praise = said(RELEVANT, 0.57, 12, start=50)
    found = [threshold([*noise, *praise[:n]], 0.5, 0.8) for n in range(13)]
    assert found[0] == 0.6
    assert found == sorted(found, reverse=True)
    assert found[-1] == 0.55


def test_the_latest_alerts_of_a_slice_count():
    """Hundreds of old good posts do not drown what people say now."""
    old, now = said(RELEVANT, 0.52, 4 * MOST), said(NOISE, 0.52, MOST, start=4 * MOST)
    assert threshold([*old, *now], 0.5, 0.8) == 0.55


@pytest.mark.parametrize("bound", [0.0, 0.5, 0.8, 1.0])
def test_equal_bounds_are_a_fixed_threshold(bound):
    """Who sets both to the same has decided."""
    assert threshold(said(NOISE, 0.52, 50), bound, bound) == bound


def test_odd_bounds_are_reached_exactly():
    """The last step is a shorter one."""
    rows = [f for n in range(4) for f in said(NOISE, 0.5 + n * STEP + 0.01, 20, start=100 * n)]
    assert threshold(rows, 0.5, 0.62) == 0.62
    assert threshold(rows, 0.49, 0.62) == 0.62


bounds = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(lambda pair: tuple(n / 100 for n in sorted(pair)))
opinions = st.lists(
    st.builds(
        feedback,
        st.sampled_from([NOISE, NOISE, RELEVANT, WRONG_KIND]),
        item_id=st.integers(0, 60).map(str),
        who=st.sampled_from("ab"),
        score=st.floats(0, 1) | st.sampled_from([0.5, 0.52, 0.57, 0.6]),
        at=st.integers(0, 60).map(lambda n: NOON + n * SECOND),
        severity=st.integers(0, 4),
    ),
    max_size=80,
    unique_by=lambda f: (f.item_id, f.who),
).map(lambda rows: [replace(f, score={g.item_id: g.score for g in rows}[f.item_id]) for f in rows])
more = st.builds(
    feedback,
    item_id=st.integers(0, 61).map(str),
    who=st.just("c"),
    score=st.sampled_from([0.5, 0.52, 0.57, 0.6, 0.79]),
    at=st.just(LATER),
)


def with_scores(rows, one):
    """The new judgement has the score that its item has."""
    return replace(one, score={f.item_id: f.score for f in rows}.get(one.item_id, one.score))


@settings(max_examples=200, derandomize=True, deadline=None)
@given(rows=opinions, within=bounds)
def test_it_stays_inside_its_bounds_and_is_a_function(rows, within):
    """Whatever people say, in whatever order it is read, the threshold is one value between the two."""
    found = threshold(rows, *within)
    assert within[0] <= found <= within[1]
    assert threshold(rows[::-1], *within) == found


@settings(max_examples=300, derandomize=True, deadline=None)
@given(rows=opinions, within=bounds, one=more)
def test_more_noise_never_lowers_it_and_more_praise_never_raises_it(rows, within, one):
    """One more judgement moves the threshold a step at most, and only its own way."""
    one = with_scores(rows, one)
    before = threshold(rows, *within)
    noisier = threshold([*rows, one], *within)
    better = threshold([*rows, replace(one, judgement=RELEVANT)], *within)
    assert before <= noisier <= before + STEP + 1e-9
    assert before - STEP - 1e-9 <= better <= before


@settings(max_examples=300, derandomize=True, deadline=None)
@given(rows=opinions, within=bounds, which=st.integers(0, 79))
def test_noise_in_place_of_praise_never_lowers_it(rows, within, which):
    """Had somebody said noise where they said relevant, the threshold would be as high or higher."""
    if not rows:
        return
    which %= len(rows)
    noisy, good = (
        [*rows[:which], replace(rows[which], judgement=judgement), *rows[which + 1 :]] for judgement in (NOISE, RELEVANT)
    )
    assert threshold(good, *within) <= threshold(noisy, *within)
