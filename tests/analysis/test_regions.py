"""Regions and the countries in them."""

import pycountry
import pytest

from bot.analysis.regions import regions

CODES = {c.alpha_2 for c in pycountry.countries}
CONTINENTS = ("africa", "americas", "antarctica", "asia", "europe", "oceania")


@pytest.mark.parametrize("name", regions())
def test_every_member_is_a_country(name):
    """No code that no story could ever have."""
    assert regions()[name] <= CODES | {"EU", "XK"}
    assert name == name.lower()


def test_every_country_is_on_one_continent():
    """Nothing is missing on the map, and nothing stands there twice."""
    listed = [code for name in CONTINENTS for code in regions()[name]]
    assert len(listed) == len(set(listed))
    assert set(listed) == CODES | {"EU", "XK"}


@pytest.mark.parametrize(
    ("name", "members"), [("eu", 28), ("nato", 32), ("baltics", 3), ("g7", 8), ("five-eyes", 5), ("eastern-partnership", 6)]
)
def test_the_bodies_are_complete(name, members):
    """So many members, the Union itself counted where it belongs."""
    assert len(regions()[name]) == members


def test_the_two_halves_of_the_americas_are_all_of_them():
    """Mexico is in both: M49 counts it to Latin America, readers to the North."""
    assert regions()["north-america"] | regions()["latin-america"] == regions()["americas"]
