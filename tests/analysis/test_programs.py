"""Programs by name: known ones linked, new ones as the news introduces them, no ordinary words."""

import pytest

from bot.analysis.programs import programs

NO_NAMES = frozenset({"the", "new", "android"})


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Emotet botnet is back.", ["Emotet"]),
        ("Machines join the Quillworm botnet.", ["Quillworm"]),
        ("The trojan, dubbed “TangoStealer”, reads cookies.", ["TangoStealer"]),
        ("New Windows malware and Russian spyware; Microsoft trojan alert. Android ransomware.", []),
    ],
)
def test_programs(facts_of, text, names):
    """Only what is introduced as a program's name."""
    assert [p.name for p in programs(facts_of(text), NO_NAMES)] == names


def test_headlines_in_capitals_need_an_odd_name(facts_of):
    """Where every word has a capital, "Banking Trojan" is no name and "NightRaven Trojan" is."""
    assert [p.name for p in programs(facts_of("x", "Old Banking Trojan Meets NightRaven Trojan"), NO_NAMES)] == ["NightRaven"]
