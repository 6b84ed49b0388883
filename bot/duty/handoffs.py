"""The hand-offs of a rotation, numbered: hand-off `n` begins turn `n`, which is the member's at `n` modulo their number.

Everything is reckoned from the number, never from the hand-off before, so that no change of clocks can lose or double one and
any year is as near as any other.
"""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Protocol

from bot.domain.rotation import Cadence, Rotation, Unit
from bot.duty.wall import instant, shown

DAY = timedelta(days=1)
MIDNIGHT = time()


class Slots(Protocol):
    """Wall-clock times in order, numbered from anywhere; negative numbers are those before."""

    def wall(self, number: int) -> datetime:
        """The time of this number."""
        ...

    def last(self, wall: datetime) -> int:
        """The number of the last time that is not after `wall`."""
        ...


@dataclass(frozen=True, slots=True)
class Pattern:
    """The same `slots` (since midnight of the first day, sorted) in every `period`."""

    anchor: datetime
    period: timedelta
    slots: tuple[timedelta, ...]

    def wall(self, number: int) -> datetime:
        """As `Slots`."""
        periods, slot = divmod(number, len(self.slots))
        return self.anchor + periods * self.period + self.slots[slot]

    def last(self, wall: datetime) -> int:
        """As `Slots`."""
        periods, rest = divmod(wall - self.anchor, self.period)
        return periods * len(self.slots) + bisect_right(self.slots, rest) - 1


@dataclass(frozen=True, slots=True)
class Months:
    """Times `at` on a day of every `count`-th month; `first` is a month, counted from the year 0."""

    first: int
    count: int
    day: int
    at: tuple[time, ...]

    def wall(self, number: int) -> datetime:
        """As `Slots`."""
        periods, slot = divmod(number, len(self.at))
        year, month = divmod(self.first + periods * self.count, 12)
        day = min(self.day, monthrange(year, month + 1)[1])
        return datetime.combine(date(year, month + 1, day), self.at[slot])

    def last(self, wall: datetime) -> int:
        """As `Slots`."""
        periods = (wall.year * 12 + wall.month - 1 - self.first) // self.count
        number = (periods + 1) * len(self.at) - 1
        while self.wall(number) > wall:
            number -= 1
        return number


class Handoffs:
    """The hand-offs of one rotation."""

    __slots__ = ("_begin", "_every", "_offset", "_slots", "_zone")

    def __init__(self, rotation: Rotation) -> None:
        """Finds the first one: number 0."""
        cadence = rotation.cadence
        self._zone = rotation.zone
        self._every = timedelta(hours=cadence.count) if cadence.unit is Unit.HOUR else None
        self._begin = instant(datetime.combine(rotation.starts, cadence.at[0]), rotation.zone)
        self._slots = _slots(cadence, rotation.starts)
        self._offset = self._slots.last(datetime.combine(rotation.starts, MIDNIGHT) - timedelta.resolution) + 1

    def at(self, number: int) -> datetime:
        """The instant of hand-off `number`."""
        if self._every is not None:
            return self._begin + number * self._every
        return instant(self._slots.wall(number + self._offset), self._zone)

    def turn(self, at: datetime) -> int:
        """The number of the last hand-off that is not after `at`; negative before the first."""
        if self._every is not None:
            return (at - self._begin) // self._every
        number = self._slots.last(shown(at, self._zone)) - self._offset
        while self.at(number + 1) <= at:  # the second time round in a fold: its hand-offs are over already
            number += 1
        return number

    def turns(self, start: datetime, end: datetime) -> Iterator[tuple[int, datetime, datetime]]:
        """Each turn that has a part in [start, end), with its two hand-offs."""
        number = max(self.turn(start), 0)
        begin = self.at(number)
        while begin < end:
            over = self.at(number + 1)
            if begin < over:  # two hand-offs inside one gap: nobody has the turn between them
                yield number, begin, over
            number, begin = number + 1, over


@lru_cache(maxsize=1024)
def handoffs(rotation: Rotation) -> Handoffs:
    """Made once for each rotation."""
    return Handoffs(rotation)


def _slots(cadence: Cadence, starts: date) -> Slots:
    """The wall-clock times of a cadence. Where it counts by twos or more, the first day that it names on or after `starts` is one."""
    midnight = datetime.combine(starts, MIDNIGHT)
    times = tuple(datetime.combine(starts, at) - midnight for at in cadence.at)
    match cadence.unit:
        case Unit.MONTH:
            later = min(cadence.day, monthrange(starts.year, starts.month)[1]) < starts.day
            return Months(starts.year * 12 + starts.month - 1 + later, cadence.count, cadence.day, cadence.at)
        case Unit.WEEK:
            first = next(d for d in (midnight + n * DAY for n in range(7)) if d.weekday() in cadence.weekdays)
            monday = first - first.weekday() * DAY
            return Pattern(monday, cadence.count * 7 * DAY, tuple(day * DAY + at for day in cadence.weekdays for at in times))
        case Unit.LENGTHS:
            begins = accumulate(cadence.lengths[:-1], initial=0)
            return Pattern(midnight, sum(cadence.lengths) * DAY, tuple(days * DAY + times[0] for days in begins))
    return Pattern(midnight, cadence.count * DAY, times)
