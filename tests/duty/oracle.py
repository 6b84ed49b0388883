"""Who is on call, worked out a second time and by another way: by walking.

`bot.duty` turns hand-offs into instants. Here nothing is ever turned into an instant: time moves on by steps, the clock on the wall
is read at each, and what counts is the latest time that the clock has ever shown. A time of day has come as soon as that hand has
passed it: so a time in a gap comes with the end of the gap, and a fold brings nothing a second time. Days are stepped through one by
one from the first. `dateutil` reads the clock, with the rules of the system or of `tzdata`, instead of `zoneinfo`.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from dateutil import tz

from bot.domain.rotation import Listed, Rotation, Unit
from bot.domain.schedule import Schedule

DAY = timedelta(days=1)
EARLIER = 2 * DAY
"""How long before the window the clock is watched already."""


@cache
def read(zone: str, at: datetime) -> datetime:
    return at.astimezone(tz.gettz(zone)).replace(tzinfo=None)


class Clock:
    """The clock of a zone, as far as it has ever come."""

    def __init__(self, zone: str) -> None:
        self._zone = zone
        self.hand = datetime(1, 1, 1)  # noqa: DTZ001  a wall clock has no zone

    def reaches(self, at: datetime) -> None:
        self.hand = max(self.hand, read(self._zone, at))


def _named(cadence, day: date, starts: date, periods: dict) -> bool:
    """Whether the cadence hands over on this day; the days come one after the other."""
    match cadence.unit:
        case Unit.DAY:
            return (day - starts).days % cadence.count == 0
        case Unit.WEEK:
            hit, key = day.weekday() in cadence.weekdays, day - timedelta(days=day.weekday())
        case Unit.MONTH:
            hit, key = day.day == min(cadence.day, monthrange(day.year, day.month)[1]), day.replace(day=1)
        case Unit.LENGTHS:
            rest = (day - starts).days % sum(cadence.lengths)
            return any(rest == sum(cadence.lengths[:n]) for n in range(len(cadence.lengths)))
    if not hit:
        return False
    first = periods.setdefault("first", key)
    if cadence.unit is Unit.WEEK:
        return (key - first).days // 7 % cadence.count == 0
    return (key.year * 12 + key.month - first.year * 12 - first.month) % cadence.count == 0


def _hand_offs(rotation: Rotation) -> Iterator[datetime]:
    """The wall-clock times of all hand-offs, from the first on, for ever."""
    cadence, day, periods = rotation.cadence, rotation.starts, {}
    at = cadence.at[:1] if cadence.unit is Unit.LENGTHS else cadence.at
    while True:
        if _named(cadence, day, rotation.starts, periods):
            yield from (datetime.combine(day, t) for t in at)
        day += DAY


class Turns:
    """Walks along one rotation."""

    def __init__(self, rotation: Rotation) -> None:
        self._rotation, self._passed = rotation, -1
        self._coming = _hand_offs(rotation)
        self._next = next(self._coming) if rotation.cadence.unit is not Unit.HOUR else None
        self._begun = None

    def who(self, at: datetime, hand: datetime) -> str | None:
        members, cadence = self._rotation.members, self._rotation.cadence
        if cadence.unit is Unit.HOUR:
            self._begin(at)
            if at < self._begun:
                return None
            return members[int((at - self._begun).total_seconds() // (3600 * cadence.count)) % len(members)]
        while self._next <= hand:
            self._passed += 1
            self._next = next(self._coming)
        return members[self._passed % len(members)] if self._passed >= 0 else None

    def _begin(self, at: datetime) -> None:
        """The first hand-off of a rotation by hours: walked to, minute by minute, from the day before."""
        if self._begun is not None:
            return
        clock = Clock(self._rotation.zone.key)
        wanted = datetime.combine(self._rotation.starts, self._rotation.cadence.at[0])
        self._begun = wanted.replace(tzinfo=UTC) - DAY
        while clock.hand < wanted:
            self._begun += timedelta(minutes=1 if wanted.minute % 15 else 15)
            clock.reaches(self._begun)


def _open(restriction, hand: datetime) -> bool:
    """Whether the hand stands in the hours of this day or of the one before."""
    for midnight in (datetime.combine(hand, time()) - days * DAY for days in (0, 1)):
        if midnight.weekday() in restriction.weekdays:
            length = datetime.combine(date(2000, 1, 3), restriction.end) - datetime.combine(date(2000, 1, 3), restriction.start)
            begins = datetime.combine(midnight, restriction.start)
            if begins <= hand < begins + (length if length > timedelta() else length + DAY):
                return True
    return False


def _listed(entries, at: datetime) -> str | None:
    begun = [e for e in entries if e.start <= at]
    return begun[-1].person if begun and begun[-1].end > at else None


class Walk:
    """Answers for a schedule at instants that come in order."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._turns = {id(x): Turns(x.turns) for x in schedule.layers if isinstance(x.turns, Rotation)}
        zones = {x.turns.zone.key for x in schedule.layers if isinstance(x.turns, Rotation)}
        zones |= {h.zone.key for x in schedule.layers for h in x.hours} | {h.zone.key for h in schedule.hours}
        self._clocks = {zone: Clock(zone) for zone in zones}

    def reaches(self, at: datetime) -> None:
        for clock in self._clocks.values():
            clock.reaches(at)

    def wanted(self) -> bool:
        hours = self._schedule.hours
        return not hours or any(_open(h, self._clocks[h.zone.key].hand) for h in hours)

    def who(self, role: str, at: datetime) -> str | None:
        person = self._beneath(role, at)
        for o in self._schedule.overrides:
            if o.role == role and o.start <= at < o.end and (not o.replaces or o.replaces == person):
                person = o.person
        return person

    def _beneath(self, role: str, at: datetime) -> str | None:
        for temporary in self._schedule.temporaries[::-1]:
            if temporary.role == role and temporary.start <= at < temporary.end:
                return _listed(temporary.entries, at)
        best = None
        for layer in self._schedule.layers:
            if layer.role == role and (best is None or layer.priority > best[0]):
                person = self._layer(layer, at)
                best = (layer.priority, person) if person else best
        return best[1] if best else None

    def _layer(self, layer, at: datetime) -> str | None:
        if (layer.starts and at < layer.starts) or (layer.ends and at >= layer.ends):
            return None
        if layer.hours and not any(_open(h, self._clocks[h.zone.key].hand) for h in layer.hours):
            return None
        if isinstance(layer.turns, Listed):
            return _listed(layer.turns.entries, at)
        return self._turns[id(layer)].who(at, self._clocks[layer.turns.zone.key].hand)
