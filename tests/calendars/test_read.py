"""A foreign calendar as turns: whose, when, and never more than can be borne."""

import contextlib
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendars import bounds
from bot.calendars.read import read
from bot.domain.errors import Permanent
from tests.calendars.made import BRUSSELS, PEOPLE, WINDOW, calendar

EVENT = "DTSTART:20260302T080000Z\nDTEND:20260302T200000Z\n"


def turns(data):
    found = read(data, "cal", PEOPLE, WINDOW, BRUSSELS)
    return [(e.person, e.start, e.end) for e in found.listed.entries]


def utc(*parts):
    return datetime(2026, *parts, tzinfo=UTC)


@pytest.mark.parametrize(
    "whose",
    [
        "SUMMARY:ana",
        "SUMMARY:Ana  Example",
        "SUMMARY:On call: Ana Example",
        "SUMMARY:Shift 7\nATTENDEE:mailto:ana@team.example",
        "SUMMARY:ben\nATTENDEE;CN=Ana Example:mailto:a.example@mail.example",
    ],
)
def test_whose_event_it_is(whose):
    """By attendee first, then by the summary; an id, a name, or either behind a colon."""
    assert turns(calendar(EVENT + whose)) == [("ana", utc(3, 2, 8), utc(3, 2, 20))]


def test_nobodys_events_are_said():
    """An event that is nobody's makes no turn, and is given back by name."""
    found = read(calendar(EVENT + "SUMMARY:Bank holiday", EVENT + "SUMMARY:ana"), "cal", PEOPLE, WINDOW, BRUSSELS)
    assert (len(found.listed.entries), found.unknown) == (1, ("Bank holiday",))


def test_days_and_times_without_a_zone():
    """They are those of the schedule's zone, on both sides of the change of clocks (29 March)."""
    day = "DTSTART;VALUE=DATE:20260328\nDTEND;VALUE=DATE:20260330\nSUMMARY:ana"
    floating = "DTSTART:20260401T080000\nDTEND:20260401T090000\nSUMMARY:ben"
    assert turns(calendar(day, floating)) == [
        ("ana", utc(3, 27, 23), utc(3, 29, 22)),
        ("ben", utc(4, 1, 6), utc(4, 1, 7)),
    ]


def test_rules_exceptions_and_moved_events():
    """A weekly event by the wall clock, one left out, one moved, one cancelled."""
    weekly = (
        "DTSTART;TZID=Europe/Brussels:20260323T090000\nDTEND;TZID=Europe/Brussels:20260323T170000\n"
        "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=4\nEXDATE;TZID=Europe/Brussels:20260406T090000\nSUMMARY:ana"
    )
    moved = (
        "RECURRENCE-ID;TZID=Europe/Brussels:20260330T090000\nDTSTART;TZID=Europe/Brussels:20260331T090000\n"
        "DTEND;TZID=Europe/Brussels:20260331T170000\nSUMMARY:ben"
    )
    data = calendar(weekly, moved, EVENT + "SUMMARY:ana\nSTATUS:CANCELLED").replace(b"UID:1@", b"UID:0@")
    assert turns(data) == [
        ("ana", utc(3, 23, 8), utc(3, 23, 16)),
        ("ben", utc(3, 31, 7), utc(3, 31, 15)),
        ("ana", utc(4, 13, 7), utc(4, 13, 15)),
    ]


def repeated(rule, start="20260302T080000Z"):
    return calendar(f"DTSTART:{start}\nDURATION:PT1H\nSUMMARY:ana\nRRULE:{rule}")


