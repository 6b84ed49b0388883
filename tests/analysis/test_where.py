"""Where the attacked are: what speaks for each country, and which of them are told."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.countries import parts
from bot.analysis.tagger import Span
from bot.analysis.where import Where, WhereWeights, candidates


def seen(facts_of, text, title="", lang="en", kind="ransomware", spans=()):
    facts = facts_of(text, title, lang)
    return candidates(facts, parts(facts), spans, kind)


def test_roles_and_places_speak(facts_of):
    """The doer's country and the attacked one are both candidates and differ in what is said of them."""
    got = seen(facts_of, "", "Russian hackers attacked Estonian ministries")
    assert set(got) == {"RU", "EE"}
    assert {"r:ACTOR", "r:ACTORT", "adversary", "at:T", "p=^"} <= set(got["RU"])
    assert {"r:VICTIM", "r:VICTIMT", "p=attacked", "n=ministries", "of=2"} <= set(got["EE"])
    assert "adversary" not in got["EE"]


def test_where_in_the_text_a_country_stands(facts_of):
    """Title, lead and the rest are told apart."""
    got = seen(facts_of, "Sweden was hit. " + "Nothing else was said of it. " * 20 + "In Chile too.", "Estonia hit")
    assert [next(f for f in got[c] if f.startswith("at:")) for c in ("EE", "SE", "CL")] == ["at:T", "at:L", "at:B"]


def test_kind_is_beside_each_feature(facts_of):
    """What a role means depends on the kind of story: each feature stands alone and with the group of the kind."""
    for kind, group in (("ransomware", "attack"), ("patch_advisory", "flaw"), ("disinformation", "state"), ("no such", "attack")):
        got = seen(facts_of, "Estonia was attacked.", kind=kind)["EE"]
        assert got[:2] == ["b", f"k={group}"]
        own = [f for f in got[2:] if not f.endswith(f"|{group}")]
        assert got[2 + len(own) :] == [f"{f}|{group}" for f in own]


def test_names_of_the_attacked_lie_in_countries(facts_of):
    """A country inside a tagged name says so."""
    text = "Hackers hit Bank of Estonia on Monday."
    at = text.index("Bank")
    assert "inV" in seen(facts_of, text, spans=[Span(at, at + len("Bank of Estonia"), "V")])["EE"]
    assert "inV" not in seen(facts_of, text)["EE"]


def test_the_home_of_a_known_organisation_counts(facts_of):
    """A country that no word of the text names, from who was attacked."""
    text = "1+1 media hit by hackers"
    whole = seen(facts_of, text, spans=[Span(0, len("1+1 media"), "V")])["UA"]
    assert {"o:V", "o:VB", "os:Vmedia", "named=0"} <= set(whole)
    assert "o:-" in seen(facts_of, text)["UA"]


def test_the_language_has_a_home(facts_of):
    """News of one's own country leaves its name out; a language of many countries says nothing."""
    assert "lang:pl" in seen(facts_of, "Atak na szpital.", lang="pl")["PL"]
    assert seen(facts_of, "A hospital was attacked.", lang="en") == {}
    assert seen(facts_of, "Un hospital fue atacado.", lang="es") == {}


def test_the_union_is_marked(facts_of):
    """It is attacked in other words than states are."""
    assert "union" in seen(facts_of, "Hackers attacked the European Union.")["EU"]


WEIGHTS = WhereWeights(("b", "yes", "no"), np.array([-1.0, 2.0, -3.0], np.float32), 0.5)


def test_likeliest_first_from_the_threshold_on():
    """Margins are sums of weights; unknown features weigh nothing; what stays below is not told."""
    told = {"EE": ["b", "yes"], "LV": ["b", "yes", "yes", "unheard of"], "RU": ["b", "yes", "no"], "US": ["b"]}
    assert Where(WEIGHTS).countries(told) == ("LV", "EE")
    assert Where(WhereWeights(WEIGHTS.names, WEIGHTS.values, 1.0)).countries(told) == ("LV", "EE")
    assert Where(WhereWeights(WEIGHTS.names, WEIGHTS.values, 1.1)).countries(told) == ("LV",)
    assert Where(WEIGHTS).countries({}) == ()


@given(st.dictionaries(st.text("ABC", min_size=2, max_size=4), st.lists(st.sampled_from(["b", "yes", "no"])), max_size=15))
def test_the_order_is_that_of_the_margins(told):
    """At most eight, none below the threshold, none left out that is likelier than one told."""
    value = dict(zip(WEIGHTS.names, map(float, WEIGHTS.values), strict=True))
    margin = {code: sum(value[f] for f in features) for code, features in told.items()}
    got = Where(WEIGHTS).countries(told)
    assert [margin[c] for c in got] == sorted((m for m in margin.values() if m >= WEIGHTS.threshold), reverse=True)[:8]


@pytest.mark.parametrize("kind", ["ransomware", "vulnerability"])
@given(text=st.text(max_size=300))
def test_any_text_has_candidates(facts_of, kind, text):
    """Codes of two letters, features that are strings, whatever the text."""
    facts = facts_of(text)
    assert all(len(c) == 2 and all(isinstance(f, str) for f in fs) for c, fs in candidates(facts, parts(facts), [], kind).items())
