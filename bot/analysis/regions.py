"""Regions: names for groups of countries, so that nobody has to write out the members of the Union."""

from collections.abc import Mapping
from functools import cache

import pycountry

from bot.analysis.galaxy import table


@cache
def regions() -> Mapping[str, frozenset[str]]:
    """Name -> ISO 3166 alpha-2 codes, "EU" for the Union itself, "XK" for Kosovo."""
    return {name: frozenset(codes.split()) for name, codes in table("regions").items()}


def members(word: str) -> frozenset[str] | None:
    """The countries that a code ("LT", "EU" for the Union itself) or the name of a region ("eu", "baltics") stands for; None
    where it stands for none.
    """
    if word in regions():
        return regions()[word]
    known = word in ("EU", "XK") or (word.isupper() and pycountry.countries.get(alpha_2=word) is not None)
    return frozenset({word}) if known else None
