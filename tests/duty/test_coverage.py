"""Shifts, gaps, conflicts, swaps and fairness, told in the words of a roster."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.person import Person
from bot.domain.rotation import EVERY_DAY, Cadence, Entry, Listed, Restriction, Rotation, Unit
from bot.domain.schedule import Layer, Leave, Override, Schedule, Temporary
from bot.duty.checks import circle, meetings
from bot.duty.coverage import conflicts, gaps, shifts, swap, whole_shifts
from bot.duty.fairness import fairness
from bot.duty.schedule import on_call
from tests.duty.made import schedules

ZONE = ZoneInfo("Europe/Vilnius")
MONDAY = datetime(2026, 1, 5, 7, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PEOPLE = {name: Person(name, name.title(), ZONE) for name in ("ana", "ben", "cleo")}
WEEKLY = Rotation("w", ("ana", "ben"), ZONE, date(2026, 1, 5), Cadence(Unit.WEEK))
BASE = Layer("base", "lead", WEEKLY)


def schedule(*layers, **more):
    return Schedule("main", "Main", layers or (BASE,), PEOPLE, ZONE, **more)


def laid(made, days=14):
    return [
        (s.person.id, (s.start - MONDAY) / HOUR, (s.end - MONDAY) / HOUR, s.source)
        for s in shifts(made, MONDAY, MONDAY + days * DAY)
    ]


def test_a_higher_layer_covers_a_lower_one():
    """The turn below goes on on both sides; layers that name the same person stay two shifts."""
    upper = Layer("upper", "lead", Listed("l", (Entry("cleo", MONDAY + 10 * HOUR, MONDAY + 20 * HOUR),)), priority=1)
    assert laid(schedule(BASE, upper)) == [
        ("ana", 0, 10, "base"),
        ("cleo", 10, 20, "upper"),
        ("ana", 20, 168, "base"),
        ("ben", 168, 336, "base"),
    ]


def test_working_hours_make_gaps_only_where_somebody_is_wanted():
    """A layer for the day leaves the night open, which is a gap unless nobody is wanted at night."""
    day = Restriction(EVERY_DAY, time(9), time(17), ZONE)
    made = schedule(replace(BASE, hours=(day,)))
    assert len(laid(made)) == 14
    found = gaps(made, MONDAY, MONDAY + 2 * DAY)
    assert [((g.start - MONDAY) / HOUR, (g.end - MONDAY) / HOUR) for g in found] == [(8, 24), (32, 48)]
    assert gaps(replace(made, hours=(day,)), MONDAY, MONDAY + 14 * DAY) == []


def test_overrides_and_swaps():
    """An override replaces whoever is on; a swap two people, each for the other's shift."""
    one = Override("o1", "lead", "cleo", MONDAY + 160 * HOUR, MONDAY + 170 * HOUR)
    assert laid(schedule(overrides=(one,)))[1] == ("cleo", 160, 170, "o1")
    first, second = shifts(schedule(), MONDAY, MONDAY + 14 * DAY)
    swapped = schedule(overrides=swap(first, second, "s"))
    assert laid(swapped) == [("ben", 0, 168, "s-1"), ("ana", 168, 336, "s-2")]
    assert on_call(swapped, "lead", MONDAY).id == "ben"


def test_an_override_of_somebody_unknown_does_not_count():
    """A person who left the settings leaves no hole behind."""
    one = Override("o1", "lead", "gone", MONDAY, MONDAY + DAY)
    assert laid(schedule(overrides=(one,))) == laid(schedule())


def test_a_temporary_schedule_replaces_everything_for_a_while():
    """Only its entries count, and where it has none there is a gap."""
    while_ = Temporary("t", "lead", MONDAY + DAY, MONDAY + 3 * DAY, (Entry("cleo", MONDAY, MONDAY + 2 * DAY),))
    made = schedule(temporaries=(while_,))
    assert laid(made)[:3] == [("ana", 0, 24, "base"), ("cleo", 24, 48, "t"), ("ana", 72, 168, "base")]
    assert [(g.start, g.end) for g in gaps(made, MONDAY, MONDAY + 14 * DAY)] == [(MONDAY + 2 * DAY, MONDAY + 3 * DAY)]