BOMBS = {
    "every second": (repeated("FREQ=SECONDLY"), "malformed: a rule of the calendar repeats SECONDLY; read are HOURLY, DAILY"),
    "every minute": (repeated("FREQ=MINUTELY;COUNT=9"), "malformed: a rule of the calendar repeats MINUTELY"),
    "every second by a list": (
        repeated(f"FREQ=DAILY;BYHOUR={','.join(map(str, range(24)))};BYMINUTE={','.join(map(str, range(60)))};BYSECOND={','.join(map(str, range(60)))}"),
        "too_large: the rules of the calendar make up to 7,948,800 events; at most 50,000 are read",
    ),
    "from the year one": (repeated("FREQ=HOURLY", "00010101T000000Z"), "too_large: the rules of the calendar make up to"),
    "a day that never comes": (repeated("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), "malformed: a rule of the calendar says BYMONTHDAY=30"),
    "hours of a month": (repeated("FREQ=HOURLY;BYMONTH=2"), "malformed: a rule of the calendar joins HOURLY with BYMONTH"),
    "Mondays that are none": (repeated("FREQ=DAILY;INTERVAL=7;BYDAY=TU"), "malformed: a rule of the calendar joins DAILY with BYDAY"),
    "the fifth of the fourth": (repeated("FREQ=MONTHLY;BYDAY=5MO;BYSETPOS=4"), "malformed: a rule of the calendar joins MONTHLY"),
    "no such until": (repeated("FREQ=DAILY;UNTIL=20269999"), "malformed: a rule of the calendar says UNTIL=20269999, which is no day"),
    "no frequency": (repeated("COUNT=5"), "malformed: a rule of the calendar repeats nothing"),
    "many events": (calendar(*[EVENT + "SUMMARY:ana"] * 10_001), "too_large: the calendar has more than 10,000 events"),
    "a hundred thousand events": (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 100_000, "too_large: the calendar has more than 10,000"),
    "a megabyte line": (calendar(EVENT + "SUMMARY:" + "a" * 1_000_000), "too_large: a line of the calendar is longer than 20,000 bytes"),
    "a folded megabyte": (calendar(EVENT + "SUMMARY:a" + "\n a" * 300_000), "too_large: a line of the calendar is longer than 20,000 bytes"),
    "six megabytes": (b"BEGIN:VCALENDAR\n" + b"X:y\n" * 1_500_000, "too_large: the calendar is larger than 5 MB"),
    "deep": (b"BEGIN:VCALENDAR\n" * 9, "malformed: the calendar is nested too deeply"),
    "many zones": (b"BEGIN:VCALENDAR\n" + b"BEGIN:VTIMEZONE\nEND:VTIMEZONE\n" * 51, "too_large: the calendar declares more than 50 time zones"),
    "a restless zone": (
        calendar(EVENT, head="BEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nRRULE:FREQ=DAILY\nEND:STANDARD\nEND:VTIMEZONE"),
        "malformed: a time zone of the calendar changes its clocks by a rule that is not yearly",
    ),
    "nothing": (b" \r\n", "empty: the calendar is empty"),
    "a web page": (b"<!doctype html><p>Not here</p>", "malformed: it is not an iCalendar file (RFC 5545)"),
    "no day": (repeated("FREQ=DAILY", "20261399"), "malformed: an event of the calendar begins on no day"),
    "no beginning": (calendar("RRULE:FREQ=DAILY\nSUMMARY:ana"), "malformed: an event of the calendar repeats and does not begin"),
    "not closed": (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n", "malformed: the calendar cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_in_no_time(name):
    """One clear line, in less than two seconds."""
    data, line = BOMBS[name]
    begun = time.process_time()
    with pytest.raises(Permanent) as refused:
        turns(data)
    assert time.process_time() - begun < 2
    assert str(refused.value).startswith(line)


# 2 March 2026 is a Monday; it counts as an occurrence also where the rule does not name it (RFC 5545, 3.8.5.3)
RULES = {
    "FREQ=DAILY": 91,
    "FREQ=DAILY;INTERVAL=3": 31,
    "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR": 65,
    "FREQ=HOURLY;INTERVAL=12": 182,
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;WKST=MO": 14,
    "FREQ=WEEKLY;UNTIL=20260401T000000Z": 5,
    "FREQ=MONTHLY;BYDAY=1MO": 3,
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1": 4,
    "FREQ=MONTHLY;BYMONTHDAY=31": 3,
    "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU": 2,
    "FREQ=DAILY;BYHOUR=8,20": 182,
}


@pytest.mark.parametrize("rule", RULES)
def test_ordinary_rules_are_read(rule):
    """What calendar programs write is repeated as often as it should, in the window and not beyond."""
    found = turns(repeated(rule))
    assert len(found) == RULES[rule]
    assert all(WINDOW[0] <= start < WINDOW[1] for _, start, _ in found)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda t: calendar(EVENT + t)))
def test_any_bytes_are_read_or_refused(data):
    """Nothing but `Permanent` comes out of a calendar, whatever it holds."""
    with contextlib.suppress(Permanent):
        read(data, "cal", PEOPLE, WINDOW, BRUSSELS)


def test_the_most_that_is_read_is_borne():
    """Ten thousand events are read in a few seconds of one core."""
    begun = time.process_time()
    events = [
        f"DTSTART:2026{3 + n % 2:02}{1 + n % 28:02}T{n % 24:02}0000Z\nDURATION:PT1H\nSUMMARY:ana"
        for n in range(bounds.MAX_EVENTS)
    ]
    assert len(turns(calendar(*events))) == bounds.MAX_EVENTS
    assert time.process_time() - begun < 20
