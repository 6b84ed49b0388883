"""Claims: speaker, doer, words, certainty."""

import pytest

from bot.analysis.actors import actors
from bot.analysis.claims import claims
from bot.analysis.countries import parts


def made(facts, alert=True):
    found = parts(facts)
    return claims(facts, found, actors(facts, found), alert)


@pytest.mark.parametrize(
    ("text", "by", "about", "certainty"),
    [
        (
            "Foreign Minister Ada Lind said that Russia had attacked the ministry's mail.",
            "Foreign Minister Ada Lind",
            "Russia",
            "alleged",
        ),
        (
            "“The attacks were allegedly the work of pro-Russian hackers,” says EU envoy Ada Lind.",
            "EU envoy Ada Lind",
            "pro-Russian hackers",
            "alleged",
        ),
        (
            "Russia denied that Russian hackers attacked the bank, the embassy of Kestria said.",
            "Russia",
            "Russian hackers",
            "denied",
        ),
        (
            "The Harlow Institute said the attack was likely the work of Chinese hackers.",
            "Harlow Institute",
            "Chinese hackers",
            "suspected",
        ),
        ("The Kestrian centre confirmed that APT28 attacked the port.", "Kestrian centre", "APT28", "confirmed"),
    ],
)
def test_claim(facts_of, text, by, about, certainty):
    """Who says of whom, and how firmly."""
    got = made(facts_of(text))
    assert [(c.by, c.about, c.certainty) for c in got] == [(by, about, certainty)]
    assert got[0].act


def test_speech_about_something_else_is_no_claim(facts_of):
    """No attack, no doer: nothing is claimed of anybody."""
    assert made(facts_of("The mayor said the bridge will open in May.")) == ()
    assert made(facts_of("The mayor said Russian hackers attacked."), alert=False) == ()
