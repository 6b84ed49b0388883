"""Counts into figures: precision and its kin, ranking, calibration, how far a figure may be chance. Plain numpy, no opinion."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.analysis.training.examples import SEED

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
BINS = 10
_DRAWS = 2000
_TAILS = (2.5, 97.5)


@dataclass(frozen=True)
class Counts:
    """Of yes-or-no answers, or of names: right, said but wrong, missed. A figure over nothing is None, and never a 0 or a 1."""

    hit: int
    false: int
    missed: int

    @classmethod
    def of(cls, truth: Iterable[bool], said: Iterable[bool]) -> "Counts":
        """Of answers side by side."""
        pairs = list(zip(map(bool, truth), map(bool, said), strict=True))
        return cls(pairs.count((True, True)), pairs.count((False, True)), pairs.count((True, False)))

    @property
    def precision(self) -> float | None:
        """Of what was said, how much is right."""
        return share(self.hit, self.hit + self.false)

    @property
    def recall(self) -> float | None:
        """Of what is right, how much was said."""
        return share(self.hit, self.hit + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both."""
        return share(2 * self.hit, 2 * self.hit + self.false + self.missed)

    def figures(self) -> tuple[float | None, float | None, float | None]:
        """Precision, recall, F1: three cells of a row."""
        return self.precision, self.recall, self.f1


def share(part: float, whole: float) -> float | None:
    """None of nothing."""
    return part / whole if whole else None


def mean(values: Sequence[float]) -> float | None:
    """None of nothing."""
    return share(sum(values), len(values))


def f1_interval(counts: Counts, rows: int) -> tuple[float, float] | None:
    """95 % bootstrap interval (Efron and Tibshirani 1993). To draw rows with replacement is to draw their four outcomes, so the
    order of the rows does not matter.
    """
    quiet = rows - counts.hit - counts.false - counts.missed
    if not counts.hit + counts.false + counts.missed:
        return None
    odds = np.array([counts.hit, counts.false, counts.missed, quiet]) / rows
    hit, false, missed, _ = np.random.default_rng(SEED).multinomial(rows, odds, size=_DRAWS).T
    some = hit + false + missed > 0
    low, high = np.percentile(2 * hit[some] / (2 * hit + false + missed)[some], _TAILS)
    return float(low), float(high)


def average_precision(truth: Bools, scores: Numbers) -> float | None:
    """Precision at each new hit, as the bar is lowered, averaged; rows of equal score enter together."""
    if not truth.any():
        return None
    hits, said = _lowering(truth, scores)
    return float((np.diff(hits, prepend=0) * hits / said).sum() / hits[-1])


def auc(truth: Bools, scores: Numbers) -> float | None:
    """How often an alert scores above what is none (Mann and Whitney 1947); a tie is half a win."""
    if not truth.any() or truth.all():
        return None
    hits, said = _lowering(truth, scores)
    others = said - hits
    new = np.diff(others, prepend=0)
    won = np.diff(hits, prepend=0) * (others[-1] - others + new / 2)
    return float(won.sum() / (hits[-1] * others[-1]))


def _lowering(truth: Bools, scores: Numbers) -> tuple[Numbers, Numbers]:
    """Hits, and all rows, at or above each distinct score, from the highest down."""
    _, place = np.unique(-scores, return_inverse=True)
    return np.cumsum(np.bincount(place, weights=truth)), np.cumsum(np.bincount(place)).astype(float)


@dataclass(frozen=True)
class Bin:
    """Rows whose score lies in [low, low + 1 / BINS): how sure the judge was on average, and how often it was an alert."""

    low: float
    rows: int
    said: float | None
    true: float | None


def calibration(truth: Bools, scores: Numbers) -> tuple[list[Bin], float | None]:
    """The bins, and the expected calibration error: the gap between said and true, weighted by rows (Naeini et al., AAAI 2015)."""
    place = np.minimum((scores * BINS).astype(int), BINS - 1)
    rows = np.bincount(place, minlength=BINS)
    said, true = np.bincount(place, weights=scores, minlength=BINS), np.bincount(place, weights=truth, minlength=BINS)
    bins = [
        Bin(i / BINS, int(n), share(float(s), n), share(float(t), n))
        for i, (n, s, t) in enumerate(zip(rows, said, true, strict=True))
    ]
    return bins, share(float(np.abs(said - true).sum()), len(scores))
