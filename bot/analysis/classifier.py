"""The trained part at run time: two voices over one text, joined. numpy only; nothing is unpickled.

    linear    logistic heads over words and characters, weighted by their naive Bayes log-count ratio (Wang and Manning,
              ACL 2012): hears every word, also of other languages by their pieces
    network   a small convolutional network (see `network`): hears phrases

Their margins for "is an alert" are joined and calibrated by Platt scaling (Platt 1999) on held-out folds. Of the kind both
speak; what holds beside it, how severe it is and which sector was attacked the network says.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.analysis.artefact import Model
from bot.analysis.features import CHAR_SLOTS, WORD_SLOTS, Floats, Ints, Vector
from bot.analysis.network import Network, named, probabilities
from bot.analysis.reading import Reading

_LINEAR_SHARE = 1.0
"""Of the linear heads in the opinion on the kind: their log-odds beside the network's log-probabilities; measured."""
BESIDE = "beside:"


@dataclass(frozen=True)
class Opinion:
    """What the model thinks of one text. Probabilities; `score` is P(alert)."""

    score: float
    kind: dict[str, float]
    """One per primary kind; they sum to one."""
    beside: dict[str, float]
    """One per kind of alert: whether it holds too. Each for itself."""
    severity: tuple[float, ...]
    """Of the levels 1 to 4."""
    sector: dict[str, float]
    """One per sector, and "none"."""
    words: tuple[tuple[str, float], ...]
    """The words that moved the score most, with their part of the log-odds, strongest first; `evidence.telling` picks those shown."""


class Classifier:
    """Vector and reading -> opinion."""

    def __init__(self, model: Model) -> None:
        """Makes the table from slots to weights: a few megabytes."""
        self._linear = model.linear
        self._blend = model.blend
        self._network = Network(model.network)
        self._beside = tuple(q for q in model.network.blocks if q.startswith(BESIDE))
        size = max(int(model.linear.slots[-1]) + 1, WORD_SLOTS + CHAR_SLOTS)
        self._row = np.full(size, -1, np.int32)
        self._row[model.linear.slots] = np.arange(len(model.linear.slots), dtype=np.int32)

    def opinion(self, vector: Vector, reading: Reading) -> Opinion:
        """Pure arithmetic: about half a millisecond."""
        linear = self._linear
        kept = self._row[vector.slots]
        known = kept >= 0
        rows, values = kept[known], vector.values[known]
        parts = linear.alert[rows] * values
        heads = (values @ linear.matrix[rows].astype(np.float32)) * linear.scale + linear.bias[1:]
        said = self._network.margins(reading, vector.facts)
        a, b, c = self._blend
        margin = a * (float(parts.sum()) + float(linear.bias[0])) + b * float(said["alert"][0]) + c
        blocks = self._network.weights.blocks
        sure = sigmoid(np.concatenate([said[q] for q in self._beside]))
        beside = {q.removeprefix(BESIDE): float(p) for q, p in zip(self._beside, sure, strict=True)}
        return Opinion(
            float(sigmoid(np.array([margin], np.float32))[0]),
            named(blocks["kind"], probabilities(self._kinds(said["kind"], heads))),
            beside,
            tuple(map(float, probabilities(said["severity"]))),
            named(blocks["sector"], probabilities(said["sector"])),
            _strongest(vector, np.flatnonzero(known), parts),
        )

    def _kinds(self, margins: Floats, heads: Floats) -> Floats:
        """The network's margins, moved by the linear heads where there is one for the kind."""
        return np.asarray(joined_kinds(self._network.weights.blocks["kind"], margins[None], self._linear.kinds, heads[None])[0])


def joined_kinds(names: Sequence[str], margins: Floats, known: Sequence[str], heads: Floats) -> Floats:
    """(texts, kinds): both voices on the kind. A kind without a linear head gets the mean of the others, so as not to gain by it."""
    made = margins.copy()
    place = {kind: i for i, kind in enumerate(known)}
    mean = heads.mean(axis=1)
    for column, name in enumerate(names):
        made[:, column] += _LINEAR_SHARE * (heads[:, place[name]] if name in place else mean)
    return made


def sigmoid(margins: Floats) -> Floats:
    """The logistic function, safe for large margins."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(margins, -35, 35))), dtype=np.float32)


def _strongest(vector: Vector, known: Ints, parts: Floats, most: int = 24) -> tuple[tuple[str, float], ...]:
    """Words only, which come first in a vector: a hashed piece of a word tells a person nothing."""
    words = int(np.searchsorted(known, len(vector.words)))
    order = np.argsort(-np.abs(parts[:words]))[:most]
    return tuple((vector.words[int(vector.slots[known[i]])], round(float(parts[i]), 3)) for i in order)
