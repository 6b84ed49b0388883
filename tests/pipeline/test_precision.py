"""Precision per week and kind: what is counted, and what an honest interval is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.feedback import Judgement
from bot.pipeline.precision import monday, weekly, wilson
from tests.fakes.nouns import NOON, feedback

RELEVANT, NOISE, WRONG_KIND = Judgement
WEEK = timedelta(weeks=1)


def items(*judgements, **more):
    """One item a judgement."""
    return [feedback(judgement, item_id=f"{more}{n}", **more) for n, judgement in enumerate(judgements)]


def shown(rows):
    return [(r.week, r.kind, r.judged, r.relevant, r.wrong_kind, r.noise, r.tied, r.precision) for r in rows]


def test_each_kind_has_a_row_for_each_week_in_order():
    """Relevant over judged; a wrong kind is an error of the kind that was said."""
    said = [
        *items(RELEVANT, kind="ddos", at=NOON + WEEK),
        *items(RELEVANT, RELEVANT, NOISE, WRONG_KIND, kind="ransomware"),
        *items(NOISE, kind="ddos"),
    ]
    assert shown(weekly(said, UTC)) == [
        ("2026-W02", "ddos", 1, 0, 0, 1, 0, 0.0),
        ("2026-W02", "ransomware", 4, 2, 1, 1, 0, 0.5),
        ("2026-W03", "ddos", 1, 1, 0, 0, 0, 1.0),
    ]


def test_an_item_is_one_trial_in_the_week_it_was_first_judged():
    """Ten voices are not ten alerts, and a voice a week later does not count the alert again."""
    said = [feedback(RELEVANT, who=str(n), at=NOON + n * WEEK) for n in range(3)] + [feedback(NOISE, who="x", at=NOON + WEEK)]
    assert shown(weekly(said, UTC)) == [("2026-W02", "ransomware", 1, 1, 0, 0, 0, 1.0)]
    assert weekly(said, UTC, date(2026, 1, 12)) == []


def test_ties_are_told_and_not_judged():
    """Where as many say one thing as the other, nothing is known; a row of ties has no precision."""
    two = [feedback(RELEVANT, who="a"), feedback(NOISE, who="b")]
    [row] = weekly(two, UTC)
    assert (row.judged, row.tied, row.precision, row.low, row.high) == (0, 1, None, 0.0, 1.0)


def test_weeks_are_those_of_the_calendar_and_of_the_zone():
    """The year of a week is the ISO year; Monday begins at the team's midnight."""
    midnight = datetime(2025, 12, 28, 23, 30, tzinfo=UTC)
    assert weekly([feedback(at=midnight)], UTC)[0].week == "2025-W52"
    assert weekly([feedback(at=midnight)], ZoneInfo("Europe/Vilnius"))[0].week == "2026-W01"
    assert monday(midnight, 1, UTC) == date(2025, 12, 22)
    assert monday(midnight, 3, ZoneInfo("Europe/Vilnius")) == date(2025, 12, 15)


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [(0, 0, 0.0, 1.0), (8, 10, 0.490, 0.943), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (50, 100, 0.404, 0.596)],
)
def test_wilson_gives_the_known_figures(hits, trials, low, high):
    """As printed in tables of the interval."""
    assert wilson(hits, trials) == (pytest.approx(low, abs=5e-4), pytest.approx(high, abs=5e-4))


trials = st.integers(0, 100_000)


@settings(derandomize=True, deadline=None)
@given(trials, st.floats(0, 1))
def test_the_interval_holds_the_share_and_tightens(n, part):
    """It never leaves 0 to 1, always holds what was measured, mirrors, and four times the trials make it narrower."""
    hits = round(n * part)
    low, high = wilson(hits, n)
    assert 0 <= low <= high <= 1
    assert wilson(n - hits, n) == (pytest.approx(1 - high), pytest.approx(1 - low))
    if n:
        assert low <= hits / n <= high
        again = wilson(4 * hits, 4 * n)
        assert again[1] - again[0] < high - low


@settings(derandomize=True, deadline=None)
@given(
    st.lists(
        st.builds(
            feedback,
            st.sampled_from(Judgement),
            item_id=st.integers(0, 20).map(str),
            who=st.sampled_from("abc"),
            channel=st.sampled_from(["", "desk"]),
            at=st.integers(0, 60).map(lambda n: NOON + timedelta(days=n)),
        ),
        unique_by=lambda f: (f.item_id, f.channel, f.who),
    )
)
def test_every_judged_item_is_counted_once(said):
    """Whatever people say: judged and tied together are the items, and the parts add up."""
    said = [replace(f, kind="ddos" if int(f.item_id) % 2 else "ransomware") for f in said]
    rows = weekly(said, UTC)
    assert sum(r.judged + r.tied for r in rows) == len({f.item_id for f in said})
    assert all(r.judged == r.relevant + r.wrong_kind + r.noise for r in rows)
    assert rows == weekly(said[::-1], UTC)
