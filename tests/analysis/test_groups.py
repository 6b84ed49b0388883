# ruff: noqa: RUF001 - the letters of other alphabets are meant
"""Groups that no list knows, by the way that news introduces them."""

import pytest

from bot.analysis.actors import actors
from bot.analysis.countries import parts
from bot.analysis.groups import groups


@pytest.mark.parametrize(
    ("text", "lang", "name"),
    [
        ("The pro-Russian group Night Gull claimed the attack.", "en", "Night Gull"),
        ("A group that calls itself Tin Sparrows claimed responsibility for the hack.", "en", "Tin Sparrows"),
        ("The ransomware gang Slate Badger stole files.", "en", "Slate Badger"),
        ("Data were stolen by the Slate Badger ransomware gang.", "en", "Slate Badger"),
        ("Zu dem Angriff bekannte sich die Gruppe Graue Eule.", "de", "Graue Eule"),
        ("Die Spionagegruppe Graue Eule hat Ämter ausgespäht.", "de", "Graue Eule"),
        ("Le groupe Iron Magpie a revendiqué l'attaque.", "fr", "Iron Magpie"),
        ("Do ataku przyznała się prorosyjska grupa Night Gull.", "pl", "Night Gull"),
        ("Відповідальність за атаку взяло на себе угруповання «Сіра Чайка».", "uk", "Сіра Чайка"),
    ],
)
def test_introduced(facts_of, text, lang, name):
    """A word for a band of people with a name beside it, and a deed or a claim, makes an actor."""
    assert [g.name for g in groups(facts_of(text, "", lang))] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "The insurance group Fernwood was hit by a cyberattack on Monday.",
        "Group Health Cooperative said hackers stole data.",
        "The group Tarvo said that it has hired a response team after the hack.",
        "The group Radio Nord plays in the old harbour.",
        "The ransomware gang Russia is said to shelter attacked again.",
    ],
)
def test_a_company_is_no_gang(facts_of, text):
    """Groups of companies, bands and countries are not accused."""
    assert groups(facts_of(text)) == []


def test_a_describing_word_is_no_second_actor(facts_of):
    """A country beside the name of a group describes it, each time that it is named."""
    facts = facts_of(
        "The pro-Russian group Night Gull claimed the attack on the port.", "Pro-Russian group Night Gull attacks port"
    )
    assert [a.name for a in actors(facts, parts(facts))] == ["Night Gull"]
