"""How the network learns: backward through the layers of `bot.analysis.network`, Adam (Kingma and Ba, ICLR 2015), dropout.

Written out in numpy because the great frameworks would be a hundred times its size and give another file on another machine;
docs/decisions says more. One epoch over 20,000 texts takes a few seconds on one core.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.analysis.network import MEAN_WEIGHT, WIDTHS, Floats, NetworkWeights

Ints = npt.NDArray[np.int64]
_FILTERS, _HIDDEN = 96, 128
_WORD_DROP, _DROP = 0.08, 0.4
_BATCH, _RATE, _DECAY, _WARM = 64, 2e-3, 0.01, 0.25
_FADE, _FADE_SQUARE, _TINY, _NOTHING = 0.9, 0.999, 1e-8, 1e-25


@dataclass(frozen=True)
class Question:
    """What one block of outputs is asked. One answer means yes or no; more are exclusive. `truth` is (rows,): the right column,
    or 0 and 1; `weight` is (rows,), 0 where nothing is known; `share` of the whole loss; `smooth` of the truth is given away.
    """

    name: str
    answers: tuple[str, ...]
    truth: Ints
    weight: Floats
    share: float = 1.0
    smooth: float = 0.05


class Learner:
    """One network in the making. Same seed, same data, same weights."""

    def __init__(self, vectors: Floats, facts: int, questions: Sequence[Question], seed: int) -> None:
        """`vectors` (words, size) are the words' first vectors; row 0 is padding. `facts` is the length of a fact block."""
        self._random = np.random.default_rng(seed)
        self._questions = questions
        self._size = vectors.shape[1]
        joined = _FILTERS * len(WIDTHS) + self._size + facts
        columns = sum(len(q.answers) for q in questions)
        self.p: dict[str, Floats] = {"vectors": vectors.copy()}
        for n in WIDTHS:
            self.p |= {f"filters{n}": self._start(n * self._size, _FILTERS), f"bias{n}": np.zeros(_FILTERS, np.float32)}
        self.p |= {"hidden": self._start(joined, _HIDDEN), "hidden_bias": np.zeros(_HIDDEN, np.float32)}
        self.p |= {"out": self._start(_HIDDEN, columns) * np.float32(0.5), "out_bias": np.zeros(columns, np.float32)}
        self._mean = {k: np.zeros_like(v) for k, v in self.p.items()}
        self._square = {k: np.zeros_like(v) for k, v in self.p.items()}

    def _start(self, rows: int, columns: int) -> Floats:
        """He's initialisation (He et al., ICCV 2015)."""
        return np.asarray(self._random.standard_normal((rows, columns)) * np.sqrt(2.0 / rows), np.float32)

    def learn(self, words: Ints, facts: Floats, use: Ints, epochs: int, report: Callable[[str], None]) -> None:
        """`words` (rows, longest) are places of words, 0 where a text has ended; `use` are the rows to learn from."""
        steps, step = epochs * -(-len(use) // _BATCH), 0
        for epoch in range(epochs):
            order = self._random.permutation(use)
            for at in range(0, len(order), _BATCH):
                rows = np.sort(order[at : at + _BATCH])
                step += 1
                done = step / steps
                rate = _RATE * (done / _WARM if done < _WARM else (1.0 - done) / (1.0 - _WARM))
                self._step(words[rows, : max(int((words[rows] > 0).sum(axis=1).max()), 1)], facts[rows], rows, rate, step)
            report(f"network: epoch {epoch + 1} of {epochs}")

    def margins(self, words: Ints, facts: Floats, rows: Ints) -> Floats:
        """(rows, columns), without dropout."""
        made = [self._forward(words[r], facts[r], learning=False)[0] for r in np.array_split(rows, max(len(rows) // 256, 1))]
        return np.concatenate(made)

    def hush(self, names: Collection[str]) -> None:
        """From now on it has nothing to say to these questions: every margin is 0."""
        mute = np.concatenate([np.full(len(q.answers), q.name in names) for q in self._questions])
        self.p["out"][:, mute] = 0.0
        self.p["out_bias"][mute] = 0.0

    def weights(self, words: Sequence[str]) -> NetworkWeights:
        """As the judge reads them; the vectors rounded to eight bits, each on a scale of its own."""
        vectors = self.p["vectors"]
        scale = np.abs(vectors).max(axis=1) / 127.0 + 1e-9
        return NetworkWeights(
            tuple(words),
            np.rint(vectors / scale[:, None]).astype(np.int8),
            scale.astype(np.float32),
            {n: self.p[f"filters{n}"] for n in WIDTHS},
            {n: self.p[f"bias{n}"] for n in WIDTHS},
            self.p["hidden"],
            self.p["hidden_bias"],
            self.p["out"],
            self.p["out_bias"],
            {q.name: q.answers for q in self._questions},
        )

    def _drop(self, shape: tuple[int, ...], share: float) -> Floats:
        return np.asarray((self._random.random(shape, dtype=np.float32) > share) / (1.0 - share), np.float32)

    def _forward(self, words: Ints, facts: Floats, *, learning: bool) -> tuple[Floats, dict[str, Any]]:
        """Margins, and what the way back needs."""
        p = self.p
        mask = (words > 0).astype(np.float32)
        if learning:
            mask = mask * (self._random.random(words.shape) > _WORD_DROP)
        mask = mask.astype(np.float32)
        seen = p["vectors"][words] * mask[..., None]
        kept: dict[str, Any] = {"words": words, "mask": mask}
        loud = []
        for n in WIDTHS:
            padded = np.pad(seen, ((0, 0), (n, n), (0, 0)))  # the outermost run holds no word: it answers 0
            runs = padded.shape[1] - n + 1
            answers = padded[:, :runs] @ p[f"filters{n}"][: self._size]
            for k in range(1, n):
                answers += padded[:, k : k + runs] @ p[f"filters{n}"][k * self._size : (k + 1) * self._size]
            where = answers.argmax(axis=1)
            kept[f"where{n}"], kept[f"padded{n}"] = where, padded
            loud.append(np.take_along_axis(answers, where[:, None], axis=1)[:, 0] + p[f"bias{n}"])
        kept["loud"], kept["count"] = np.concatenate(loud, axis=1), mask.sum(axis=1, keepdims=True).clip(1)
        joined = np.concatenate([np.maximum(kept["loud"], 0), seen.sum(axis=1) / kept["count"] * MEAN_WEIGHT, facts], axis=1)
        kept["drop1"] = self._drop(joined.shape, _DROP) if learning else np.float32(1)
        kept["joined"] = joined * kept["drop1"]
        raw = kept["joined"] @ p["hidden"] + p["hidden_bias"]
        kept["drop2"] = self._drop(raw.shape, _DROP) * (raw > 0) if learning else (raw > 0).astype(np.float32)
        kept["hidden"] = raw * kept["drop2"]
        return kept["hidden"] @ p["out"] + p["out_bias"], kept

    def _error(self, margins: Floats, rows: Ints) -> Floats:
        """The gradient of the loss by each margin."""
        made, at = np.zeros_like(margins), 0
        for q in self._questions:
            size, weight = len(q.answers), (q.weight[rows] * q.share)[:, None]
            block = margins[:, at : at + size]
            if size == 1:
                truth = q.truth[rows][:, None] * (1 - 2 * q.smooth) + q.smooth
                made[:, at : at + 1] = (1.0 / (1.0 + np.exp(-block)) - truth) * weight
            else:
                raised = np.exp(block - block.max(axis=1, keepdims=True))
                truth = np.full_like(block, q.smooth / size)
                truth[np.arange(len(rows)), q.truth[rows]] += 1 - q.smooth
                made[:, at : at + size] = (raised / raised.sum(axis=1, keepdims=True) - truth) * weight
            at += size
        return made / np.float32(len(rows))

    def _backward(self, error: Floats, kept: Mapping[str, Any]) -> tuple[dict[str, Floats], Ints, Floats]:
        """Gradients of all but the vectors; then the places of the words seen and the gradients of their vectors."""
        from scipy.sparse import csr_matrix  # noqa: PLC0415 - a development library, not installed with Tocsin

        p, size = self.p, self._size
        made = {"out": kept["hidden"].T @ error, "out_bias": error.sum(axis=0)}
        back = (error @ p["out"].T) * kept["drop2"]
        made |= {"hidden": kept["joined"].T @ back, "hidden_bias": back.sum(axis=0)}
        back = (back @ p["hidden"].T) * kept["drop1"]
        edge = _FILTERS * len(WIDTHS)
        loud = back[:, :edge] * (kept["loud"] > 0)
        texts, longest = kept["words"].shape
        seen = np.repeat((back[:, edge : edge + size] * MEAN_WEIGHT / kept["count"])[:, None], longest, axis=1)
        text, column = np.repeat(np.arange(texts), _FILTERS), np.tile(np.arange(_FILTERS), texts)
        for i, n in enumerate(WIDTHS):
            padded, part = kept[f"padded{n}"], loud[:, i * _FILTERS : (i + 1) * _FILTERS]
            places, flat = padded.shape[1], padded.reshape(-1, size)
            grown, filters = np.zeros_like(flat), np.zeros_like(p[f"filters{n}"])
            for k in range(n):  # only the loudest place of each filter has a say
                at = text * places + kept[f"where{n}"].ravel() + k
                sparse = csr_matrix((part.ravel(), (at, column)), shape=(len(flat), _FILTERS))
                filters[k * size : (k + 1) * size] = (sparse.T @ flat).T
                grown += sparse @ p[f"filters{n}"][k * size : (k + 1) * size].T
            made |= {f"filters{n}": filters, f"bias{n}": part.sum(axis=0)}
            seen += grown.reshape(texts, places, size)[:, n : n + longest]
        used, which = np.unique(kept["words"], return_inverse=True)
        gather = csr_matrix((np.ones(which.size, np.float32), (which.ravel(), np.arange(which.size))), (len(used), which.size))
        return made, used, np.asarray(gather @ (seen * kept["mask"][..., None]).reshape(-1, size), np.float32)

    def _step(self, words: Ints, facts: Floats, rows: Ints, rate: float, step: int) -> None:
        margins, kept = self._forward(words, facts, learning=True)
        made, used, vectors = self._backward(self._error(margins, rows), kept)
        norm = np.sqrt(sum(float((g * g).sum()) for g in (*made.values(), vectors)))
        calm = np.float32(min(1.0, 1.0 / (norm + _TINY)))
        for name, gradient in made.items():
            if not name.startswith("bias") and not name.endswith("bias"):
                self.p[name] *= np.float32(1.0 - rate * _DECAY)
            self._adam(name, slice(None), gradient * calm, rate, step)
        self._adam("vectors", used, vectors * calm, rate, step)

    def _adam(self, name: str, rows: Any, gradient: Floats, rate: float, step: int) -> None:
        mean = self._mean[name][rows] * _FADE + gradient * (1 - _FADE)
        square = self._square[name][rows] * _FADE_SQUARE + gradient * gradient * (1 - _FADE_SQUARE)
        for moment in (mean, square):  # numbers too small to matter are slow to reckon with
            moment[np.abs(moment) < _NOTHING] = 0.0
        self._mean[name][rows], self._square[name][rows] = mean, square
        self.p[name][rows] -= rate * (mean / (1 - _FADE**step)) / (np.sqrt(square / (1 - _FADE_SQUARE**step)) + _TINY)
