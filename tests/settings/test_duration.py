"""Spans of time as people write them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings.duration import LONGEST, parse_duration
from bot.settings.faults import Fault

UNITS = {"w": 604_800_000, "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1}
"""Milliseconds in each."""


def written(length):
    """The shortest way to write it down."""
    rest, text = length // timedelta(milliseconds=1), ""
    for unit, size in UNITS.items():
        count, rest = divmod(rest, size)
        text += f"{count}{unit}" if count else ""
    return text or "0s"


@given(st.timedeltas(min_value=timedelta(), max_value=LONGEST))
def test_round_trip(length):
    """What is written down is read back, to the millisecond."""
    length -= timedelta(microseconds=length.microseconds % 1000)
    assert parse_duration(written(length)) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90s", timedelta(seconds=90)),
        ("1h30m", timedelta(minutes=90)),
        ("500ms", timedelta(milliseconds=500)),
        ("2w1d", timedelta(days=15)),
        ("0s", timedelta()),
    ],
)
def test_reading(text, length):
    """Units add up."""
    assert parse_duration(text) == length


@given(st.text() | st.from_regex(r"[0-9]+(ms|[smhdw])", fullmatch=True))
def test_any_text_is_a_length_or_a_fault(text):
    """No text is worse than a fault, however many digits it has."""
    try:
        length = parse_duration(text)
    except Fault:
        return
    assert timedelta() <= length <= LONGEST


@pytest.mark.parametrize("text", ["", "15", "m", "1.5h", "-1h", " 15m", "15 m", "15M", "999999999w", "9999999999s", "\u0661m"])
def test_no_length(text):
    """A bare number, a sign, a blank or a length past all use is refused."""
    with pytest.raises(Fault):
        parse_duration(text)
