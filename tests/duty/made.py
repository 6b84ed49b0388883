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

ODD = [
    datetime(2011, 12, 30, tzinfo=UTC),  # Apia has no such day
    datetime(2010, 9, 26, tzinfo=UTC),  # Apia's first summer time
    datetime(2021, 4, 4, tzinfo=UTC),  # ... and the end of the last one; Lord Howe goes back half an hour
    datetime(2024, 4, 6, tzinfo=UTC),  # Lord Howe, back
    datetime(2024, 10, 5, tzinfo=UTC),  # ... and forward
    datetime(2024, 3, 31, tzinfo=UTC),  # Brussels, Kyiv, forward
    datetime(2024, 10, 27, tzinfo=UTC),  # ... and back
    datetime(2007, 3, 11, tzinfo=UTC),  # New York, by its new rule
    datetime(2006, 4, 2, tzinfo=UTC),  # ... by its old one
    datetime(2007, 11, 4, tzinfo=UTC),  # New York, back
    datetime(1996, 10, 27, tzinfo=UTC),  # the Union ends summer time in October for the first time
    datetime(1992, 3, 28, tzinfo=UTC),  # Kyiv goes by its own rules
    datetime(2024, 2, 29, tzinfo=UTC),
    datetime(2000, 2, 29, tzinfo=UTC),
    datetime(2023, 12, 31, tzinfo=UTC),
]
QUARTERS = [time(h, m) for h in range(24) for m in (0, 15, 30, 45)]
NEAR = [time(h, m) for h in (0, 1, 2, 3) for m in (0, 15, 30, 45)]
"""The hours in which clocks are changed."""

times = st.sampled_from(NEAR) | st.sampled_from(QUARTERS)
zones = st.sampled_from(ZONES).map(ZoneInfo)
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
            days = draw(st.sets(st.integers(0, 6), min_size=1, max_size=4))
            return Cadence(unit, few, at, tuple(sorted(days)))
        case Unit.MONTH:
            return Cadence(unit, few, at, day=draw(st.integers(1, 31)))
        case Unit.LENGTHS:
            return Cadence(unit, 1, at, lengths=tuple(draw(st.lists(st.integers(1, 5), min_size=1, max_size=5))))
    return Cadence(unit, few, at)


@st.composite
def rotations(draw, middle):
    members = tuple(draw(st.lists(persons, min_size=1, max_size=5)))
    starts = (middle - timedelta(days=draw(st.integers(-3, 120)))).date()
    return Rotation("r", members, draw(zones), starts, draw(cadences()))


@st.composite
def restrictions(draw):
    days = frozenset(draw(st.sets(st.integers(0, 6), min_size=1)))
    return Restriction(days, draw(times), draw(times), draw(zones))


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
    hours = tuple(draw(st.lists(restrictions(), max_size=2))) if draw(st.booleans()) else ()
    starts, ends = draw(spans(middle)) if not draw(st.integers(0, 5)) else (None, None)
    return Layer(f"l{number}", draw(st.sampled_from(ROLES)), turns, draw(st.integers(0, 3)), hours, starts, ends)


@st.composite
def schedules(draw):
    """(a schedule, the middle of the window that it is looked at in)."""
    middle = draw(st.sampled_from(ODD)) + timedelta(hours=draw(st.integers(-12, 24)))
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
        tuple(draw(restrictions()) for _ in range(draw(several))),
        tuple(
            Temporary(f"t{n}", draw(st.sampled_from(ROLES)), *draw(spans(middle)), draw(entries(middle)))
            for n in range(draw(several))
        ),
        tuple(
            Override(f"o{n}", draw(st.sampled_from(ROLES)), draw(persons), *draw(spans(middle)), draw(replaces))
            for n in range(draw(several))
        ),
    ), middle
