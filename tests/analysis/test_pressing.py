"""What looks pressing goes first: cheap words, no verdict."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.pressing import FIRST, turn
from bot.domain.source import Publisher
from tests.fakes.nouns import SOURCE

PRESS = replace(SOURCE, publisher=Publisher.PRESS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Flower show opens in the sun", 0),
        ("Website of a bank offline after attack", 0),
        ("Hospitals without power", -1),
        ("Cyberattack shuts down power grid nationwide", -2),
        ("State of emergency: wiper malware shut down hospitals nationwide, zero-day actively exploited", FIRST),
        ("Krankenhäuser landesweit lahmgelegt", -2),
    ],
)
def test_each_sign_beyond_the_first_goes_further_to_the_front(text, expected):
    """One sign is ordinary; several at once may be the worst of the day."""
    assert turn(text, "", PRESS) == turn("", text, PRESS) == expected


def test_an_official_word_weighs():
    """A warning of a response team is no later than a newspaper's."""
    warning = "Emergency directive for hospitals"
    assert turn(warning, "", replace(SOURCE, publisher=Publisher.OFFICIAL)) < turn(warning, "", PRESS)


@given(title=st.text(max_size=200), text=st.text(max_size=2000))
def test_any_text_has_its_place(title, text):
    """Never in front of the front, never behind the ordinary."""
    assert FIRST <= turn(title, text, PRESS) <= 0
