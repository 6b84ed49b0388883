"""What two words have to do with each other: how rare a word is in the news, and what it is said beside.

Comparing two reports needs both. A shared rare word ties them, a shared common one does not; and headlines that share no
word at all may speak of the same thing. A word stands for its first six letters: endings fall away in English, Polish or
Ukrainian alike. Learnt from unlabelled news by `training/stories/company.py`; kept in `model/stories.npz`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.analysis.galaxy import table
from bot.analysis.phrases import split_list

LETTERS = 6
"""Of a word that count. Measured: five and seven are both a little worse."""
_HALF, _STEPS = 8, 7
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")  # noqa: RUF001 - the apostrophe of print

Floats = npt.NDArray[np.float32]
Small = npt.NDArray[np.int8]


@cache
def _small_words() -> frozenset[str]:
    return frozenset(word for words in table("stop").values() for word in split_list(words))


@lru_cache(maxsize=65_536)
def key(word: str) -> str:
    """The form that a small-letter word is compared in; "" for the small words of ten languages and for single letters."""
    bare = word.replace("’", "'").removesuffix("'s")  # noqa: RUF001 - as above
    return "" if len(bare) < 2 or bare in _small_words() else bare[:LETTERS]  # noqa: PLR2004 - a letter is no word


def keys(text: str) -> list[str]:
    """Of every word that counts, in text order, repeated as in the text."""
    return [k for k in map(key, _WORD.findall(text.lower())) if k]


@dataclass(frozen=True)
class Lore:
    """`rarity` (n,) is 0 for what stands in every text, 1 for what stands in hardly any; `company` (n, size) are the words'
    vectors, -7..7, one length.
    """

    words: tuple[str, ...]
    rarity: Floats
    company: Small

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Row by key."""
        return {word: i for i, word in enumerate(self.words)}

    def rare(self, word: str) -> float:
        """Of a key; one never met is as rare as can be."""
        at = self.place.get(word)
        return 1.0 if at is None else float(self.rarity[at])

    def meaning(self, words: Sequence[str], weights: Iterable[float]) -> Floats:
        """What these keys are about: (size,), of unit length, zeros where none of them is known."""
        known = [(self.place[w], x) for w, x in zip(words, weights, strict=True) if w in self.place]
        if not known:
            return np.zeros(self.company.shape[1], np.float32)
        rows = self.company[[at for at, _ in known]].astype(np.float32)
        made: Floats = np.array([x for _, x in known], np.float32) @ rows
        return made / np.float32(np.linalg.norm(made) or 1.0)


def packed(lore: Lore) -> dict[str, Any]:
    """Arrays for an `.npz`: rarity in a byte, two numbers of a vector in one byte."""
    halves = (lore.company + _HALF).astype(np.uint8)
    return {
        "lore_words": np.frombuffer("\n".join(lore.words).encode("utf-8"), np.uint8),
        "lore_rarity": np.round(lore.rarity * 255).astype(np.uint8),
        "lore_company": halves[:, ::2] << np.uint8(4) | halves[:, 1::2],
    }


def unpacked(kept: Mapping[str, Any]) -> Lore:
    """Reads `packed` back."""
    both = kept["lore_company"]
    company = np.empty((len(both), 2 * both.shape[1]), np.int8)
    company[:, ::2], company[:, 1::2] = (
        (both >> np.uint8(4)).astype(np.int8) - _HALF,
        (both & np.uint8(15)).astype(np.int8) - _HALF,
    )
    words = tuple(bytes(kept["lore_words"]).decode("utf-8").split("\n"))
    return Lore(words, kept["lore_rarity"].astype(np.float32) / 255, company)


def stepped(vectors: Floats) -> Small:
    """Vectors in -7..7, each by its own largest number."""
    most = np.abs(vectors).max(axis=1, keepdims=True)
    made: Small = np.round(vectors / np.where(most > 0, most, 1) * _STEPS).astype(np.int8)
    return made
