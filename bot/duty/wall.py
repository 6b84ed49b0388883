"""The wall clock, and what happens to a time on it when clocks change.

A wall-clock time happens once: at the first instant at which the clocks of the zone show it or have passed it. So

- in a gap (clocks go forward, a zone skips a day) it is the first instant after the gap;
- in a fold (clocks go back) it is the first of the two;
- two times inside one gap happen at one instant, in their order.

`zoneinfo` (PEP 495) gives the two readings of a doubtful time: with `fold=0` by the offset before the change.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant, UTC, of a wall-clock time (without a zone) in `zone`."""
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return first if shown(first, zone) == wall else _gap_end(wall, first, zone)


def shown(at: datetime, zone: ZoneInfo) -> datetime:
    """What the clocks of the zone show at an instant, without a zone."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def _gap_end(wall: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The change of clocks that skips `wall`: between its two readings, to the second."""
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    while after - before > SECOND:
        middle = before + (after - before) // 2 // SECOND * SECOND
        if shown(middle, zone) > wall:
            after = middle
        else:
            before = middle
    return after
