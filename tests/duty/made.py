"""Schedules that hypothesis makes: every cadence, in six zones, around the days on which clocks do odd things."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.domain.person import Person
from bot.domain.rotation import Cadence, Entry, Listed, Restriction, Rotation, Unit
from bot.domain.schedule import Layer, Override, Schedule, Temporary

ZONES = ("Australia/Lord_Howe", "Europe/Kyiv", "Europe/Brussels", "America/New_York", "Asia/Kolkata", "Pacific/Apia")
IDS = ("ana", "ben", "cleo", "dov", "eda")
PEOPLE = {name: Person(name, name.title(), ZoneInfo(zone)) for name, zone in zip(IDS, ZONES, strict=False)}
ROLES = ("lead", "deputy")

ODD = {
    datetime(2011, 12, 30, tzinfo=UTC): "Pacific/Apia",  # there is no such day there
    datetime(2010, 9, 26, tzinfo=UTC): "Pacific/Apia",  # its first summer time
    datetime(2021, 4, 3, tzinfo=UTC): "Pacific/Apia",  # the end of its last one
    datetime(2024, 4, 6, tzinfo=UTC): "Australia/Lord_Howe",  # half an hour back
    datetime(2024, 10, 5, tzinfo=UTC): "Australia/Lord_Howe",  # ... and forward
    datetime(2024, 3, 31, tzinfo=UTC): "Europe/Brussels",
    datetime(2024, 10, 27, tzinfo=UTC): "Europe/Brussels",
    datetime(1996, 10, 27, tzinfo=UTC): "Europe/Brussels",  # the Union ends summer time in October for the first time
    datetime(2025, 3, 30, tzinfo=UTC): "Europe/Kyiv",
    datetime(2025, 10, 26, tzinfo=UTC): "Europe/Kyiv",
    datetime(1992, 3, 28, tzinfo=UTC): "Europe/Kyiv",  # by its own rules
    datetime(2007, 3, 11, tzinfo=UTC): "America/New_York",  # by the new rule
    datetime(2006, 4, 2, tzinfo=UTC): "America/New_York",  # by the old one
    datetime(2007, 11, 4, tzinfo=UTC): "America/New_York",
    datetime(2024, 2, 29, tzinfo=UTC): "Asia/Kolkata",
    datetime(2000, 2, 29, tzinfo=UTC): "Asia/Kolkata",
    datetime(2023, 12, 31, tzinfo=UTC): "Asia/Kolkata",
}
"""Days on which something odd happens, and where."""
QUARTERS = [time(h, m) for h in range(24) for m in (0, 15, 30, 45)]
NEAR = [time(h, m) for h in (0, 1, 2, 3) for m in (0, 15, 30, 45)]
"""The hours in which clocks are changed."""

times = st.sampled_from(NEAR) | st.sampled_from(QUARTERS)
zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.sampled_from(list(ODD))


def zones_for(middle):
    """Twice as often the zone in which something happens than all others together."""
    home = next((st.just(ZoneInfo(zone)) for day, zone in ODD.items() if abs(middle - day) < timedelta(days=2)), zones)
    return st.one_of(home, home, zones)


persons = st.sampled_from(IDS)


@st.composite
def cadences(draw):
    unit = draw(st.sampled_from(Unit))
    few = draw(st.integers(1, 3))
    at = tuple(sorted(draw(st.lists(times, min_size=1, max_size=3, unique=True))))
    match unit:
        case Unit.HOUR:
            return Cadence(unit, draw(st.integers(1, 30)), at[:1])
        case Unit.WEEK:
            weekdays = draw(st.sets(st.integers(0, 6), min_size=1, max_size=4))
            return Cadence(unit, few, at, tuple(sorted(weekdays)))
        case Unit.MONTH:
            return Cadence(unit, few, at, day=draw(st.integers(1, 31)))
        case Unit.LENGTHS:
            return Cadence(unit, 1, at, lengths=tuple(draw(st.lists(st.integers(1, 5), min_size=1, max_size=5))))
    return Cadence(unit, few, at)


@st.composite
def rotations(draw, middle):
    members = tuple(draw(st.lists(persons, min_size=1, max_size=5)))
    starts = (middle - timedelta(days=draw(st.integers(-3, 120)))).date()
    return Rotation("r", members, draw(zones_for(middle)), starts, draw(cadences()))


@st.composite
def restrictions(draw, middle):
    weekdays = frozenset(draw(st.sets(st.integers(0, 6), min_size=1)))
    return Restriction(weekdays, draw(times), draw(times), draw(zones_for(middle)))


@st.composite
def spans(draw, middle):
    start = middle + timedelta(minutes=15 * draw(st.integers(-400, 300)))
    return start, start + timedelta(minutes=15 * draw(st.integers(1, 300)))


@st.composite
def entries(draw, middle):
    made = [Entry(draw(persons), *span) for span in draw(st.lists(spans(middle), max_size=4))]
    return tuple(sorted(made, key=lambda e: e.start))


@st.composite
def layers(draw, middle, number):
    turns = draw(rotations(middle)) if draw(st.integers(0, 9)) else Listed("c", draw(entries(middle)))
    hours = tuple(draw(st.lists(restrictions(middle), max_size=2))) if draw(st.booleans()) else ()
    starts, ends = draw(spans(middle)) if not draw(st.integers(0, 5)) else (None, None)
    return Layer(f"l{number}", draw(st.sampled_from(ROLES)), turns, draw(st.integers(0, 3)), hours, starts, ends)


@st.composite
def schedules(draw):
    """(a schedule, the middle of the window that it is looked at in)."""
    middle = draw(days) + timedelta(hours=draw(st.integers(-12, 24)))
    number = draw(st.integers(1, 3))
    made = tuple(draw(layers(middle, n)) for n in range(number))
    several = st.integers(0, 2) if draw(st.booleans()) else st.just(0)
    replaces = st.sampled_from(("", *IDS))
    return Schedule(
        "s",
        "S",
        made,
        PEOPLE,
        ZoneInfo("UTC"),
        tuple(draw(restrictions(middle)) for _ in range(draw(several))),
        tuple(
            Temporary(f"t{n}", draw(st.sampled_from(ROLES)), *draw(spans(middle)), draw(entries(middle)))
            for n in range(draw(several))
        ),
        tuple(
            Override(f"o{n}", draw(st.sampled_from(ROLES)), draw(persons), *draw(spans(middle)), draw(replaces))
            for n in range(draw(several))
        ),
    ), middle
