"""When to try again, for polls and posts: pure arithmetic, the randomness is an argument."""

from dataclasses import dataclass
from datetime import timedelta

GROW = 1.2
"""A poll that found nothing makes the interval this much longer..."""
SHRINK = 0.5
"""...and one that found something this much shorter: in balance about one poll in five finds something."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Bounds of waiting. `jitter` is the share of a wait that is random, so that sources spread out."""

    retry_base: timedelta = timedelta(minutes=5)
    retry_cap: timedelta = timedelta(hours=24)
    wish_cap: timedelta = timedelta(hours=24)
    """The longest that a publisher's own wish to be left alone is followed."""
    jitter: float = 0.1


def next_interval(current: timedelta, floor: timedelta, ceiling: timedelta, *, found: bool) -> timedelta:
    """The adaptive interval after a good poll, between the source's floor and ceiling."""
    return min(max(current * (SHRINK if found else GROW), floor), ceiling)


def wait_after_success(interval: timedelta, wish: timedelta | None, rhythm: Rhythm, chance: float) -> timedelta:
    """How long to wait; `wish` is the publisher's (Cache-Control, Expires, ttl), `chance` uniform in [0, 1)."""
    return max(_spread(interval, rhythm.jitter, chance), min(wish or timedelta(), rhythm.wish_cap))


def wait_after_failure(failures: int, wish: timedelta | None, rhythm: Rhythm, chance: float) -> timedelta:
    """The back-off, spread; a Retry-After is a minimum. `failures` counts from 1."""
    wait = backed_off(rhythm.retry_base, rhythm.retry_cap, failures)
    return max(_spread(wait, rhythm.jitter, chance), min(wish or timedelta(), rhythm.wish_cap))


def backed_off(base: timedelta, cap: timedelta, failures: int) -> timedelta:
    """Base x 2^(failures - 1), capped. `failures` counts from 1."""
    return min(base * (1 << min(max(failures, 1) - 1, 30)), cap)


def _spread(wait: timedelta, jitter: float, chance: float) -> timedelta:
    """Between wait and wait x (1 + jitter): never sooner than promised."""
    return wait * (1 + jitter * chance)
