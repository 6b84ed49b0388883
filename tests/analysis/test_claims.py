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


def test_attackers_speak_for_themselves(facts_of):
    """Who claims an attack is speaker and doer, by name; what they did keeps its verb."""
    (claim,) = made(facts_of("The pro-Russian group Night Gull claimed the attack in its channel and called it an answer."))
    assert (claim.by, claim.about, claim.certainty) == ("Night Gull", "Night Gull", "claimed")
    assert claim.act == "claimed the attack in its channel and called it an answer"


def test_nobody_else_speaks_of_themselves(facts_of):
    """Speaker and doer are two, unless it is a claim of one's own deed."""
    assert made(facts_of("Sandworm confirmed attacks, Sandworm said.")) == ()


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Kestria blames Russian hackers for the attack on its port.", "blames Russian hackers for the attack on its port"),
        ("The Kestrian centre formally said that Russian hackers attacked the port.", "Russian hackers attacked the port"),
        ("Ada Lind alleges that Russia is behind the hack; Moscow denies it.", "Russia is behind the hack"),
    ],
)
def test_the_words_are_a_clause(facts_of, text, act):
    """What is quoted begins where the speech begins and ends where it ends; the speaker has no adverb behind him."""
    claim = made(facts_of(text))[0]
    assert claim.act == act
    assert not claim.by.endswith("formally")


def test_a_shred_is_no_claim(facts_of):
    """Words that break off are left out, long ones end at a break."""
    assert made(facts_of("Ada Lind said that Russian hackers attacked the (old")) == ()
    long = "The Kestrian centre said that Russian hackers attacked the port, " + "and that the cranes stood still for days, " * 6
    act = made(facts_of(long))[0].act
    assert len(act) <= 160
    assert not act.endswith((",", "…"))
