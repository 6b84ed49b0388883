"""WHAT cannot be meant: layers of which neither is the stronger one, and policies that lead back to themselves."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from itertools import combinations

from bot.domain.rotation import Rotation
from bot.domain.schedule import Layer, Schedule
from bot.duty.hours import stretches
from bot.duty.spans import Stretch

YEAR = timedelta(days=371)
"""53 weeks: as long as layers are watched for a meeting; hours repeat weekly, and zones change their clocks within a year."""


def meetings(schedule: Schedule) -> Iterator[tuple[Layer, Layer]]:
    """Pairs of layers of one role and one priority that hold at the same time."""
    for one, other in combinations(schedule.layers, 2):
        if (one.role, one.priority) == (other.role, other.priority) and _meet(one, other):
            yield one, other


def circle(then: Mapping[str, str], first: str) -> list[str]:
    """The way from `first` back to itself by `then`, with `first` at both ends; empty where there is none."""
    way = [first]
    while (following := then.get(way[-1], "")) and following not in way:
        way.append(following)
    return [*way, first] if following == first else []


def _meet(one: Layer, other: Layer) -> bool:
    """Whether both hold at some instant of the year that begins when both have begun."""
    start = max(_begins(one), _begins(other))
    end = min(layer.ends or start + YEAR for layer in (one, other))
    if start >= end:
        return False
    return _share(*(stretches(layer.hours, start, min(end, start + YEAR)) for layer in (one, other)))


def _begins(layer: Layer) -> datetime:
    """About when it begins: a rotation on the day it starts, by UTC, which is near enough to find a meeting."""
    turns = layer.turns
    day = datetime.combine(turns.starts, time(), UTC) if isinstance(turns, Rotation) else datetime(1970, 1, 1, tzinfo=UTC)
    return max(day, layer.starts or day)


def _share(ones: list[Stretch], others: list[Stretch]) -> bool:
    """Whether two sorted lists have an instant in common."""
    place = 0
    for start, end in ones:
        while place < len(others) and others[place][1] <= start:
            place += 1
        if place < len(others) and others[place][0] < end:
            return True
    return False
