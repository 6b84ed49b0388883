"""Which words name the attacked and which the doer: a linear-chain conditional random field (Lafferty et al., ICML 2001).

Learnt by CRFsuite from the labelled names (see `training`); here only its weights are read and the best path found (Viterbi).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.analysis.spans import Token

LABELS = ("O", "B-V", "I-V", "B-A", "I-A")
"""Begin and inside of a victim's and an actor's name, and everything else."""
_LEAN = 1.0
"""Log-odds given to every label but "O": a name too many costs less than a victim missed."""
_NEVER = -1e4


@dataclass(frozen=True)
class ChainWeights:
    """`rows[i]` are the weights of feature `names[i]` for each of `LABELS`; `steps[a, b]` of label `b` after label `a`."""

    names: tuple[str, ...]
    rows: npt.NDArray[np.float32]
    steps: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` names a victim ("V") or an actor ("A")."""

    start: int
    end: int
    what: str


class Tagger:
    """Features -> spans."""

    def __init__(self, weights: ChainWeights) -> None:
        """Keeps the weights in a table by name."""
        self._row = {name: i for i, name in enumerate(weights.names)}
        self._rows = weights.rows
        steps = weights.steps.astype(float).copy()
        for after, label in enumerate(LABELS):
            if label.startswith("I"):
                steps[[i for i, before in enumerate(LABELS) if before[1:] != label[1:]], after] = _NEVER
        self._steps = steps
        self._lean = np.array([0.0, *[_LEAN] * (len(LABELS) - 1)], np.float32)

    def spans(self, tokens: Sequence[Token], features: Sequence[Sequence[str]]) -> list[Span]:
        """In text order."""
        if not tokens:
            return []
        path = self._path(self._scores(features))
        made: list[Span] = []
        for token, label in zip(tokens, path, strict=True):
            if LABELS[label].startswith("B"):
                made.append(Span(token.start, token.end, LABELS[label][2:]))
            elif LABELS[label].startswith("I") and made:
                made[-1] = Span(made[-1].start, token.end, made[-1].what)
        return made

    def _scores(self, features: Sequence[Sequence[str]]) -> npt.NDArray[np.float32]:
        """(tokens, labels)."""
        row = self._row.get
        known = [[at for f in own if (at := row(f)) is not None] for own in features]
        ends = np.cumsum([0, *map(len, known)])
        flat = self._rows[[i for own in known for i in own]]
        total = np.vstack([np.zeros((1, len(LABELS)), np.float32), np.cumsum(flat, axis=0, dtype=np.float64)])
        return np.asarray(total[ends[1:]] - total[ends[:-1]] + self._lean, np.float32)

    def _path(self, scores: npt.NDArray[np.float32]) -> list[int]:
        """Viterbi. A name cannot begin inside."""
        best = scores[0].astype(float)
        best[[i for i, label in enumerate(LABELS) if label.startswith("I")]] = _NEVER
        back = []
        for now in scores[1:]:
            ways = best[:, None] + self._steps
            came = ways.argmax(axis=0)
            best = ways[came, range(len(LABELS))] + now
            back.append(came)
        label = int(best.argmax())
        path = [label]
        for came in reversed(back):
            label = int(came[label])
            path.append(label)
        return path[::-1]
