"""Turns out of somebody else's calendar: asked conditionally, kept over restarts, and never lost for a bad answer."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.calendars.write import write
from bot.domain.errors import Transient
from bot.domain.person import Person
from bot.domain.reasons import FailReason
from bot.domain.rotation import Listed
from bot.domain.schedule import Layer, Schedule, Shift
from bot.duty.schedule import on_call
from bot.pipeline.calendars import Calendars, Wanted, with_calendars
from bot.ports.calendars import CalendarCopy
from tests.fakes.clock import FakeClock
from tests.fakes.memory import FakeMemory
from tests.fakes.workers import NowWorkers

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PEOPLE = {name: Person(name, f"{name.title()} Example") for name in ("ana", "ben")}
SCHEDULE = Schedule("main", "Main", (Layer("theirs", "lead", Listed("main/theirs", ())),), PEOPLE)
ADDRESS = "https://team.example/duty.ics?key=hunter2"


def calendar(name):
    """One shift of an hour."""
    return write([Shift("lead", PEOPLE[name], NOON, NOON + HOUR)], "Duty", "main", NOON)


class Web:
    """Answers in turn; keeps what it was asked with."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    async def get(self, url, etag, last_modified):
        self.asked.append((url, etag, last_modified))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def verb(web, memory, address=ADDRESS):
    wanted = Wanted({"main/theirs": address}, {"main": SCHEDULE}, PEOPLE)
    return Calendars(web, memory, NowWorkers(), FakeClock(NOON), lambda: wanted)


def who(made):
    found = on_call(with_calendars({"main": SCHEDULE}, made.listed)["main"], "lead", NOON)
    return found.id if found else None


@pytest.fixture
def memory():
    return FakeMemory()


async def test_it_is_asked_again_with_what_it_answered(memory):
    """Nothing changed: the copy stays; something changed: the new turns count."""
    web = Web(CalendarCopy(calendar("ana"), '"1"', "Mon"), CalendarCopy(None), CalendarCopy(calendar("ben"), '"2"'))
    made = verb(web, memory)
    for expected in ("ana", "ana", "ben"):
        await made.tick()
        assert who(made) == expected
    assert web.asked == [(ADDRESS, "", ""), (ADDRESS, '"1"', "Mon"), (ADDRESS, '"1"', "Mon")]


async def test_the_last_good_copy_counts_while_it_cannot_be_had_or_read(memory):
    """Neither an outage nor nonsense takes anybody off duty."""
    down = Transient(FailReason.CONNECT, "cannot connect")
    bomb = (
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260101T000000Z\r\nRRULE:FREQ=SECONDLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    made = verb(
        Web(CalendarCopy(calendar("ana"), '"1"'), down, CalendarCopy(b"<html>", '"x"'), CalendarCopy(bomb, '"y"')), memory
    )
    for _ in range(4):
        await made.tick()
        assert who(made) == "ana"


async def test_a_restart_begins_with_the_copy(memory):
    """Before anything was asked; but not with that of another address, and no address is kept."""
    await verb(Web(CalendarCopy(calendar("ana"), '"1"')), memory).tick()
    again = verb(None, memory)
    await again.start()
    assert who(again) == "ana"
    other = verb(None, memory, "https://other.example/duty.ics")
    await other.start()
    assert who(other) is None
    assert "hunter2" not in json.dumps([await memory.get("calendar/main/theirs")])


async def test_never_read_is_a_gap(memory):
    """Nobody is on, and that is shown as such."""
    made = verb(Web(Transient(FailReason.DNS, "no address")), memory)
    await made.tick()
    assert who(made) is None
