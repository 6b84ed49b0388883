"""Sectors of the attacked, from what the network thinks likely."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.features import SECTORS
from bot.analysis.sectors import sectors


@pytest.mark.parametrize(
    ("opinion", "told"),
    [
        ({"none": 0.76, "health": 0.24}, ()),
        ({"none": 0.75, "health": 0.25}, ()),
        ({"none": 0.7, "health": 0.2, "energy": 0.1}, ("health",)),
        ({"none": 0.0, "health": 0.6, "energy": 0.2, "media": 0.19}, ("health", "energy")),
        ({"none": 0.0, "health": 0.25, "energy": 0.25, "media": 0.25, "crypto": 0.25}, ("crypto", "energy", "health")),
        ({"health": 0.05, "energy": 0.04}, ("health",)),
    ],
)
def test_sectors(opinion, told):
    """The likeliest always, others when they are likely too, none when nobody is likely meant."""
    assert sectors(opinion) == told


@given(st.lists(st.floats(0.001, 1), min_size=len(SECTORS) + 1, max_size=len(SECTORS) + 1))
def test_likeliest_first_and_never_none(shares):
    """At most three, in the order of their probability; "none" is not a sector."""
    opinion = {name: share / sum(shares) for name, share in zip((*SECTORS, "none"), shares, strict=True)}
    told = sectors(opinion)
    assert len(told) <= 3
    assert set(told) <= set(SECTORS)
    assert [opinion[s] for s in told] == sorted((opinion[s] for s in told), reverse=True)
    assert bool(told) == (opinion["none"] < 0.75)
