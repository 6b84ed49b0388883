"""The same country name is doer, victim, battlefield or voice by the words beside it."""

import pytest

from bot.analysis.countries import Role, actor_countries, country_name, parts, victim_countries


def roles(facts):
    return [(p.hit.what.code, p.role) for p in parts(facts)]


@pytest.mark.parametrize(
    ("text", "code", "role"),
    [
        ("Russia-linked hackers broke in.", "RU", Role.ACTOR),
        ("Chinese state-sponsored threat actors read mail.", "CN", Role.ACTOR),
        ("The attacks came from Iran, officials said.", "IR", Role.ACTOR),
        ("The minister accused Russia of the attack.", "RU", Role.ACTOR),
        ("Pro-Russian hackers flooded the site.", "RU", Role.ACTOR),
        ("Російські хакери атакували сайт.", "RU", Role.ACTOR),
        ("Des pirates russes ont attaqué le site.", "RU", Role.ACTOR),
        ("The GRU was named.", "RU", Role.ACTOR),
        ("Hackers attacked Ukrainian institutions.", "UA", Role.VICTIM),
        ("A cyberattack on Poland's railways failed.", "PL", Role.VICTIM),
        ("Countries such as Italy have been subjected to cyberattacks.", "IT", Role.VICTIM),
        ("Cyberangriff auf deutsche Behörden", "DE", Role.VICTIM),
        ("Since the invasion of Ukraine attacks have grown.", "UA", Role.WAR),
        ("The FBI warned of attacks.", "US", Role.VOICE),
    ],
)
def test_role(facts_of, text, code, role):
    """Each reading of a country's name."""
    assert (code, role) in roles(facts_of(text))


def test_doers_are_never_victims(facts_of):
    """A country that did it is not listed as attacked, and helpers are not either."""
    facts = facts_of("Russian hackers attacked Russian-speaking voters in Latvia. Estonia was attacked too.")
    found = parts(facts)
    doers = actor_countries(found, [""])
    assert doers == ("RU",)
    assert victim_countries(found, doers, frozenset({"EE"}), 300) == ("LV",)


def test_names_of_codes():
    """Countries are called what people call them."""
    assert [country_name(c) for c in ("RU", "LT", "EU", "KP", "QQ")] == [
        "Russia",
        "Lithuania",
        "European Union",
        "North Korea",
        "",
    ]
