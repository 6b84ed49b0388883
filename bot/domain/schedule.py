"""Schedules: which rotation counts for which role, what stands above it, and what comes of it. All instants UTC, spans half-open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.person import UTC_ZONE, Person
from bot.domain.rotation import Entry, Listed, Restriction, Rotation


@dataclass(frozen=True, slots=True)
class Layer:
    """Turns for one role, from `starts` to before `ends` and inside `hours` (none: always). Of two, the higher priority wins.

    Of two with one priority the first in the schedule wins; the settings refuse such layers where they meet.
    """

    id: str
    role: str
    turns: Rotation | Listed
    priority: int = 0
    hours: tuple[Restriction, ...] = ()
    starts: datetime | None = None
    ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class Temporary:
    """For a while only `entries` count for the role, and no layer; where they leave a hole there is one."""

    id: str
    role: str
    start: datetime
    end: datetime
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Override:
    """`person` instead of whoever is on; with `replaces`, only while that person is. A swap is two of them.

    They stand above everything and are put on in their order, so that a later one may replace who an earlier one put there.
    """

    id: str
    role: str
    person: str
    start: datetime
    end: datetime
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody is away. It never takes anybody off duty silently: it makes conflicts, for a person to mend by an override."""

    person: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Schedule:
    """Everything that decides who is on. `hours` are those in which every role is wanted (none: always): outside is no gap.

    `zone` is the one it is shown in. An override of a person who is not in `people` does not count.
    """

    id: str
    name: str
    layers: tuple[Layer, ...]
    people: Mapping[str, Person] = field(hash=False)
    zone: ZoneInfo = UTC_ZONE
    hours: tuple[Restriction, ...] = ()
    temporaries: tuple[Temporary, ...] = ()
    overrides: tuple[Override, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """Each once, in the order in which they are first named."""
        parts: tuple[Layer | Temporary | Override, ...] = (*self.layers, *self.temporaries, *self.overrides)
        return tuple(dict.fromkeys(part.role for part in parts))


@dataclass(frozen=True, slots=True)
class Shift:
    """One person holds one role for one stretch. `source` is the layer, temporary schedule or override that says so."""

    role: str
    person: Person
    start: datetime
    end: datetime
    source: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Somebody is wanted and nobody is on."""

    role: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Conflict:
    """A shift of somebody who is away, for the stretch where both hold."""

    shift: Shift
    leave: Leave
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody carries: number of shifts, time on duty, and how much of it at night and at weekends where they live."""

    person: Person
    shifts: int
    hours: timedelta
    nights: timedelta
    weekends: timedelta


@dataclass(frozen=True, slots=True)
class PagesOf:
    """How many pages called somebody, and of how many they are among those who see to them."""

    called: int = 0
    answered: int = 0
