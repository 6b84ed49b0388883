"""Periods by the clock on the wall, also where that clock is changed."""

import itertools
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.period import DAYS, Period, parse

ZONES = [
    ZoneInfo(name)
    for name in (
        "UTC",
        "Europe/Vilnius",
        "Europe/Kyiv",
        "America/New_York",
        "America/Santiago",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Pacific/Apia",
    )
]
times = st.times().map(lambda t: t.replace(second=0, microsecond=0))
periods = st.builds(Period, times, st.none() | st.integers(0, 6))
instants = st.integers(0, 30 * 365 * 86400).map(lambda s: datetime(2005, 1, 1, tzinfo=UTC) + timedelta(seconds=s))
VILNIUS = ZoneInfo("Europe/Vilnius")


@given(periods)
def test_what_is_written_is_read(period):
    """A period says itself in the form that it is read from, however it is spaced and capitalised."""
    assert parse(str(period)) == period
    assert parse(f"  {str(period).upper().replace(' ', '   ')} ") == period


@pytest.mark.parametrize(
    "text",
    ["", "daily", "08:00", "daily 8:00", "daily 24:00", "daily 08:60", "weekly 08:00", "weekly moon 08:00", "daily \u06608:00"],
)
def test_what_is_no_period_is_refused_with_a_mend(text):
    """The fault comes with an example."""
    with pytest.raises(ValueError, match=r"is not a period; write for example"):
        parse(text)


@given(st.text())
def test_no_text_is_worse_than_a_fault(text):
    """Any text is a period or a ValueError."""
    try:
        parse(text)
    except ValueError as error:
        assert "; write" in str(error)  # noqa: PT017  both outcomes are right


@pytest.mark.parametrize(
    ("said", "after", "then"),
    [
        ("daily 08:00", "2026-01-05T05:59+00:00", "2026-01-05T06:00+00:00"),
        ("daily 08:00", "2026-01-05T06:00+00:00", "2026-01-06T06:00+00:00"),
        ("daily 08:00", "2026-03-28T06:00+00:00", "2026-03-29T05:00+00:00"),  # 23 hours later: the clock went forward
        ("daily 08:00", "2026-10-24T05:00+00:00", "2026-10-25T06:00+00:00"),  # 25 hours later: it went back
        ("daily 03:30", "2026-03-28T12:00+00:00", "2026-03-29T01:30+00:00"),  # there is no 03:30 that day: 04:30 stands for it
        ("daily 03:30", "2026-10-25T00:00+00:00", "2026-10-25T00:30+00:00"),  # 03:30 comes twice: the first
        ("daily 03:30", "2026-10-25T00:30+00:00", "2026-10-26T01:30+00:00"),  # and not the second
        ("weekly mon 08:00", "2026-01-05T06:00+00:00", "2026-01-12T06:00+00:00"),
        ("weekly sun 23:59", "2026-01-05T06:00+00:00", "2026-01-11T21:59+00:00"),
    ],
)
def test_by_the_clock_on_the_wall(said, after, then):
    """Worked examples in Vilnius."""
    assert parse(said).next_after(datetime.fromisoformat(after), VILNIUS) == datetime.fromisoformat(then)


@given(periods, instants, st.sampled_from(ZONES))
def test_once_in_each_local_day_that_is_asked_for(period, instant, zone):
    """Forty periods in a row: always later, each on the next day that fits, at its time of day but for a gap in the clock."""
    at, days = instant, []
    for _ in range(40):
        then = period.next_after(at, zone)
        assert then > at
        local = then.astimezone(zone)
        wanted = datetime.combine(local.date(), period.at, tzinfo=zone)
        left_out = wanted.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wanted.replace(tzinfo=None)
        assert local.time() == period.at or left_out or local - wanted < timedelta(days=1)
        days.append(local.date())
        at = then
    assert days == sorted(set(days))
    steps = {(b - a).days for a, b in itertools.pairwise(days)}
    assert steps <= ({1, 2} if period.weekday is None else {6, 7, 8})
    assert zone.key == "Pacific/Apia" or steps == {period.length.days}


@pytest.mark.thorough
@given(instants, st.sampled_from(ZONES), times)
def test_a_walk_by_the_minute_finds_the_same(instant, zone, at):
    """Against a second implementation: the first minute whose wall clock shows the time, on days that have it."""
    then = Period(at).next_after(instant, zone)
    minute = instant.replace(second=0, microsecond=0)
    walked = (minute + timedelta(minutes=n) for n in range(1, 2 * 1440 + 121))
    shown = [m for m in walked if m > instant and m.astimezone(zone).time() == at and m.astimezone(zone).fold == 0]
    whole = all(m.astimezone(zone).second == 0 for m in shown)
    if whole and shown and then.astimezone(zone).time() == at:
        assert then == shown[0]


def test_days_begin_with_monday():
    """The numbers are those of `date.weekday`."""
    assert Period(time(8), datetime(2026, 1, 5, tzinfo=UTC).weekday()) == parse("weekly mon 08:00")
    assert len(DAYS) == 7
