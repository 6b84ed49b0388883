"""The second voice: a small convolutional network over words (Kim, EMNLP 2014), which hears phrases that no count of words does.

    words -> vectors -> filters of one, two and three words, each at its loudest place
          -> with the mean vector and the looked-up facts -> hidden layer -> one block of outputs per question

The vectors begin as those of words that keep the same company in unlabelled news (see `training.vectors`), so that a word that
no labelled text holds still says something. numpy only; a text costs a fraction of a millisecond.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from bot.analysis.reading import Reading

Floats = npt.NDArray[np.float32]
_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*|[?!:|%$€£]")  # noqa: RUF001 - the apostrophe of print
_DIGITS = re.compile(r"\d+")
TITLE_WORDS, BODY_WORDS, MOST_WORDS = 40, 70, 96
_READ = 700
PAD, UNKNOWN, BREAK = "<pad>", "<unknown>", "<break>"
SPECIAL = (PAD, UNKNOWN, BREAK)
MEAN_WEIGHT = 3.0
"""The mean of many vectors is small beside the loudest filters."""
WIDTHS = (1, 2, 3)


def words_of(title: str, body: str) -> list[str]:
    """What the network reads of a small-letter text: title, a break, the beginning of the body. Every number is a 0."""
    head = _TOKEN.findall(_DIGITS.sub("0", title[:_READ]))[:TITLE_WORDS]
    rest = _TOKEN.findall(_DIGITS.sub("0", body[:_READ]))[:BODY_WORDS]
    return [*head, BREAK, *rest][:MOST_WORDS]


@dataclass(frozen=True)
class NetworkWeights:
    """`vectors[i] * scale[i]` is the vector of `words[i]`; `filters[n]` is (n * size, filters of width n). `blocks` names the
    outputs: which columns of `out` answer which question.
    """

    words: tuple[str, ...]
    vectors: npt.NDArray[np.int8]
    scale: Floats
    filters: Mapping[int, Floats]
    filter_bias: Mapping[int, Floats]
    hidden: Floats
    hidden_bias: Floats
    out: Floats
    out_bias: Floats
    blocks: Mapping[str, tuple[str, ...]]


class Network:
    """Words and facts -> margins per question."""

    def __init__(self, weights: NetworkWeights) -> None:
        """Keeps the weights; the vectors stay small numbers until they are used."""
        self.weights = weights
        self._place = {word: i for i, word in enumerate(weights.words)}
        ends = np.cumsum([0, *(len(names) for names in weights.blocks.values())])
        self._slices = {q: slice(a, b) for q, (a, b) in zip(weights.blocks, pairwise(map(int, ends)), strict=True)}

    def margins(self, reading: Reading, facts: Floats) -> dict[str, Floats]:
        """Log-odds or unnormalised log-probabilities, a block per question. `facts` is the fact block of the text's vector."""
        w = self.weights
        unknown = self._place[UNKNOWN]
        low, end = reading.lowered, reading.title_end
        rows = [self._place.get(word, unknown) for word in words_of(low[:end], low[end:])]
        seen = w.vectors[rows].astype(np.float32) * w.scale[rows, None]
        loud = [np.maximum(_loudest(seen, w.filters[n], n) + w.filter_bias[n], 0.0) for n in WIDTHS]
        joined = np.concatenate([*loud, seen.mean(axis=0) * MEAN_WEIGHT, facts])
        hidden = np.maximum(joined @ w.hidden + w.hidden_bias, 0.0)
        out = hidden @ w.out + w.out_bias
        return {question: out[where] for question, where in self._slices.items()}


def _loudest(seen: Floats, filters: Floats, width: int) -> Floats:
    """Each filter's greatest answer over all runs of `width` words; runs may hang over either end, and nothing at all answers 0."""
    size = seen.shape[1]
    if width > 1:
        edge = np.zeros((width - 1, size), np.float32)
        seen = np.concatenate([edge, seen, edge])
    runs = len(seen) - width + 1
    answers = seen[:runs] @ filters[:size]
    for k in range(1, width):
        answers += seen[k : k + runs] @ filters[k * size : (k + 1) * size]
    return np.asarray(np.maximum(answers.max(axis=0), 0.0), np.float32)


def probabilities(margins: Floats) -> Floats:
    """Softmax."""
    raised = np.exp(margins - margins.max())
    return np.asarray(raised / raised.sum(), np.float32)


def named(names: Sequence[str], values: Floats) -> dict[str, float]:
    """Values by name."""
    return dict(zip(names, map(float, values), strict=True))
