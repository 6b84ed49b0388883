"""Whose turn it is: a rotation with its hand-offs, or a list of turns written out; and the hours in which they count."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

EVERY_DAY = frozenset(range(7))


class Unit(StrEnum):
    """What a cadence counts in."""

    HOUR = "hour"
    """Hours that pass, 3,600 s each: a turn of eight lasts eight also when the clocks change."""
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    LENGTHS = "lengths"
    """Turns of uneven length, in days, over and over."""


@dataclass(frozen=True, slots=True)
class Cadence:
    """When duty is handed over: at each time `at` of every `count`-th day, of each of the `weekdays` (0 is Monday) of every
    `count`-th week, of the `day` (the month's last where it has no such day) of every `count`-th month, or after each of `lengths`.

    Units but HOUR go by the wall clock (`duty.wall`); HOUR takes only its beginning from there. `at` and `weekdays` are sorted;
    HOUR and LENGTHS use the first of `at`.
    """

    unit: Unit
    count: int = 1
    at: tuple[time, ...] = (time(9),)
    weekdays: tuple[int, ...] = (0,)
    day: int = 1
    lengths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rotation:
    """`members` (ids of people) take turns, the first from the first hand-off on or after `starts`; before it nobody is on.

    A member may stand in it more than once. `starts` is a date of `zone`.
    """

    id: str
    members: tuple[str, ...]
    zone: ZoneInfo
    starts: date
    cadence: Cadence


@dataclass(frozen=True, slots=True)
class Entry:
    """One turn written out: `person` (an id) from `start` to before `end`, UTC."""

    person: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """Turns one after the other instead of a rotation, as a calendar gives them. Where two overlap, the earlier one ends first."""

    id: str
    entries: tuple[Entry, ...] = ()
    """By start."""


@dataclass(frozen=True, slots=True)
class Restriction:
    """Hours of the week by the wall clock of `zone`: on each of the `weekdays` from `start` to before `end`.

    An `end` that is not after `start` is on the next day; equal ones are a whole day.
    """

    weekdays: frozenset[int]
    start: time
    end: time
    zone: ZoneInfo
