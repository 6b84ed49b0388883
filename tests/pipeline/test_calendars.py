"""Turns out of somebody else's calendar: asked conditionally, kept over restarts, and never lost for a bad answer."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.calendars.write import write
from bot.domain.errors import Transient
from bot.domain.person import Person
from bot.domain.reasons import FailReason, TroubleReason
from bot.domain.rotation import Listed
from bot.domain.schedule import Layer, Schedule, Shift
from bot.duty.schedule import on_call
from bot.pipeline.calendars import Calendars, Wanted, with_calendars
from bot.ports.calendars import CalendarCopy, CalendarPlace
from bot.storage.memory import Memory
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

    async def get(self, place, etag, last_modified):
        self.asked.append((place.url, etag, last_modified))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def verb(web, memory, address=ADDRESS, troubles=None):
    wanted = Wanted({"main/theirs": CalendarPlace(address)}, {"main": SCHEDULE}, PEOPLE)
    return Calendars(web, memory, NowWorkers(), FakeClock(NOON), lambda: wanted, troubles)


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


async def test_what_is_wrong_is_a_trouble_once_and_ends(memory):
    """Over restarts too: it begins when it cannot be had, stays one while it lasts, and ends when it is read."""
    down, base = Transient(FailReason.CONNECT, "cannot connect"), Memory()

    async def looked(*answers):
        made = verb(Web(*answers), memory, troubles=base.stores.troubles)
        for _ in answers:
            await made.tick()
        return [(t.subject, t.what, t.detail, t.ended_at is not None) for t in await base.stores.troubles.troubles(NOON - HOUR)]

    began = ("main/theirs", TroubleReason.CALENDAR, "connect: cannot connect")
    assert await looked(CalendarCopy(calendar("ana"))) == []
    assert await looked(down, down) == [(*began, False)]
    assert await looked(down) == [(*began, False)]
    assert await looked(CalendarCopy(calendar("ana"))) == [(*began, True)]


async def test_a_name_that_nobody_has_is_a_trouble(memory):
    """At that time nobody is on call, which a look at the calendar does not show."""
    base, stranger = Memory(), Person("eve", "Eve Example")
    body = write([Shift("lead", stranger, NOON, NOON + HOUR)], "Duty", "main", NOON)
    await verb(Web(CalendarCopy(body)), memory, troubles=base.stores.troubles).tick()
    (told,) = await base.stores.troubles.troubles(NOON)
    assert (told.what, "Eve Example" in told.detail) == (TroubleReason.CALENDAR_NAMES, True)


async def test_a_calendar_that_the_settings_no_longer_name_is_well(memory):
    """Its trouble is over, and said to be."""
    base = Memory()
    await verb(Web(Transient(FailReason.DNS, "no address")), memory, troubles=base.stores.troubles).tick()
    made = Calendars(Web(), memory, NowWorkers(), FakeClock(NOON), Wanted, base.stores.troubles)
    await made.tick()
    (told,) = await base.stores.troubles.troubles(NOON - HOUR)
    assert told.ended_at == NOON


async def test_never_read_is_a_gap(memory):
    """Nobody is on, and that is shown as such."""
    made = verb(Web(Transient(FailReason.DNS, "no address")), memory)
    await made.tick()
    assert who(made) is None
