"""Every language has its words for what stands around articles."""

import re
from collections.abc import Mapping

import pytest

from bot.analysis import furniture

LANGUAGES = {"en", "uk", "ru", "pl", "de", "fr", "it", "es", "sv", "no"}
TABLES: dict[str, Mapping[str, tuple[str, ...]]] = {
    name: getattr(furniture, name) for name in ("HEADINGS", "LABELS", "CREDITS", "NOISE", "LEFTOVERS")
}


@pytest.mark.parametrize("name", TABLES)
def test_all_languages(name: str) -> None:
    """No table leaves a language out."""
    assert set(TABLES[name]) == LANGUAGES


@pytest.mark.parametrize("name", TABLES)
def test_patterns_stand_alone(name: str) -> None:
    """Each entry compiles by itself, captures nothing and never matches nothing: it can be joined with the others."""
    for pattern in (re.compile(x) for entries in TABLES[name].values() for x in entries):
        assert pattern.groups == 0
        assert pattern.fullmatch("") is None
