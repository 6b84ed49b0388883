"""Shifts as an iCalendar file: by RFC 5545, as a second library reads it."""

from datetime import UTC, timedelta

import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendars.read import read
from bot.calendars.write import write
from bot.domain.person import Person
from tests.calendars.made import ANA, BEN, BRUSSELS, NOW, PEOPLE, WINDOW, shift

SHIFTS = [shift(0, 24), shift(24, 0.25, BEN), shift(24.25, 100, ANA, "deputy")]


def test_a_second_library_reads_the_same():
    """Another library (vobject) finds each shift, with its people and instants, and has nothing to complain of."""
    calendar = vobject.readOne(write(SHIFTS, "Response team", "main", NOW).decode())
    assert calendar.validate(raiseException=True)
    assert calendar.version.value == "2.0"
    found = [(e.dtstart.value, e.dtend.value, e.summary.value) for e in calendar.vevent_list]
    assert found == [(s.start, s.end, f"{s.role}: {s.person.name}") for s in SHIFTS]
    assert all(e.dtstart.value.tzinfo.utcoffset(None) == timedelta(0) for e in calendar.vevent_list)


def test_the_bytes_keep_the_rules_of_the_format():
    """Lines end in CR LF and have at most 75 octets; every event has UID, DTSTAMP, DTSTART."""
    long = Person("x", "Ž" * 200, BRUSSELS)
    text = write([*SHIFTS, shift(200, 1, long)], "Response team", "main", NOW)
    lines = text.split(b"\r\n")
    assert lines[-1] == b""
    assert not any(b"\n" in line or len(line) > 75 for line in lines)
    for name in (b"UID:", b"DTSTAMP:20260301T120000Z", b"DTSTART:", b"DTEND:", b"SUMMARY:"):
        assert sum(line.startswith(name) for line in lines) == 4


def test_a_shift_keeps_its_identity():
    """UIDs differ from shift to shift and schedule to schedule; another person or end does not change them."""

    def uids(shifts, schedule="main"):
        return [e.uid.value for e in vobject.readOne(write(shifts, "n", schedule, NOW).decode()).vevent_list]

    assert len({*uids(SHIFTS), *uids(SHIFTS, "other")}) == 6
    assert uids([shift(0, 24)]) == uids([shift(0, 12, BEN)])
    assert all(uid.endswith("@tocsin.invalid") for uid in uids(SHIFTS))


def test_no_shift_is_a_calendar_too():
    """A program that subscribes gets an empty calendar, not an error."""
    assert b"BEGIN:VCALENDAR" in write([], "n", "main", NOW)


NAMES = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=120)


@settings(deadline=None, max_examples=80)
@given(NAMES, NAMES)
def test_any_name_comes_back(name, role):
    """Whatever a person or a role is called, the file stays one event a shift."""
    made = shift(0, 24, Person("x", name, BRUSSELS), role)
    calendar = vobject.readOne(write([made], name, "main", NOW).decode())
    [event] = calendar.vevent_list
    assert event.dtstart.value == made.start
    shown = "".join(c if c.isprintable() else " " for c in f"{role}: {name}")
    assert event.summary.value == shown


def test_what_we_write_we_read():
    """Export and import are each other's mirror."""
    found = read(write(SHIFTS, "n", "main", NOW), "cal", PEOPLE, WINDOW, BRUSSELS)
    assert [(e.person, e.start, e.end) for e in found.listed.entries] == [(s.person.id, s.start, s.end) for s in SHIFTS]
    assert found.unknown == ()
    assert {e.start.tzinfo for e in found.listed.entries} == {UTC}
