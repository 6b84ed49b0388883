"""Words as the comparison of reports knows them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.lore import LETTERS, Lore, key, keys, packed, stepped, unpacked

LORE = Lore(("port", "ransom"), np.array([0.4, 0.6], np.float32), np.array([[7, 0], [0, -7]], np.int8))


def test_endings_fall_away():
    """Forms of one word have one key, in English and Polish."""
    assert key("exploited") == key("exploits") == "exploi"
    assert key("ministerstwa") == key("ministerstwem")


def test_small_words_do_not_count():
    """What stands in every text of any of the languages is no key."""
    assert keys("The port of the city, und der Hafen, и порт") == ["port", "city", "hafen", "порт"]


def test_a_word_never_met_is_as_rare_as_can_be():
    """A new name ties two reports more than any known word."""
    assert LORE.rare("kelvar") == 1.0
    assert LORE.rare("port") < LORE.rare("ransom")


def test_meaning_has_one_length_or_none():
    """Unit length where a word is known, zeros where none is."""
    assert np.linalg.norm(LORE.meaning(("port", "ransom", "kelvar"), (1.0, 2.0, 3.0))) == pytest.approx(1.0)
    assert not LORE.meaning(("kelvar",), (1.0,)).any()


def test_a_lore_survives_packing():
    """What is written to the artefact is read back, rarity to a byte."""
    back = unpacked(packed(LORE))
    assert back.words == LORE.words
    assert np.abs(back.rarity - LORE.rarity).max() <= 1 / 255
    assert (back.company == LORE.company).all()


def test_vectors_are_stepped_by_their_own_largest_number():
    """Seven steps either way; a vector of zeros stays one."""
    assert stepped(np.array([[0.5, -1.0], [0.0, 0.0]], np.float32)).tolist() == [[4, -7], [0, 0]]


@given(st.text())
def test_any_text_has_keys(text):
    """No text breaks it, and no key is longer than it may be."""
    assert all(0 < len(k) <= LETTERS for k in keys(text))
