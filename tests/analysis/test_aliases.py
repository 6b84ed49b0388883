"""Aliases of actors."""

import pytest

from bot.analysis.aliases import canonical_names


@pytest.mark.parametrize("alias", ["APT28", "fancy bear", "Forest  Blizzard", "SOFACY"])
def test_every_alias_leads_to_one_name(alias):
    """Whoever asks for one name gets the stories of all of them."""
    assert "apt28" in canonical_names([alias])
    assert " ".join(alias.split()).casefold() in canonical_names([alias])


def test_an_unknown_name_stays_as_it_is():
    """The news may introduce it tomorrow."""
    assert canonical_names(["Grey Heron Nine"]) == {"grey heron nine"}
    assert canonical_names([]) == frozenset()
