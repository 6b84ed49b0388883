"""The attacked party, from the shapes of headlines."""

import pytest

from bot.analysis.countries import parts
from bot.analysis.victims import Victims, distinct
from bot.domain.verdict import Named


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


def test_names_that_say_the_same_are_one():
    """Of an adjective, one ministry and several of them, the fullest is the victim; others stay as they are."""
    said = [Named("Danish", "DK"), Named("Danish ministry", "DK"), Named("Danish ministries", "DK"), Named("Port of Oslund")]
    assert [v.name for v in distinct(said)] == ["Danish ministries", "Port of Oslund"]
    assert [v.name for v in distinct([Named("Tarvo"), Named("tarvo")])] == ["Tarvo"]


def test_an_adjective_alone_is_its_country(victims, facts_of):
    """An adjective is nobody: its country is, and what of it was attacked is better still."""
    assert names(victims, facts_of("Hackers attacked a Ukrainian supplier."), "wiper_sabotage", ("UA",)) == ["Ukraine"]
    assert names(victims, facts_of("Hackers attacked Ukrainian banks."), "ddos", ("UA",)) == ["Ukrainian banks"]


def test_a_sort_of_flaw_is_no_part_of_a_product(victims, facts_of):
    """The title of a catalogue entry names product and weakness in one breath; only the product is affected."""
    facts = facts_of("Attackers are known to use it.", "CVE-2098-0007: Tidemark Mail Server Authentication Bypass Vulnerability")
    assert names(victims, facts, "vulnerability") == ["Tidemark Mail Server"]


def test_a_place_of_an_earlier_attack_is_no_victim(facts_of):
    """Where a program was used before is not where it struck now."""
    found = parts(facts_of("The wiper, previously seen in attacks in Ukraine, hit a port."))
    assert [p.role.name for p in found] == ["WAR"]
