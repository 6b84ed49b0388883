"""Every example read once: what each part of the model learns from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.analysis.article import readable
from bot.analysis.countries import Part, parts
from bot.analysis.facts import Facts, Finder
from bot.analysis.features import CHAR_SLOTS, WORD_SLOTS, Features, Floats, Vector
from bot.analysis.lang import Languages
from bot.analysis.names import heads_of
from bot.analysis.network import MOST_WORDS, UNKNOWN, words_of
from bot.analysis.pieces import WHOLE, Piece, Without
from bot.analysis.reading import clean
from bot.analysis.spans import Token
from bot.analysis.training.examples import Example, unlabelled
from bot.analysis.training.names import Tagged, tagged
from bot.analysis.training.vectors import vectors, vocabulary
from bot.analysis.victims import Victims
from bot.domain.kind import Kind

Ints = npt.NDArray[np.int64]
_OWN_TIMES = 3
"""How often our own texts count for the company of words: few, but of languages that the news sets hardly hold."""
_EVERY = 2000


@dataclass(frozen=True)
class Named:
    """An alert whose names are known, as tagger and countries see it."""

    facts: Facts
    found: list[Part]
    tokens: list[Token]
    features: list[list[str]]
    tagged: Tagged | None


class Corpus:
    """Vectors, words and names of the examples, row by row."""

    def __init__(
        self, kinds: Mapping[str, Kind], rows: Sequence[Example], report: Callable[[str], None], without: Without = WHOLE
    ) -> None:
        """Reads every text: a minute or so. What a model is to be trained `without` is not there to be learnt from."""
        self.without = without
        self.kinds = kinds
        self.rows = rows
        self.features = Features(sorted(kinds))
        finder, languages, victims = Finder(kinds, without), Languages(), Victims()
        made: list[Vector] = []
        self.texts: list[list[str]] = []
        self.named: dict[int, Named] = {}
        for i, row in enumerate(rows):
            title, text = readable(row.article)
            facts = finder.facts(title, text, languages.of(f"{title}\n{text[:1000]}", row.article.lang))
            found = parts(facts)
            made.append(self.features.vector(facts, found))
            reading = facts.reading
            self.texts.append(words_of(reading.lowered[: reading.title_end], reading.lowered[reading.title_end :]))
            if row.is_alert and row.full:
                toks, features = heads_of(facts, found, victims, row.kind)
                self.named[i] = Named(facts, found, toks, features, tagged(toks, features, reading.text, row.actor, row.victim))
            if (i + 1) % _EVERY == 0:
                report(f"read {i + 1} of {len(rows)}")
        self.matrix = _matrix([_kept(v, without) for v in made], self.features.size)
        self.facts: Floats = np.stack([v.facts for v in made])
        self.words: tuple[str, ...] = ()
        self.vectors: Floats = np.zeros((0, 0), np.float32)
        self.places: Ints = np.zeros((len(rows), MOST_WORDS), np.int64)

    def meet_words(self, data: Path, sets: Sequence[str]) -> None:
        """First vectors of words from every text of the sets, labelled or not, and ours."""
        news = [words_of(clean(title).lower(), clean(text).lower()) for title, text in unlabelled(data, sets)]
        ours = [t for t, row in zip(self.texts, self.rows, strict=True) if row.origin == "own_texts"]
        company = [*news, *ours * _OWN_TIMES]
        self.words = vocabulary(company)
        self.vectors = vectors(company, self.words)
        place = {word: i for i, word in enumerate(self.words)}
        for i, text in enumerate(self.texts):
            self.places[i, : len(text)] = [place.get(word, place[UNKNOWN]) for word in text]


def _kept(vector: Vector, without: Without) -> Vector:
    """Without the blocks that are left out; the heads then have no weights for them."""
    words, hashed = vector.slots < WORD_SLOTS, vector.slots < WORD_SLOTS + CHAR_SLOTS
    out = (words & (Piece.WORDS in without)) | (hashed & ~words & (Piece.CHARACTERS in without))
    return replace(vector, slots=vector.slots[~out], values=vector.values[~out]) if out.any() else vector


def _matrix(made: Sequence[Vector], size: int) -> Any:
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - a development library, not installed with Tocsin

    rows = np.repeat(np.arange(len(made)), [len(v.slots) for v in made])
    values = np.concatenate([v.values for v in made])
    return csr_matrix((values, (rows, np.concatenate([v.slots for v in made]))), shape=(len(made), size))
