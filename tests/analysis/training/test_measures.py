"""Figures are those of the books: small cases by hand, and what must hold of any answers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.training.measures import BINS, Counts, auc, average_precision, calibration, f1_interval

pytestmark = pytest.mark.thorough

ANSWERS = st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=60)
TRUTH = np.array([True, False, True, True, False])
SCORES = np.array([0.9, 0.8, 0.7, 0.4, 0.1])


def test_counts_by_hand():
    """Three said, two of them right, one missed."""
    counts = Counts.of([True, True, False, True, False], [True, True, True, False, False])
    assert counts == Counts(hit=2, false=1, missed=1)
    assert counts.figures() == (2 / 3, 2 / 3, 2 / 3)


def test_nothing_has_no_figure():
    """Precision of a judge that said nothing is unknown, not perfect and not nil."""
    assert Counts(0, 0, 3).figures() == (None, 0.0, 0.0)
    assert Counts(0, 0, 0).figures() == (None, None, None)
    assert f1_interval(Counts(0, 0, 0), 10) is None
    none = np.zeros(3, bool)
    assert (average_precision(none, SCORES[:3]), auc(none, SCORES[:3]), auc(~none, SCORES[:3])) == (None, None, None)


def test_ranking_by_hand():
    """Alerts at places 1, 3 and 4: precision 1/1, 2/3, 3/4 there; of six pairs four stand right."""
    assert average_precision(TRUTH, SCORES) == pytest.approx((1 + 2 / 3 + 3 / 4) / 3)
    assert auc(TRUTH, SCORES) == pytest.approx(4 / 6)


def test_ties_are_half_a_win():
    """A judge that always says the same is no better than chance."""
    assert auc(TRUTH, np.full(5, 0.3)) == 0.5
    assert average_precision(TRUTH, np.full(5, 0.3)) == pytest.approx(3 / 5)


@pytest.fixture(scope="module")
def metrics():
    return pytest.importorskip("sklearn.metrics", reason="a development library")


@given(answers=ANSWERS)
def test_ranking_is_that_of_the_library(metrics, answers):
    """The same as scikit-learn's, ties included."""
    truth, scores = np.array([t for t, _ in answers]), np.array([s for _, s in answers])
    if 0 < truth.sum() < len(truth):
        assert average_precision(truth, scores) == pytest.approx(metrics.average_precision_score(truth, scores))
        assert auc(truth, scores) == pytest.approx(metrics.roc_auc_score(truth, scores))


def test_calibration_by_hand():
    """Two rows of 0.9 of which one is an alert are off by 0.4; one of 0.2 that is none by 0.2; weighted (0.8 + 0.2) / 3."""
    bins, error = calibration(np.array([True, False, False]), np.array([0.9, 0.9, 0.2]))
    assert [(b.rows, b.said, b.true) for b in bins if b.rows] == [(1, 0.2, 0.0), (2, 0.9, 0.5)]
    assert error == pytest.approx(1 / 3)


@given(ANSWERS)
def test_bins_hold_every_row_once(answers):
    """Also the scores 0 and 1; what a bin's rows say on average lies in the bin; the error is a share."""
    truth, scores = np.array([t for t, _ in answers]), np.array([s for _, s in answers])
    bins, error = calibration(truth, scores)
    assert (len(bins), sum(b.rows for b in bins)) == (BINS, len(answers))
    assert all(b.said is None or b.low - 1e-9 <= b.said <= b.low + 1 / BINS + 1e-9 for b in bins)
    assert 0 <= error <= 1


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_f1_lies_between_precision_and_recall(hit, false, missed, quiet):
    """And its interval around it, the same every time."""
    counts = Counts(hit, false, missed)
    p, r, f1 = counts.figures()
    if p is not None and r is not None:
        assert min(p, r) - 1e-9 <= f1 <= max(p, r) + 1e-9
    rows = hit + false + missed + quiet
    interval = f1_interval(counts, rows)
    assert interval == f1_interval(counts, rows)
    assert interval is None or 0 <= interval[0] <= interval[1] <= 1


def test_an_interval_is_narrower_over_more_rows():
    """A hundred times the rows, about a tenth of the width; the figure itself is inside."""
    few, many = f1_interval(Counts(8, 2, 2), 40), f1_interval(Counts(800, 200, 200), 4000)
    assert few[0] < many[0] < 0.8 < many[1] < few[1]
    assert (few[1] - few[0]) / (many[1] - many[0]) == pytest.approx(10, rel=0.3)
