"""Freshness and Retry-After: tables for what the RFCs say, properties for what servers say."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fetch.freshness import LONGEST, fresh_for, retry_after

NOW = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
TABLE = [
    ("max-age=600", "", "", "", 600),
    ("Max-Age=600, public", "", "", "", 600),
    ('max-age="600"', "", "", "", 600),
    ("max-age = 600", "", "", "", 600),
    ('private="set-cookie, max-age=1", max-age=600', "", "", "", 600),
    ("max-age=600", "", "", "100", 500),
    ("max-age=600", "", "", "700", None),
    ("max-age=600, max-age=10", "", "", "", 600),
    ("max-age=0", "", "", "", None),
    ("max-age=soon", "Mon, 05 Jan 2026 08:10:00 GMT", "", "", None),
    ("max-age=-5", "", "", "", None),
    ("max-age=99999999999999999999", "", "", "", LONGEST.total_seconds()),
    ("no-cache, max-age=600", "", "", "", None),
    ("no-store", "Mon, 05 Jan 2026 08:10:00 GMT", "", "", None),
    ("s-maxage=600", "", "", "", None),
    ("must-revalidate", "Mon, 05 Jan 2026 08:10:00 GMT", "", "", 600),
    ("", "Mon, 05 Jan 2026 08:10:00 GMT", "", "", 600),
    ("", "Mon, 05 Jan 2026 10:10:00 +0200", "", "", 600),
    ("", "Monday, 05-Jan-26 08:10:00 GMT", "", "", 600),
    ("", "Mon Jan  5 08:10:00 2026", "", "", 600),
    ("", "Mon, 05 Jan 2026 08:10:00 GMT", "Mon, 05 Jan 2026 08:05:00 GMT", "", 300),
    ("", "Mon, 05 Jan 2026 08:10:00 GMT", "yesterday", "60", 540),
    ("", "Mon, 05 Jan 2026 07:00:00 GMT", "", "", None),
    ("", "0", "", "", None),
    ("", "-1", "", "", None),
    ("", "", "", "", None),
]


@pytest.mark.parametrize(("control", "expires", "date", "age", "seconds"), TABLE)
def test_freshness(control, expires, date, age, seconds):
    """RFC 9111 sections 4.2 and 5, as a private cache reads them."""
    assert fresh_for(control, expires, date, age, NOW) == (timedelta(seconds=seconds) if seconds else None)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("Mon, 05 Jan 2026 08:02:00 GMT", 120),
        ("Mon, 05 Jan 2026 07:02:00 GMT", None),
        ("0", None),
        ("-3", None),
        ("1.5", None),
        ("later", None),
        ("", None),
        ("9" * 400, LONGEST.total_seconds()),
    ],
)
def test_retry_after(value, seconds):
    """RFC 9110 section 10.2.3, both forms; what makes no sense is no wish."""
    assert retry_after(value, NOW) == (timedelta(seconds=seconds) if seconds else None)


directive = st.sampled_from(["max-age", "no-cache", "no-store", "public", "private", "s-maxage", "stale-if-error"])
number = st.integers(-(10**12), 10**30).map(str)
dates = st.datetimes().map(lambda d: d.strftime("%a, %d %b %Y %H:%M:%S GMT"))
value = (
    st.text(max_size=40)
    | number
    | dates
    | st.from_regex(r"[A-Z][a-z]{2}, [0-9]{1,3} [A-Z][a-z]{2} [0-9]{1,6} [0-9:]{1,9} .{0,5}")
)
control = st.lists(st.tuples(directive, value).map("=".join), max_size=4).map(", ".join) | st.text(max_size=60)


@given(control, value, value, value)
def test_any_headers_give_a_sane_wish(cache_control, expires, date, age):
    """Never an error, never negative or zero, never beyond the bound."""
    wish = fresh_for(cache_control, expires, date, age, NOW)
    assert wish is None or timedelta() < wish <= LONGEST


@given(value)
def test_any_retry_after_gives_a_sane_wish(text):
    """Never an error, never negative or zero, never beyond the bound."""
    wish = retry_after(text, NOW)
    assert wish is None or timedelta() < wish <= LONGEST
