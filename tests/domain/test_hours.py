"""Hours by the clock on the wall, through every change of it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.hours import DAY, Hours

KYIV = ZoneInfo("Europe/Kyiv")
ZONES = ("Europe/Kyiv", "Europe/Dublin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago", "UTC")
MINUTE = timedelta(minutes=1)


def at(text, zone=KYIV, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


NIGHT = Hours(22 * 60, 7 * 60, KYIV)


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        (NIGHT, "2026-01-05T21:59", None),
        (NIGHT, "2026-01-05T22:00", "2026-01-06T07:00"),
        (NIGHT, "2026-01-06T06:59", "2026-01-06T07:00"),
        (NIGHT, "2026-01-06T07:00", None),
        (Hours(9 * 60, 17 * 60, KYIV), "2026-01-05T12:00", "2026-01-05T17:00"),
        (Hours(22 * 60, 7 * 60, KYIV, frozenset({4})), "2026-01-10T03:00", "2026-01-10T07:00"),
        (Hours(22 * 60, 7 * 60, KYIV, frozenset({4})), "2026-01-09T03:00", None),
        (Hours(0, DAY, KYIV, frozenset({5, 6})), "2026-01-10T00:00", "2026-01-12T00:00"),
        (NIGHT, "2026-03-29T01:00", "2026-03-29T07:00"),
        (NIGHT, "2026-10-25T02:00", "2026-10-25T07:00"),
    ],
    ids=["before", "at the start", "next morning", "at the end", "by day", "from Friday on", "not from Thursday on", "a weekend", "spring", "autumn"],
)  # fmt: skip
def test_hours_are_those_of_the_wall(hours, now, until):
    """From the first minute to the last, over midnight, on the days that they begin on; joined where they touch."""
    assert hours.until(at(now)) == (at(until) if until else None)


def test_a_time_that_is_left_out_is_put_right_to_the_later():
    """In the night when 03:00 becomes 04:00, hours until 03:30 end at 04:30, and hours from 03:30 on begin then."""
    assert Hours(60, 3 * 60 + 30, KYIV).until(at("2026-03-29T01:30")) == at("2026-03-29T04:30")
    late = Hours(3 * 60 + 30, 6 * 60, KYIV)
    assert late.until(at("2026-03-29T04:29")) is None
    assert late.until(at("2026-03-29T04:30")) == at("2026-03-29T06:00")


def test_a_time_that_comes_twice_counts_twice():
    """In the night when 04:00 becomes 03:00, hours begin with the first 03:30 and end with the second."""
    assert Hours(60, 3 * 60 + 30, KYIV).until(at("2026-10-25T03:45")) == at("2026-10-25T03:30", fold=1)
    assert Hours(3 * 60 + 30, 6 * 60, KYIV).until(at("2026-10-25T03:30")) == at("2026-10-25T06:00")


def test_hours_without_end_have_one_nevertheless():
    """Every hour of every day is looked through for a week and no further."""
    end = Hours(0, DAY).until(at("2026-01-05T12:00", UTC))
    assert end is not None
    assert timedelta(days=7) < end - at("2026-01-05T12:00", UTC) < timedelta(days=10)


instants = st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone
hours = st.builds(
    Hours,
    st.integers(0, DAY - 1),
    st.integers(1, DAY),
    st.sampled_from(ZONES).map(ZoneInfo),
    st.frozensets(st.integers(0, 6), min_size=1),
)


def by_the_wall(given_hours, now):
    """A second implementation: what somebody reads off a clock and a calendar."""
    wall = now.astimezone(given_hours.zone)
    minute, day = wall.hour * 60 + wall.minute, wall.weekday()
    begins, ends = given_hours.begins, given_hours.ends
    if ends > begins:
        return day in given_hours.days and begins <= minute < ends
    return (day in given_hours.days and minute >= begins) or ((day - 1) % 7 in given_hours.days and minute < ends)


def steady(zone, now):
    """Whether no clock change is near."""
    return len({(now + timedelta(hours=h)).astimezone(zone).utcoffset() for h in (-27, -3, 0, 3, 27)}) == 1


@given(hours, instants)
def test_hours_agree_with_the_wall(given_hours, now):
    """Away from clock changes, quiet is what a clock and a calendar say."""
    if steady(given_hours.zone, now):
        assert (given_hours.until(now) is not None) is by_the_wall(given_hours, now)


@given(hours, instants)
def test_an_end_is_an_end(given_hours, now):
    """It lies ahead; the instant before it is inside, and it is outside itself unless hours go on for longer than a week."""
    end = given_hours.until(now)
    if end is not None:
        assert now < end < now + timedelta(days=10)
        assert given_hours.until(end - timedelta(microseconds=1)) is not None
        assert given_hours.until(end) is None or end - now > timedelta(days=7)


@given(
    st.sampled_from(ZONES).map(ZoneInfo),
    st.integers(0, DAY - 1),
    st.integers(1, DAY - 1),
    st.dates(date(2016, 1, 2), date(2034, 1, 1)),
)
def test_a_night_is_never_shorter_than_the_wall_says_by_more_than_the_change(zone, begins, length, day):
    """Whatever the clock does, hours of every day last as long as written, give or take the change of two hours at most."""
    ends = (begins + length) % DAY or DAY
    made = Hours(begins, ends, zone, frozenset({day.weekday()}))
    begin, end = made._window(day)
    assert abs((end - begin) - timedelta(minutes=length)) <= timedelta(hours=2)
    assert begin < end or length <= 120
