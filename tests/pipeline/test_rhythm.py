"""When a source is asked again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pipeline.rhythm import Rhythm, next_interval, wait_after_failure, wait_after_success

MINUTE = timedelta(minutes=1)
RHYTHM = Rhythm(jitter=0)


@pytest.mark.parametrize(
    ("failures", "minutes"), [(1, 5), (2, 10), (3, 20), (4, 40), (8, 640), (9, 1280), (10, 1440), (400, 1440)]
)
def test_back_off_is_five_minutes_times_two_to_the_n(failures, minutes):
    """A failing source is asked ever more seldom, at least once a day."""
    assert wait_after_failure(failures, None, RHYTHM, 0.5) == minutes * MINUTE


def test_a_wish_to_be_left_alone_is_a_minimum():
    """Retry-After and Cache-Control lengthen a wait, never shorten it, and at most to a day."""
    assert wait_after_failure(1, timedelta(hours=2), RHYTHM, 0) == timedelta(hours=2)
    assert wait_after_failure(3, timedelta(seconds=1), RHYTHM, 0) == 20 * MINUTE
    assert wait_after_success(15 * MINUTE, timedelta(hours=1), RHYTHM, 0) == timedelta(hours=1)
    assert wait_after_success(15 * MINUTE, timedelta(days=400), RHYTHM, 0) == timedelta(days=1)


def test_interval_follows_the_feed():
    """A busy feed is asked more often, a quiet one less, inside its floor and ceiling."""
    floor, ceiling = 5 * MINUTE, 60 * MINUTE
    assert next_interval(20 * MINUTE, floor, ceiling, found=True) == 10 * MINUTE
    assert next_interval(20 * MINUTE, floor, ceiling, found=False) == 24 * MINUTE
    assert next_interval(6 * MINUTE, floor, ceiling, found=True) == floor
    assert next_interval(59 * MINUTE, floor, ceiling, found=False) == ceiling


@given(
    st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=3)),
    st.none() | st.timedeltas(min_value=timedelta(), max_value=timedelta(days=3)),
    st.floats(0, 1, exclude_max=True),
    st.integers(1, 1000),
)
def test_no_wait_is_shorter_than_promised_or_longer_than_the_caps(interval, wish, chance, failures):
    """Jitter only ever adds, and at most its share."""
    rhythm = Rhythm(jitter=0.1)
    good = wait_after_success(interval, wish, rhythm, chance)
    assert max(interval, min(wish or timedelta(), rhythm.wish_cap)) <= good <= max(interval * 1.1, rhythm.wish_cap)
    bad = wait_after_failure(failures, wish, rhythm, chance)
    assert rhythm.retry_base <= bad <= rhythm.retry_cap * 1.1
