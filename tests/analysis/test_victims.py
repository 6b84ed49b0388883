"""The attacked party, from the shapes of headlines."""

import pytest

from bot.analysis.countries import parts
from bot.analysis.victims import Victims


@pytest.fixture(scope="module")
def victims():
    return Victims()


def names(victims, facts, kind="other_intrusion", countries=(), taken=frozenset()):
    return [v.name for v in victims.find(facts, parts(facts), countries, (kind,), taken)]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Ferndale Logistics confirms data breach", "Ferndale Logistics"),
        ("Hackers breach Harlow University", "Harlow University"),
        ("Cyberattack on Brackwell Hospital disrupts surgeries", "Brackwell Hospital"),
        ("Data of 40,000 people stolen from Credivalle", "Credivalle"),
        ("Cyberangriff auf die Stadtwerke Lindental", "Stadtwerke Lindental"),
        ("Cyberattaque contre la mairie de Brenac", "Brenac"),
        ("Quillpay customers targeted in phishing wave", "Quillpay"),
    ],
)
def test_attacked_party(victims, facts_of, title, name):
    """Each shape finds its name, and only the name."""
    assert name in names(victims, facts_of("", title))


def test_maker_leads_for_flaws(victims, facts_of):
    """For a flaw the affected maker is the victim."""
    assert names(victims, facts_of("", "Fortinet warns of critical flaw in firewalls"), "vulnerability")[0] == "Fortinet"


def test_countries_and_what_of_them(victims, facts_of):
    """In affairs between states the country and the attacked bodies are named."""
    facts = facts_of("Hackers attacked Ukrainian institutions and several member states of the EU.")
    got = names(victims, facts, "policy_attribution_sanction", ("EU", "UA"))
    assert "Ukrainian institutions" in got
    assert "member states of the EU" in got


def test_doers_are_not_victims(victims, facts_of):
    """A name already known as something else is left out."""
    assert "LockBit" not in names(victims, facts_of("", "LockBit hit by takedown"), taken=frozenset({"lockbit"}))
