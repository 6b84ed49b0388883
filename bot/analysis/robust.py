"""What is usual, by figures that a few wild values cannot move: median and MAD (Hampel 1974, Rousseeuw and Croux 1993)."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

NORMAL = 1.4826
"""The MAD times this is the standard deviation where the values are normal."""


@dataclass(frozen=True, slots=True)
class Usual:
    """The middle of some values, and how far they usually stray from it: a standard deviation by the MAD."""

    median: float
    spread: float


def usual(values: Sequence[float]) -> Usual:
    """Of no values: 0 and 0."""
    if not values:
        return Usual(0.0, 0.0)
    middle = median(values)
    return Usual(middle, NORMAL * median(abs(value - middle) for value in values))
