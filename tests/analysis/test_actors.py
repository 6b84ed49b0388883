"""Doers by name and by description."""

import pytest

from bot.analysis.actors import actors
from bot.analysis.countries import parts


@pytest.mark.parametrize(
    ("text", "name", "canonical"),
    [
        ("Pro-Russian hackers took down a port's site.", "Pro-Russian hackers", ""),
        ("Attacks were carried out by groups of hackers the pro-Russians, he said.", "pro-Russian hacker groups", ""),
        ("North Korea-linked hacking group stole coins.", "North Korea-linked hacking group", ""),
        ("Cozy Bear read the ministry's mail.", "Cozy Bear", "APT29"),
        ("Kestria accuses China of the attack.", "China", "CN"),
    ],
)
def test_doer(facts_of, text, name, canonical):
    """As the text names it, with the canonical name where there is one."""
    facts = facts_of(text)
    first = actors(facts, parts(facts))[0]
    assert (first.name, first.canonical) == (name, canonical)


def test_nobody_is_accused_without_words(facts_of):
    """A country that is only mentioned did nothing."""
    facts = facts_of("The bank has branches in Russia and China. Intruders copied its data.")
    assert actors(facts, parts(facts)) == ()
