"""Which troubles are told one by one, which together, and which wait: a hundred sources that break in the same minutes (our own
network is down) are one notice with a list, not a hundred. Pure: the time is an argument.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.trouble import Trouble

MOST_SINGLE = 5
"""So many notices of one sort (starts, ends) in a window; what is more is told together..."""
WINDOW = timedelta(minutes=15)
"""...and once a window."""


@dataclass(frozen=True, slots=True)
class Outcry:
    """What is told now, marked as told. `unsaid` ended before anybody heard of them, and are told never."""

    starts: tuple[Trouble, ...] = ()
    ends: tuple[Trouble, ...] = ()
    starts_together: bool = False
    ends_together: bool = False
    unsaid: tuple[Trouble, ...] = ()

    @property
    def told(self) -> tuple[Trouble, ...]:
        """All that is to be written down."""
        return (*self.starts, *self.ends, *self.unsaid)


def outcry(troubles: Sequence[Trouble], now: datetime) -> Outcry:
    """The decision over all that is open and all that ended within a window."""
    unsaid = tuple(replace(t, end_told_at=now) for t in troubles if t.ended_at and not t.told_at and not t.end_told_at)
    fresh = [t for t in troubles if not t.ended_at and not t.told_at]
    over = [t for t in troubles if t.ended_at and t.told_at and not t.end_told_at]
    since = now - WINDOW
    starts_heard = sum(1 for t in troubles if t.told_at and t.told_at > since)
    ends_heard = sum(1 for t in troubles if t.end_told_at and t.told_at and t.end_told_at > since)
    return Outcry(
        starts=tuple(replace(t, told_at=now) for t in fresh) if _may(starts_heard, len(fresh)) else (),
        ends=tuple(replace(t, end_told_at=now) for t in over) if _may(ends_heard, len(over)) else (),
        starts_together=starts_heard + len(fresh) > MOST_SINGLE,
        ends_together=ends_heard + len(over) > MOST_SINGLE,
        unsaid=unsaid,
    )


def _may(heard: int, waiting: int) -> bool:
    """Whether anything is told now: while there is room for single notices, or for the one that tells all together."""
    return waiting > 0 and heard <= MOST_SINGLE
