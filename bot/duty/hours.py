"""Hours of the week by the wall clock: whether an instant is in them, and which stretches they make."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta

from bot.domain.rotation import Restriction
from bot.duty.spans import Stretch, joined
from bot.duty.wall import instant, shown

DAY = timedelta(days=1)


def inside(hours: Sequence[Restriction], at: datetime) -> bool:
    """Whether one of them holds at the instant. None at all always hold."""
    return not hours or any(_holds(restriction, at) for restriction in hours)


def stretches(hours: Iterable[Restriction], start: datetime, end: datetime) -> list[Stretch]:
    """The stretches of [start, end) that are in them, joined where they touch; all of it where there are none."""
    found = [part for restriction in hours for part in _days(restriction, start, end)]
    return joined(found) if hours else [(start, end)]


def over(hours: Sequence[Restriction], at: datetime, longest: timedelta) -> datetime:
    """When the hours that `at` lies in are over, at most `longest` later; `at` itself outside of them."""
    first = next(iter(stretches(hours, at, at + longest)), None)
    return first[1] if first and first[0] <= at else at


def _holds(restriction: Restriction, at: datetime) -> bool:
    """The days around are asked too: a window may begin the day before, and clocks that go back may go back over midnight."""
    midnight = _midnight(shown(at, restriction.zone))
    return any(_within(restriction, midnight + days * DAY, at) for days in (0, -1, 1))


def _within(restriction: Restriction, midnight: datetime, at: datetime) -> bool:
    if midnight.weekday() not in restriction.weekdays:
        return False
    start, end = _window(restriction, midnight)
    return start <= at < end


def _days(restriction: Restriction, start: datetime, end: datetime) -> Iterator[Stretch]:
    """The window of each day, as far as it is in [start, end)."""
    midnight = _midnight(shown(start, restriction.zone)) - DAY
    last = shown(end, restriction.zone) + DAY
    while midnight <= last:
        if midnight.weekday() in restriction.weekdays:
            begins, ends = _window(restriction, midnight)
            if max(begins, start) < min(ends, end):
                yield max(begins, start), min(ends, end)
        midnight += DAY


def _window(restriction: Restriction, midnight: datetime) -> Stretch:
    """The window that begins on the day of `midnight`."""
    after = midnight if restriction.start < restriction.end else midnight + DAY
    begins, ends = (datetime.combine(day, at) for day, at in ((midnight, restriction.start), (after, restriction.end)))
    return instant(begins, restriction.zone), instant(ends, restriction.zone)


def _midnight(wall: datetime) -> datetime:
    return datetime.combine(wall, time())
