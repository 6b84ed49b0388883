"""WHAT has to be said of shifts, and when: hand-overs at their instant, shifts before they begin, gaps and conflicts well ahead.

All of it follows from the schedules alone. What is said of one stretch of time is never said again of the next, except gaps and
conflicts: they are found as long as they lie ahead, so that a hole that somebody makes tomorrow is told as well; whoever says them
knows them by their beginning.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from bot.domain.handover import ConflictAhead, GapAhead, HandOver, Notice, ShiftAhead
from bot.domain.schedule import Leave, Schedule, Shift
from bot.duty.coverage import conflicts, gaps, shifts

MARGIN = timedelta(microseconds=1)
"""Laid out before a stretch, to see who was on when it begins."""
FAR = timedelta(days=400)
"""How far ahead the end of a shift is looked for."""


def handovers(schedule: Schedule, since: datetime, until: datetime) -> list[HandOver]:
    """Every instant in (since, until] at which a role goes to somebody else, in order. To stop and begin again is none."""
    laid = shifts(schedule, since, until + FAR)
    found = []
    for role in schedule.roles:
        mine = [s for s in laid if s.role == role]
        for at in sorted({t for s in mine for t in (s.start, s.end) if since < t <= until}):
            outgoing = next((s for s in mine if s.end == at), None)
            incoming = next((s for s in mine if s.start == at), None)
            if outgoing is None or incoming is None or outgoing.person.id != incoming.person.id:
                found.append(HandOver(schedule, role, at, outgoing, incoming))
    return sorted(found, key=lambda h: h.at)


def ahead(schedule: Schedule, since: datetime, until: datetime, before: Iterable[timedelta]) -> Iterator[ShiftAhead]:
    """Whose shift begins so long after an instant in (since, until]. Who goes on with what they have needs no word."""
    for length in before:
        for hand in handovers(schedule, since + length, until + length):
            if hand.incoming is not None:
                yield ShiftAhead(schedule, hand.incoming, length)


def troubles(schedule: Schedule, now: datetime, within: timedelta, leave: Sequence[Leave]) -> Iterator[Notice]:
    """Gaps and conflicts that begin inside (now, now + within]; each whole, as far as it is laid out."""
    last = now + within
    for gap in gaps(schedule, now, last + within):
        if now < gap.start <= last:
            yield GapAhead(schedule, gap)
    for conflict in conflicts(shifts(schedule, now, last + within), leave):
        if now < conflict.start <= last:
            yield ConflictAhead(schedule, conflict)


def next_handover(schedule: Schedule, role: str, after: datetime) -> datetime | None:
    """When the role goes to somebody else next."""
    return next((h.at for h in handovers(schedule, after, after + FAR) if h.role == role), None)


def upcoming(schedule: Schedule, role: str, after: datetime, count: int) -> list[Shift]:
    """The next shifts of a role that begin later."""
    return [s for s in shifts(schedule, after - MARGIN, after + FAR) if s.role == role and s.start > after][:count]
