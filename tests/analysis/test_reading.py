"""A text made ready: clean, bounded, split into sentences with offsets that hold."""

from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.reading import MAX_CHARS, clean, read


def test_sentences_survive_abbreviations_and_initials():
    """Neither "Dr. J. Doe" nor "U.S." does end sentences; a quotation mark after the stop belongs to the sentence."""
    reading = read("", "Dr. J. Doe of the U.S. agency spoke. “It was bad.” Then he left.", "en")
    assert [s.text for s in reading.sentences] == ["Dr. J. Doe of the U.S. agency spoke.", "“It was bad.”", "Then he left."]


def test_title_is_the_first_sentence_and_is_not_repeated():
    """A body that begins with its own headline is read once."""
    reading = read("Bank hacked", "Bank hacked\nThieves took data.", "en")
    assert [s.text for s in reading.sentences] == ["Bank hacked", "Thieves took data."]
    assert reading.title_end == len("Bank hacked")


def test_long_text_is_cut():
    """A megabyte is not read to its end."""
    assert len(read("", "word " * 250_000, "en").text) <= MAX_CHARS


def test_capitals_tell_names_only_in_mixed_text():
    """All-capital and all-small texts are known as such."""
    assert read("", "Hackers hit Oslo.", "en").cased
    assert not read("", "HACKERS HIT OSLO.", "en").cased
    assert not read("", "hackers hit oslo.", "en").cased


@given(st.text(), st.text())
def test_offsets_hold_for_any_text(title, text):
    """Small letters stand at the same places, and every sentence is found where it says."""
    reading = read(title, text, "en")
    assert len(reading.lowered) == len(reading.text)
    assert all(reading.text[s.start : s.end] == s.text for s in reading.sentences)
    assert clean(reading.body) == reading.body
