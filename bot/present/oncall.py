"""Schedules in words: who is on, who is next, a calendar, its gaps, and who carries how much; times in the schedule's zone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta, tzinfo

from bot.domain.schedule import Gap, Load, PagesOf, Schedule, Shift
from bot.present.escape import inert
from bot.present.words import count, moment

NO_SHIFTS = "Nobody is on call in that time."
NO_GAPS = "No gaps: for every role somebody is on call whenever somebody is wanted."
HOUR = timedelta(hours=1)


def who_line(schedule: Schedule, role: str, shift: Shift | None) -> str:
    """Who has a role now, and until when."""
    where = f"{schedule.id} · {role}: "
    return inert(where + (f"{_person(shift)} until {moment(shift.end, schedule.zone)}" if shift else "nobody"))


def next_line(schedule: Schedule, role: str, shift: Shift | None) -> str:
    """Who has it next, and from when."""
    where = f"{schedule.id} · {role}: "
    return inert(where + (f"{_person(shift)} from {_from_to(shift, schedule.zone)}" if shift else "nobody in sight"))


def calendar_lines(schedule: Schedule, shifts: Iterable[Shift]) -> Iterator[str]:
    """A line a shift."""
    for shift in shifts:
        yield inert(f"{_from_to(shift, schedule.zone)}  {shift.role}: {_person(shift)} [{shift.source}]")


def gap_lines(schedule: Schedule, gaps: Iterable[Gap]) -> Iterator[str]:
    """A line a gap, with its length."""
    for gap in gaps:
        yield inert(f"{schedule.id} · {gap.role}: nobody from {_from_to(gap, schedule.zone)} ({_hours(gap.end - gap.start)})")


def load_lines(loads: Sequence[Load], pages: Mapping[str, PagesOf] | None = None) -> Iterator[str]:
    """A line a person, the most hours first, and what an equal share would be. `pages` are by person's id."""
    for load in loads:
        inside = f"{_hours(load.nights)} at night, {_hours(load.weekends)} at weekends"
        mine = pages.get(load.person.id, PagesOf()) if pages is not None else None
        inside += f"; called by {count(mine.called, 'page')}, answered {mine.answered}" if mine else ""
        yield inert(f"{load.person.name} ({load.person.id}): {_hours(load.hours)} in {count(load.shifts, 'shift')}; {inside}")
    if loads:
        yield f"An equal share: {_hours(sum((load.hours for load in loads), timedelta()) / len(loads))} each."


def _from_to(span: Shift | Gap, zone: tzinfo) -> str:
    return f"{moment(span.start, zone)} to {moment(span.end, zone)}"


def _person(shift: Shift) -> str:
    return f"{shift.person.name} ({shift.person.id})"


def _hours(length: timedelta) -> str:
    return f"{length / HOUR:,.1f} h"
