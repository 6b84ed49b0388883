"""The promises of `present.presence`."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.status import Pulse
from bot.present.presence import LATE, Level, Presence, presence
from tests.fakes.nouns import NOON

WELL = Pulse(NOON, 120, 0, 0, None)


@pytest.mark.parametrize(
    ("pulse", "shown"),
    [
        (WELL, Presence(Level.WELL, "Watching 120 sources")),
        (Pulse(NOON, 120, 2, 0, None), Presence(Level.TROUBLE, "2 of 120 sources broken")),
        (Pulse(NOON, 120, 2, 3, NOON - LATE), Presence(Level.TROUBLE, "2 of 120 sources broken")),
        (Pulse(NOON, 1, 1, 5, NOON - timedelta(minutes=12)), Presence(Level.LATE, "5 posts waiting, the oldest for 12 min")),
        (Pulse(NOON, 1, 0, 1, NOON + timedelta(hours=1)), Presence(Level.WELL, "Watching 1 source")),
    ],
)
def test_the_worst_is_shown(pulse: Pulse, shown: Presence) -> None:
    """Late posts before broken sources before nothing; a post that is not due yet is no trouble."""
    assert presence(pulse) == shown


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9), st.timedeltas(timedelta(), timedelta(days=10**4)))
def test_it_fits(sources: int, broken: int, waiting: int, late: timedelta) -> None:
    """Discord takes 128 characters."""
    assert len(presence(Pulse(NOON, sources, broken, waiting, NOON - late)).words) <= 128
