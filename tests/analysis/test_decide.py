"""Rules for rare kinds, and what the model may and may not answer."""

import pytest

from bot.analysis.classifier import Opinion
from bot.analysis.decide import Decider


@pytest.fixture(scope="module")
def decider(kinds):
    return Decider(kinds)


def opinion(score, kind="other_intrusion", **beside):
    return Opinion(score, {kind: 0.9, "not_cyber": 0.2, "ransomware": 0.3}, beside, (0.25,) * 4, {"none": 1.0}, ())


def test_rule_leads_and_lifts(decider, facts_of):
    """A response team on its way is the kind, although the model has hardly seen one."""
    got = decider.decide(opinion(0.3), facts_of("Sweden sends its response team to help Moldova against cyberattacks."))
    assert (got.is_alert, got.kind) == (True, "response_team")
    assert got.score > 0.5
    assert "response team" in got.rules["response_team"]


def test_rule_lifts_nothing_that_looks_like_no_alert(decider, facts_of):
    """Strong evidence is not proof."""
    assert not decider.decide(opinion(0.02), facts_of("Sweden sends its response team to help against cyberattacks.")).is_alert


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A cyber exercise tested how hospitals react to ransomware.", "exercise"),
        ("Payments failed; the bank said it was not a cyberattack.", "outage_nonmalicious"),
    ],
)
def test_rule_speaks_against(decider, facts_of, text, kind):
    """Made-up attacks and faults are named for what they are."""
    got = decider.decide(opinion(0.8), facts_of(text))
    assert (got.is_alert, got.kind, got.kinds) == (False, kind, (kind,))


def test_kind_is_on_the_side_of_the_decision(decider, facts_of):
    """An alert never has a kind of non-alert, and the other way round."""
    assert decider.decide(opinion(0.9, "not_cyber"), facts_of("x")).kind == "ransomware"
    assert decider.decide(opinion(0.1, "ransomware"), facts_of("x")).kind == "not_cyber"


def test_tags_stand_beside(decider, facts_of):
    """A tag is never the primary kind; the primary kind comes first."""
    got = decider.decide(opinion(0.9, exploited_in_the_wild=0.8), facts_of("x"))
    assert got.kinds == ("other_intrusion", "exploited_in_the_wild")


def test_a_smaller_taxonomy_is_obeyed(kinds, facts_of):
    """A kind that the deployment does not have is never answered."""
    few = {slug: kinds[slug] for slug in ("ransomware", "not_cyber")}
    got = Decider(few).decide(opinion(0.9), facts_of("Sweden sends its response team to help against cyberattacks."))
    assert got.kinds == ("ransomware",)
