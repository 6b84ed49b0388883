"""What speaks for and against a severe story, each sign by its own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.countries import parts
from bot.analysis.severity import SIGNS, signs, spoke

LOWERING = {"one person", "unproven", "limited harm", "low severity", "denied"}


def held(facts_of, text, title=""):
    facts = facts_of(text, title)
    return signs(facts, parts(facts))


CASES = {
    "service stopped": ("The wards had to shut down on Monday.", "The shop opened a second room."),
    "national scale": ("Pharmacies nationwide could not read cards.", "A pharmacy in town could not read cards."),
    "mass exploitation": ("Tens of thousands of servers were taken over.", "Two servers were taken over."),
    "millions affected": ("Records of 3.5 million customers leaked.", "Records of three customers leaked."),
    "thousands affected": ("Records of 40,000 pupils leaked.", "Records of 40 pupils leaked."),
    "critical flaw": ("A critical remote flaw lets anybody in.", "Critical voices were heard in the hall."),
    "flaw exploited": ("The bug is exploited in the wild.", "The bug was found by a student."),
    "state actor": ("State-sponsored intruders read mail.", "The state fair opens on Monday."),
    "major supplier": ("A supply-chain attack hit builders.", "The chain of shops was hit."),
    "one person": ("A 19-year-old lost his savings.", "The firm lost its savings."),
    "unproven": ("The gang claims to hold contracts.", "The gang holds contracts."),
    "limited harm": ("No customer data was taken.", "Customer data was taken."),
    "low severity": ("A medium-severity bug was mended.", "A bug was mended."),
    "adversary named": ("Russian hackers attacked a port.", "Hackers attacked a Russian port."),
    "critical sector": ("A hospital was attacked.", "A bakery was attacked."),
    "government or military": ("The ministry was attacked.", "A bakery was attacked."),
    "denied": ("The bakery denied that it was hacked.", "The bakery said that it was hacked."),
    "known group": ("Fancy Bear read mail.", "A bear was seen."),
    "known organisation": ("1+1 media was hit.", "A broadcaster was hit."),
}


@pytest.mark.parametrize("sign", SIGNS)
def test_each_sign_has_its_words(facts_of, sign):
    """It holds where its words stand and not where they only resemble it."""
    yes, no = CASES[sign]
    assert sign in held(facts_of, yes)
    assert sign not in held(facts_of, no)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Das Klinikum wurde lahmgelegt.", "service stopped"),
        ("L'usine est à l'arrêt depuis lundi.", "service stopped"),
        ("Роботу портів зупинено.", "service stopped"),
        ("Dane 2,3 mln klientów.", "millions affected"),
        ("Bundesweit fielen Kassen aus.", "national scale"),
        ("Eine kritische Lücke in Routern.", "critical flaw"),
        ("Krytyczna luka w routerach.", "critical flaw"),
        ("Die Lücke wird ausgenutzt.", "flaw exploited"),
        ("Une faille critique, déjà exploitée.", "flaw exploited"),
    ],
)
def test_signs_in_other_languages(facts_of, text, sign):
    """The words of the trade's other languages count too."""
    assert sign in held(facts_of, text)


def test_signs_do_not_mind_capitals(facts_of):
    """An agency that shouts says the same."""
    text = "HOSPITALS NATIONWIDE HAD TO SHUT DOWN; RECORDS OF 3 MILLION PATIENTS WERE COPIED."
    assert {"service stopped", "national scale", "millions affected"} <= held(facts_of, text) & held(facts_of, text.lower())


def test_what_stands_far_below_is_not_read(facts_of):
    """The level is that of the news at the top, not of an older story told at the end."""
    assert "service stopped" not in held(facts_of, "A bakery was hacked. " * 80 + "Years ago a hospital had to shut down.")


@given(text=st.text(max_size=400))
def test_any_text_has_signs(facts_of, text):
    """Only those that exist, the same each time."""
    got = held(facts_of, text)
    assert got <= set(SIGNS)
    assert got == held(facts_of, text)


@pytest.mark.parametrize("level", [1, 2])
def test_low_levels_are_told_what_kept_them_low(level):
    """A minor story is explained by what makes it minor, in a fixed order."""
    assert spoke(level, reversed(SIGNS)) == tuple(s for s in SIGNS if s in LOWERING)
    assert spoke(level, {"millions affected", "denied"}) == ("denied",)


@pytest.mark.parametrize("level", [3, 4])
def test_high_levels_are_told_what_raised_them(level):
    """A grave story is explained by what makes it grave."""
    assert spoke(level, SIGNS) == tuple(s for s in SIGNS if s not in LOWERING)
    assert spoke(level, {"denied", "millions affected", "national scale"}) == ("national scale", "millions affected")


def test_without_signs_there_are_no_reasons():
    """Nothing is made up."""
    assert spoke(1, ()) == spoke(4, ()) == ()


@pytest.mark.parametrize(
    ("title", "text", "reasons"),
    [
        (
            "Ransomware attack shuts down Brackwell Hospital",
            "The hospital had to shut down its wards after a ransomware attack; records of 3 million patients were stolen.",
            {"service stopped", "millions affected", "critical sector"},
        )
    ],
)
def test_a_verdict_gives_the_signs_as_reasons(verdict_on, title, text, reasons):
    """A grave level comes with what was seen for it."""
    verdict = verdict_on(text, title)
    assert verdict.severity >= 3
    assert reasons <= {e.seen for e in verdict.reasons if e.about == "severity"}
