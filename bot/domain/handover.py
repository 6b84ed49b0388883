"""What people have to know of shifts: that one ends and another begins, that theirs comes, that somebody is missing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.domain.schedule import Conflict, Gap, Schedule, Shift


@dataclass(frozen=True, slots=True)
class HandOver:
    """A role goes from one person to another; None: from or to nobody."""

    schedule: Schedule
    role: str
    at: datetime
    outgoing: Shift | None
    incoming: Shift | None


@dataclass(frozen=True, slots=True)
class ShiftAhead:
    """Somebody's shift begins after `before`."""

    schedule: Schedule
    shift: Shift
    before: timedelta


@dataclass(frozen=True, slots=True)
class GapAhead:
    """Nobody will be on."""

    schedule: Schedule
    gap: Gap


@dataclass(frozen=True, slots=True)
class ConflictAhead:
    """Somebody will be on who is away then."""

    schedule: Schedule
    conflict: Conflict


Notice: TypeAlias = HandOver | ShiftAhead | GapAhead | ConflictAhead
