"""Wall-clock times where clocks change: in a gap the first instant after it, in a fold the first of the two."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.duty.wall import instant, shown
from tests.duty.made import days, zones

MINUTE = timedelta(minutes=1)


def at(text):
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("zone", "wall", "utc"),
    [
        ("Europe/Brussels", "2024-03-31T02:30", "2024-03-31T01:00"),
        ("Europe/Brussels", "2024-10-27T02:30", "2024-10-27T00:30"),
        ("Europe/Kyiv", "2024-03-31T03:00", "2024-03-31T01:00"),
        ("America/New_York", "2007-03-11T02:59", "2007-03-11T07:00"),
        ("America/New_York", "2007-11-04T01:00", "2007-11-04T05:00"),
        ("Australia/Lord_Howe", "2024-10-06T02:15", "2024-10-05T15:30"),
        ("Australia/Lord_Howe", "2024-04-07T01:45", "2024-04-06T14:45"),
        ("Asia/Kolkata", "2024-02-29T00:00", "2024-02-28T18:30"),
        ("Pacific/Apia", "2011-12-30T09:00", "2011-12-30T10:00"),
        ("Pacific/Apia", "2011-12-31T00:00", "2011-12-30T10:00"),
        ("Pacific/Apia", "2011-12-29T23:59", "2011-12-30T09:59"),
    ],
)
def test_odd_times(zone, wall, utc):
    """Each of these happens at the instant that the zone's law says."""
    assert instant(at(wall), ZoneInfo(zone)) == at(utc).replace(tzinfo=UTC)


@settings(deadline=None)
@given(zones, days, st.integers(-4000, 4000))
def test_it_is_the_first_instant_that_shows_the_time_or_a_later_one(zone, day, minutes):
    """By its definition, a second before and at it; and an instant that is shown once comes back."""
    wall = (day + minutes * MINUTE).replace(tzinfo=None)
    found = instant(wall, zone)
    before = [shown(found - timedelta(seconds=n), zone) for n in (1, 60, 1800, 3599, 7200)]
    assert shown(found, zone) >= wall
    assert max(before) < wall
