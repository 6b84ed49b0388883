"""WHO carries how much: time on duty, and how much of it falls on nights and weekends where the person lives."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from bot.domain.person import Person
from bot.domain.rotation import EVERY_DAY, Restriction
from bot.domain.schedule import Load, Shift
from bot.duty.hours import stretches
from bot.duty.spans import Stretch

NIGHT = (time(22), time(6))
WEEKEND = frozenset({5, 6})
NONE = timedelta()


def fairness(shifts: Sequence[Shift], people: Iterable[Person] = ()) -> list[Load]:
    """What each person carries in these shifts, the most hours first; `people` are listed also where they carry nothing.

    A night is 22:00 to 06:00, a weekend is Saturday and Sunday, both by the wall clock of the person's own zone.
    """
    mine: dict[str, list[Shift]] = {person.id: [] for person in people}
    who = {person.id: person for person in people}
    for shift in shifts:
        mine.setdefault(shift.person.id, []).append(shift)
        who[shift.person.id] = shift.person
    if not shifts:
        return [Load(person, 0, NONE, NONE, NONE) for person in who.values()]
    meters = _Meters(min(s.start for s in shifts), max(s.end for s in shifts))
    loads = (_load(who[id], carried, meters) for id, carried in mine.items())  # noqa: A001  the name it has everywhere
    return sorted(loads, key=lambda load: (-load.hours, load.person.id))


def _load(person: Person, carried: Sequence[Shift], meters: "_Meters") -> Load:
    night, weekend = (meters.of(person.zone, which) for which in ("night", "weekend"))
    spans = [(s.start, s.end) for s in carried]
    hours = sum((end - start for start, end in spans), NONE)
    return Load(person, len(carried), hours, *(sum((m.inside(*s) for s in spans), NONE) for m in (night, weekend)))


class _Meter:
    """How much of a stretch lies in some others, which are sorted: by sums from the first one on."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self._starts = [start for start, _ in stretches]
        self._ends = [end for _, end in stretches]
        self._sums = list(accumulate((end - start for start, end in stretches), initial=NONE))

    def inside(self, start: datetime, end: datetime) -> timedelta:
        return self._until(end) - self._until(start)

    def _until(self, at: datetime) -> timedelta:
        place = bisect_right(self._starts, at) - 1
        return self._sums[place] + min(at, self._ends[place]) - self._starts[place] if place >= 0 else NONE


class _Meters:
    """One for each zone and each kind of time, made when it is first asked for."""

    def __init__(self, start: datetime, end: datetime) -> None:
        self._window = (start, end)
        self._made: dict[tuple[ZoneInfo, str], _Meter] = {}

    def of(self, zone: ZoneInfo, which: str) -> _Meter:
        hours = Restriction(EVERY_DAY, *NIGHT, zone) if which == "night" else Restriction(WEEKEND, time(), time(), zone)
        if (zone, which) not in self._made:
            self._made[zone, which] = _Meter(stretches([hours], *self._window))
        return self._made[zone, which]
