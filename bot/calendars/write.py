"""Shifts as an iCalendar file that calendar programs subscribe to (RFC 5545, RFC 7986 for name and refresh)."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event
from icalendar.prop import vText

from bot import __version__
from bot.domain.schedule import Shift

REFRESH = timedelta(hours=1)
UID_HOST = "tocsin.invalid"
"""RFC 2606: a name that can be nobody's."""


def write(shifts: Iterable[Shift], name: str, schedule_id: str, now: datetime) -> bytes:
    """One event a shift, times in UTC. The same shift has the same UID in every file: role, beginning and schedule make it.

    A shift that moves to somebody else therefore changes its event and does not add one. `now` is written as the time of writing.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//Tocsin//{__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("name", vText(_plain(name)))
    calendar.add("x-wr-calname", vText(_plain(name)))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for shift in shifts:
        calendar.add_component(_event(shift, schedule_id, now))
    return bytes(calendar.to_ical())


def _event(shift: Shift, schedule_id: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{_digest(schedule_id, shift.role, shift.start.isoformat())}@{UID_HOST}")
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", shift.start.astimezone(UTC))
    event.add("dtend", shift.end.astimezone(UTC))
    event.add("summary", vText(_plain(f"{shift.role}: {shift.person.name}")))
    event.add("categories", [_plain(shift.role)])
    event.add("description", vText(_plain(f"{shift.person.name} is on call for {shift.role} ({shift.source}).")))
    event.add("transp", "TRANSPARENT")
    return event


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


def _plain(text: str) -> str:
    """Without control characters, which no content line may hold."""
    return "".join(c if c.isprintable() else " " for c in text)
