# ruff: noqa: RUF001 - the look-alike letters are what is tested
"""Words of two scripts are read as the one that they look like; words of one script are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.lookalikes import folded
from bot.analysis.reading import clean, read


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("rаnsomware", "ransomware"), ("rаnsоmwаrе", "ransomware"), ("phιshing", "phishing"), ("mаlwаrе", "malware"), ("атaка", "атака"),
        ("хaкери", "хакери"), ("ｒａｎｓｏｍｗａｒｅ", "ransomware"), ("𝐫𝐚𝐧𝐬𝐨𝐦𝐰𝐚𝐫𝐞", "ransomware"), ("fаncy bear", "fancy bear"),
    ],
)  # fmt: skip
def test_mixed_words_are_one_script(written, meant):
    """Cyrillic, Greek and styled letters inside a Latin word, and the other way round."""
    assert folded(written) == meant


@pytest.mark.parametrize(
    "text", ["хакери атакували банк", "ddos-атака", "сосо", "it-компанії", "lockbitы", "αθήνα", "été à l'œuvre", "straße 2"]
)
def test_true_words_stay(text):
    """What is of one script, or mixed with letters that look like nothing else, is as it was."""
    assert folded(text) == text


@given(st.text())
def test_length_stays_and_twice_is_once(text):
    """Offsets hold, and folding again changes nothing."""
    low = folded(text)
    assert len(low) == len(text)
    assert folded(low) == low


@pytest.mark.parametrize(
    "text",
    [
        "ran\u00adsom\u200bware",
        "ran\u200dsom\u200cware",
        "\ufeffransomware\u200f",
        "ran\u2060som\u202eware",
        "r\u00ada\u00adnsomware",
    ],
)
def test_invisible_marks_are_no_letters(text):
    """Soft hyphens, joiners and marks of direction inside words are gone."""
    assert clean(text) == "ransomware"


def test_what_is_shown_is_the_article(facts_of):
    """The text keeps its letters; only the small-letter copy is put right, at the same places."""
    reading = read("", "Rаnsomware hit Oslo", "en")
    assert reading.text.startswith("Rа")
    assert reading.lowered.startswith("ransomware hit")
    assert clean("\U0001f468\u200d\U0001f469") == "\U0001f468\u200d\U0001f469"


def test_disguised_words_are_found(facts_of):
    """Names and cues are seen through the disguise."""
    facts = facts_of("The Akirа rаnsomware gang and Fаncy Bear hit a bank.")
    assert {h.what.name for h in facts.mentions.names} == {"Akira", "APT28"}
    assert any(h.what == "ransomware" for h in facts.cues)
