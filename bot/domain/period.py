"""A period: how often something is said, in words like "daily 08:00" or "weekly mon 08:00", by the clock on somebody's wall; or with
each change of who is on call, "shift main/lead".

A local time that a change of the clock leaves out is taken by the offset from before it, one that comes twice is its first
(RFC 5545, section 3.3.5): so each day has the period exactly once.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FORM = re.compile(rf"(?:daily|weekly (?P<day>{'|'.join(DAYS)})) (?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)", re.ASCII)
LOOK_AGAIN = timedelta(days=7)
"""When no change of shift is known, there is one after so long."""
_SHIFT = re.compile(r"shift (?P<role>[a-z0-9][a-z0-9_-]*/[a-z0-9][a-z0-9_-]*)", re.ASCII)
_LONGEST = 9
"""Days from yesterday that hold the next period of any kind, with one to spare for a zone that skips a date."""


@dataclass(frozen=True, slots=True)
class Period:
    """At `at` by the wall clock, each day or on one day of the week (Monday is 0)."""

    at: time
    weekday: int | None = None

    def __str__(self) -> str:
        """As `parse` reads it."""
        how = "daily" if self.weekday is None else f"weekly {DAYS[self.weekday]}"
        return f"{how} {self.at:%H:%M}"

    @property
    def length(self) -> timedelta:
        """How far apart two of them are, but for changes of the clock."""
        return timedelta(days=1 if self.weekday is None else 7)

    def next_after(self, instant: datetime, zone: tzinfo) -> datetime:
        """The first time of this period that is later than `instant`, in UTC."""
        today = instant.astimezone(zone).date()
        days = [today + timedelta(days=n) for n in range(-1, _LONGEST)]
        fit = [day for day in days if self.weekday in (None, day.weekday())]
        times = [datetime.combine(day, self.at, tzinfo=zone).astimezone(UTC) for day in fit]
        return min(at for at in times if at > instant)


@dataclass(frozen=True, slots=True)
class ShiftChange:
    """With each change of who has a role, "schedule/role". `following` says when the next one after an instant is; None: none is known."""

    role: str
    following: Callable[[datetime], datetime | None] | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        """As `parse` reads it."""
        return f"shift {self.role}"

    @property
    def length(self) -> timedelta:
        """How far the first one reaches back."""
        return timedelta(days=1)

    def next_after(self, instant: datetime, zone: tzinfo) -> datetime:  # noqa: ARG002  a change is at an instant
        """The first change that is later; where none is known it is looked for again after a while."""
        found = self.following(instant) if self.following else None
        return found or instant + LOOK_AGAIN


@dataclass(frozen=True, slots=True)
class Schedule:
    """A period by the wall clock of a zone."""

    period: Period | ShiftChange
    zone: tzinfo = UTC

    def __str__(self) -> str:
        """Another one says something else."""
        return f"{self.period} {self.zone}"

    def next_after(self, instant: datetime) -> datetime:
        """The first time that is later, in UTC."""
        return self.period.next_after(instant, self.zone)


def parse(text: str) -> Period | ShiftChange:
    """Reads a period. Raises `ValueError` with the fault and its mend, a semicolon between."""
    words = " ".join(text.lower().split())
    if shift := _SHIFT.fullmatch(words):
        return ShiftChange(shift["role"])
    found = _FORM.fullmatch(words)
    if found is None:
        raise ValueError('is not a period; write for example "daily 08:00", "weekly mon 08:00" or "shift main/lead"')
    day = found["day"]
    return Period(time(int(found["hour"]), int(found["minute"])), DAYS.index(day) if day else None)
