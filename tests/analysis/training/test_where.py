"""How the countries of the attacked are learnt."""

from importlib.util import find_spec

import pytest

from bot.analysis.training.where import Candidates, where
from bot.analysis.where import Where

pytestmark = [pytest.mark.skipif(find_spec("sklearn") is None, reason="a development library"), pytest.mark.thorough]

STORY = {"EE": ["b", "r:VICTIM"], "RU": ["b", "r:ACTOR"], "US": ["b", "r:OTHER"]}


def rows():
    """The attacked is the country in the victim's role; in every fifth story another one too."""
    made = [Candidates(STORY, frozenset({"EE"})) for _ in range(20)]
    made += [Candidates({**STORY, "LV": ["b", "r:VICTIM", f"seen once {i}"]}, frozenset({"EE", "LV"})) for i in range(3)]
    return [*made, Candidates({}, frozenset()), Candidates({}, frozenset({"SE"}))]


def test_roles_are_learnt():
    """The role that goes with being attacked gets the weight; texts without candidates are no error."""
    weights = where(rows())
    by_name = dict(zip(weights.names, weights.values, strict=True))
    assert by_name["r:VICTIM"] > 0 > by_name["r:ACTOR"]
    assert Where(weights).countries({**STORY, "PL": ["b", "r:VICTIM"]}) == ("EE", "PL")


def test_what_is_seen_too_rarely_has_no_weight():
    """Names in the order of the alphabet, only what several texts hold."""
    assert where(rows()).names == ("b", "r:ACTOR", "r:OTHER", "r:VICTIM")


def test_same_rows_same_weights():
    """Nothing is left to chance, the threshold neither."""
    one, two = where(rows()), where(rows())
    assert (one.values == two.values).all()
    assert one.threshold == two.threshold
