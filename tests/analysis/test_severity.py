"""The rubric's steps, each with the fact that took it."""

import pytest

from bot.analysis.severity import severity


@pytest.mark.parametrize(
    ("text", "slugs", "sectors", "states", "denied", "level"),
    [
        ("A shop was hacked.", ["other_intrusion"], ["retail_consumer"], [], False, 2),
        ("The page of a council was replaced.", ["other_intrusion", "defacement"], ["government"], [], False, 2),
        ("The shop denied it.", ["data_breach"], [], [], True, 1),
        ("Hackers read mail.", ["espionage_apt"], ["government"], ["RU"], False, 3),
        ("A flaw is used.", ["vulnerability", "exploited_in_the_wild"], ["technology"], [], False, 3),
        ("A critical flaw.", ["vulnerability"], ["technology"], [], False, 3),
        ("Data of 3 million customers.", ["data_breach"], ["retail_consumer"], [], False, 3),
        ("The hospital had to shut down its wards.", ["ransomware"], ["health"], [], False, 4),
        ("Mass exploitation has begun.", ["vulnerability", "exploited_in_the_wild"], ["technology"], [], False, 4),
    ],
)
def test_level(facts_of, text, slugs, sectors, states, denied, level):
    """0 none .. 4 critical infrastructure or mass exploitation."""
    got, why = severity(facts_of(text), slugs, sectors, states, denied)
    assert got == level
    assert bool(why) == (level != 2)