def test_leave_conflicts_with_a_shift():
    """Only the time that both hold, and nobody is taken off duty by it."""
    leave = Leave("ana", MONDAY + 6 * DAY, MONDAY + 9 * DAY)
    [found] = conflicts(shifts(schedule(), MONDAY, MONDAY + 14 * DAY), [leave, Leave("cleo", MONDAY, MONDAY + 9 * DAY)])
    assert (found.start, found.end, found.shift.person.id) == (MONDAY + 6 * DAY, MONDAY + 7 * DAY, "ana")
    assert on_call(schedule(), "lead", found.start).id == "ana"


def test_whole_shifts_are_not_cut():
    """A window in the middle of a shift shows it from its beginning to its end."""
    [found] = whole_shifts(schedule(), MONDAY + DAY, MONDAY + 2 * DAY)
    assert (found.start, found.end) == (MONDAY, MONDAY + 7 * DAY)


def test_fairness_counts_hours_nights_and_weekends():
    """A whole week is 168 hours, of which 56 at night and 48 at the weekend, and each of two people has half."""
    loads = fairness(shifts(schedule(), MONDAY, MONDAY + 14 * DAY), PEOPLE.values())
    assert [(x.person.id, x.shifts, x.hours / HOUR, x.nights / HOUR, x.weekends / HOUR) for x in loads] == [
        ("ana", 1, 168, 56, 48),
        ("ben", 1, 168, 56, 48),
        ("cleo", 0, 0, 0, 0),
    ]
    assert [x.shifts for x in fairness([], PEOPLE.values())] == [0, 0, 0]


@settings(deadline=None)
@given(schedules())
def test_fairness_is_exact(made):
    """Hours add up to the shifts; night and weekend are the minutes that a clock on the wall counts."""
    roster, middle = made
    found = shifts(roster, middle, middle + DAY)
    loads = fairness(found)
    assert sum((x.hours for x in loads), timedelta()) == sum((s.end - s.start for s in found), timedelta())
    step = timedelta(minutes=15)
    for load in loads:
        mine = [s for s in found if s.person == load.person]
        quarters = [s.start + n * step for s in mine for n in range((s.end - s.start) // step)]
        clocks = [q.astimezone(load.person.zone) for q in quarters]
        exact = all((s.end - s.start) % step == timedelta() for s in mine)
        if exact and len({c.utcoffset() for c in clocks}) <= 1:
            assert load.nights == step * sum(c.hour >= 22 or c.hour < 6 for c in clocks)
            assert load.weekends == step * sum(c.weekday() >= 5 for c in clocks)


@settings(deadline=None)
@given(schedules(), st.data())
def test_a_part_of_a_window_says_what_the_whole_says(made, data):
    """Looking at a stretch in two parts gives the same shifts as in one: no border lives in the window."""
    roster, middle = made
    cut = middle + timedelta(minutes=data.draw(st.integers(1, 2879)))
    whole = shifts(roster, middle, middle + 2 * DAY)
    parts = [*shifts(roster, middle, cut), *shifts(roster, cut, middle + 2 * DAY)]
    for role in roster.roles:
        assert sum((s.end - s.start for s in whole if s.role == role), timedelta()) == sum(
            (s.end - s.start for s in parts if s.role == role), timedelta()
        )


def test_layers_that_meet_and_policies_that_circle():
    """Two layers with one priority are found where they hold together; a circle is given with its way."""
    assert len(list(meetings(schedule(BASE, replace(BASE, id="other"))))) == 1
    assert list(meetings(schedule(BASE, replace(BASE, id="other", role="deputy")))) == []
    assert list(meetings(schedule(replace(BASE, ends=MONDAY), replace(BASE, id="other", starts=MONDAY)))) == []
    assert circle({"a": "b", "b": "c", "c": "a", "d": "a"}, "a") == ["a", "b", "c", "a"]
    assert circle({"a": "b", "b": "c", "c": "b"}, "a") == []
