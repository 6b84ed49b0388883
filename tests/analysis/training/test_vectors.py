"""First vectors of words: the same every time, and near where the words keep the same company."""

from importlib.util import find_spec

import numpy as np
import pytest

from bot.analysis.network import BREAK, PAD, SPECIAL, UNKNOWN
from bot.analysis.training.vectors import SIZE, vectors, vocabulary

pytestmark = [pytest.mark.skipif(find_spec("sklearn") is None, reason="a development library"), pytest.mark.thorough]

PORT, SHOP = [f"sea{i}" for i in range(40)], [f"buy{i}" for i in range(40)]


@pytest.fixture(scope="module")
def texts():
    """Two worlds of words: ships and harbours keep company with the sea, bread and cake with the shop."""
    random = np.random.default_rng(2)
    made = []
    for _ in range(400):
        world, pair = (PORT, ("harbour", "dock")) if random.random() < 0.5 else (SHOP, ("bread", "cake"))
        text = [str(w) for w in random.choice(world, 8)]
        made.append([*text[:4], pair[int(random.integers(2))], *text[4:], BREAK, "rare" if len(made) < 2 else "often"])
    return made


@pytest.fixture(scope="module")
def known(texts):
    return vocabulary(texts)


def test_vocabulary_is_the_special_words_and_the_common_ones(known):
    """Special words lead, though texts hold them; what is too rare to know is left out; ties go by the alphabet."""
    assert known[:3] == SPECIAL
    assert len(set(known)) == len(known)
    assert "rare" not in known
    assert known[3] == "often"
    assert vocabulary([["b", "a"]] * 3 + [["c"]] * 4) == (*SPECIAL, "c", "a", "b")


def test_same_company_is_near(texts, known):
    """Words that never meet are near when they meet the same others, and far when they do not."""
    made = vectors(texts, known)
    at = {word: made[known.index(word)] for word in ("harbour", "dock", "bread", "cake")}

    def near(one, other):
        return float(at[one] @ at[other] / np.linalg.norm(at[one]) / np.linalg.norm(at[other]))

    assert min(near("harbour", "dock"), near("bread", "cake")) > max(near("harbour", "bread"), near("dock", "cake")) + 0.3


def test_same_texts_same_vectors(texts, known):
    """Nothing is left to chance."""
    assert np.array_equal(vectors(texts, known), vectors(texts, known))


def test_padding_is_nothing_and_all_others_are_of_one_length(texts, known):
    """So that no text grows by being padded and no word is louder than another."""
    made = vectors([*texts, ["never", "met", "these"]], known)
    assert made.shape == (len(known), SIZE)
    assert made.dtype == np.float32
    assert not made[known.index(PAD)].any()
    assert np.linalg.norm(made[1:], axis=1) == pytest.approx(3.0, rel=1e-3)
    assert made[known.index(UNKNOWN)].any()
