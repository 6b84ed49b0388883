"""Who helps: countries that send or make up a team, and the team; not whom they help."""

from bot.analysis.countries import parts
from bot.analysis.responders import helpers, responders


def test_members_of_a_team(facts_of):
    """Every country of a list counts; the helped country does not."""
    facts = facts_of(
        "Norway is sending experts to help Moldova against attacks. The cyber response team has specialists from Finland, Sweden and Spain."
    )
    codes = helpers(facts, parts(facts))
    assert codes == ("NO", "FI", "SE", "ES")
    named = responders(facts, codes)
    assert ("Norway", "NO") in [(n.name, n.canonical) for n in named]
    assert any("response team" in n.name for n in named)


def test_help_without_a_team_is_no_response(facts_of):
    """Support in words does not make a responder."""
    facts = facts_of("Norway supports sanctions after the attack. Spain was hit too.")
    assert helpers(facts, parts(facts)) == ()


def test_who_asks_does_not_help(facts_of):
    """The country that requests a team is helped by it, whichever way it is put."""
    asks = facts_of("Estonia requests a cyber response team after attacks. Experts from Finland will help.")
    at_request = facts_of("The cyber response team was activated at the request of Estonia with experts from Finland.")
    assert helpers(asks, parts(asks)) == helpers(at_request, parts(at_request)) == ("FI",)
