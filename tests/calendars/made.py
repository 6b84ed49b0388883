"""Calendars and shifts for the tests of this room."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.person import Contact, Method, Person
from bot.domain.schedule import Shift

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BRUSSELS = ZoneInfo("Europe/Brussels")
ANA = Person("ana", "Ana Example", BRUSSELS, contacts=(Contact(Method.EMAIL, "ana@team.example"),))
BEN = Person("ben", "Ben, the «second»; \\ Example", BRUSSELS)
PEOPLE = (ANA, BEN)
WINDOW = (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))


def shift(start, hours, person=ANA, role="lead"):
    begins = NOW + timedelta(hours=start)
    return Shift(role, person, begins, begins + timedelta(hours=hours), "leads")


def calendar(*events, head=""):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", *head.splitlines()]
    for number, event in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{number}@cal.example", "DTSTAMP:20260101T000000Z", *event.splitlines(), "END:VEVENT"]
    return ("\r\n".join([*lines, "END:VCALENDAR"]) + "\r\n").encode()
