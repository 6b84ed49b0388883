"""A calendar that somebody else keeps, as turns: whose event it is, from when to when, within bounds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event

from bot.calendars.bounds import check
from bot.domain.errors import Permanent
from bot.domain.person import Method, Person
from bot.domain.reasons import FailReason
from bot.domain.rotation import Entry, Listed

SHOWN = 20
"""How many unknown names are given back."""


@dataclass(frozen=True, slots=True)
class Calendars:
    """What was read: the turns by start, and whose events were left out because nobody has that name."""

    listed: Listed
    unknown: tuple[str, ...] = ()


def read(data: bytes, listed_id: str, people: Iterable[Person], window: tuple[datetime, datetime], zone: ZoneInfo) -> Calendars:
    """The events of the window, repeated ones included. Raises `Permanent`: TOO_LARGE, EMPTY or MALFORMED.

    An event is somebody's by the mail address or name of its attendee, or by its summary: an id, a name, or one of the two behind a
    colon ("lead: Ana Example", as `write` has it). Whole days and times without a zone are those of `zone`.
    """
    check(data, window[1])
    names = _names(people)
    entries, unknown = [], dict[str, None]()
    for event in _occurrences(data, window):
        person = next((names[word] for word in _words(event) if word in names), None)
        span = _span(event, zone)
        if person is None:
            unknown[str(event.get("SUMMARY", ""))[:80]] = None
        elif span[0] < span[1]:
            entries.append(Entry(person, *span))
    entries.sort(key=lambda entry: (entry.start, entry.end, entry.person))
    return Calendars(Listed(listed_id, tuple(entries)), tuple(unknown)[:SHOWN])


def _occurrences(data: bytes, window: tuple[datetime, datetime]) -> list[Event]:
    """Events that hold in the window and are not cancelled. Whatever the libraries stumble over is the calendar's fault."""
    try:
        found = recurring_ical_events.of(Calendar.from_ical(data)).between(*window)
        return [e for e in found if isinstance(e, Event) and str(e.get("STATUS", "")).upper() != "CANCELLED" and "DTSTART" in e]
    except Exception as error:
        raise Permanent(FailReason.MALFORMED, f"the calendar cannot be read ({type(error).__name__})") from error


def _names(people: Iterable[Person]) -> dict[str, str]:
    """What a person may be called, in small letters -> id."""
    names: dict[str, str] = {}
    for person in people:
        mails = (f"mailto:{way.address}" for way in person.contacts if way.method is Method.EMAIL)
        for word in (person.id, person.name, *mails):
            names.setdefault(word.casefold(), person.id)
    return names


def _words(event: Mapping[str, object]) -> Iterator[str]:
    """What an event may call its person, in small letters, the surest first."""
    attendees = event.get("ATTENDEE", ())
    for attendee in attendees if isinstance(attendees, list) else [attendees]:
        yield str(attendee).casefold()
        yield str(getattr(attendee, "params", {}).get("CN", "")).casefold()
    summary = " ".join(str(event.get("SUMMARY", "")).split()).casefold()
    yield summary
    yield summary.rpartition(":")[2].strip()


def _span(event: Event, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From and to, UTC."""
    return _instant(event.start, zone), _instant(event.end, zone)


def _instant(at: date | datetime, zone: ZoneInfo) -> datetime:
    moment = at if isinstance(at, datetime) else datetime.combine(at, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
