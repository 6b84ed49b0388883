"""The trained part at run time: three linear heads over one sparse vector. numpy only; nothing is unpickled.

    alert    logistic over word and character features weighted by their naive Bayes log-count ratio (Wang and Manning,
             ACL 2012): is it an alert?
    kind     one logistic per kind: which one it mainly is. How much of its mass lies on kinds of alert is a second voice
    beside   one logistic per kind, from alerts only: which others hold too

The two voices on "alert" are joined and calibrated by Platt scaling (Platt 1999) on held-out folds: P(is an alert).

The artefact is an `.npz` (at most 4 MB): small weights as int8 with one scale per head.
"""

import io
from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt

from bot.analysis.features import VERSION, Floats, Vector

ARTEFACT = "judge.npz"
"""Its file name in `bot/analysis/model/`."""


@dataclass(frozen=True)
class Weights:
    """A trained model. `heads` are the columns of `matrix`: kinds of the kind head, then kinds of the beside head."""

    version: str
    slugs: tuple[str, ...]
    """The order of the cue counts in the vector."""
    kinds: tuple[str, ...]
    beside: tuple[str, ...]
    alert: Floats
    """(size,)"""
    alert_bias: float
    platt: tuple[float, float, float]
    """P = sigmoid(a * margin + b * mass + c), mass the log-odds of the kinds of alert."""
    alerting: npt.NDArray[np.bool_]
    """(len(kinds),): which of them are kinds of alert."""
    matrix: npt.NDArray[np.int8]
    """(size, heads)"""
    scale: Floats
    """(heads,)"""
    bias: Floats
    """(heads,)"""

    def save(self) -> bytes:
        """The artefact's bytes; the same weights always give the same bytes."""
        out = io.BytesIO()
        np.savez_compressed(
            out,
            features=np.array(VERSION),
            version=np.array(self.version),
            slugs=np.array(self.slugs),
            kinds=np.array(self.kinds),
            beside=np.array(self.beside),
            alert=self.alert.astype(np.float16),
            numbers=np.array([self.alert_bias, *self.platt], np.float64),
            alerting=self.alerting,
            matrix=self.matrix,
            scale=self.scale,
            bias=self.bias,
        )
        return out.getvalue()


def load_weights(raw: bytes) -> Weights:
    """Reads `Weights.save` back. Raises `ValueError` when it was trained for other features."""
    with np.load(io.BytesIO(raw), allow_pickle=False) as kept:
        if int(kept["features"]) != VERSION:
            raise ValueError(f"the model was trained for features {int(kept['features'])}, this is {VERSION}: run tocsin train")
        names = {key: tuple(map(str, kept[key])) for key in ("slugs", "kinds", "beside")}
        bias, a, b, c = map(float, kept["numbers"])
        alerting = kept["alerting"]
        alert, matrix, scale, heads = kept["alert"].astype(np.float32), kept["matrix"], kept["scale"], kept["bias"]
        version = str(kept["version"])
    return Weights(
        version, names["slugs"], names["kinds"], names["beside"], alert, bias, (a, b, c), alerting, matrix, scale, heads
    )


def packaged_weights() -> Weights:
    """The artefact that ships with Tocsin."""
    return load_weights((resources.files("bot.analysis") / "model" / ARTEFACT).read_bytes())


@dataclass(frozen=True)
class Opinion:
    """What the model thinks of one text. Probabilities by kind; `score` is P(alert)."""

    score: float
    kind: dict[str, float]
    """One per kind; they need not sum to one."""
    beside: dict[str, float]
    words: tuple[tuple[str, float], ...]
    """The words that moved the score most, with their part of the log-odds, strongest first; `evidence.telling` picks those shown."""


class Classifier:
    """Vector -> opinion."""

    def __init__(self, weights: Weights) -> None:
        """Keeps the weights; nothing is copied."""
        self.weights = weights

    def opinion(self, vector: Vector) -> Opinion:
        """Pure arithmetic: about 0.1 ms."""
        w = self.weights
        parts = w.alert[vector.slots] * vector.values
        heads = sigmoid((vector.values @ w.matrix[vector.slots].astype(np.float32)) * w.scale + w.bias)
        n = len(w.kinds)
        a, b, c = w.platt
        score = sigmoid(np.array([a * (float(parts.sum()) + w.alert_bias) + b * mass(heads[:n], w.alerting) + c], np.float32))
        return Opinion(
            float(score[0]),
            dict(zip(w.kinds, map(float, heads[:n]), strict=True)),
            dict(zip(w.beside, map(float, heads[n:]), strict=True)),
            _strongest(vector, parts),
        )


def mass(kinds: Floats, alerting: npt.NDArray[np.bool_]) -> float:
    """Log-odds of the kinds of alert among all kinds."""
    return float(np.log((kinds[alerting].sum() + _TINY) / (kinds[~alerting].sum() + _TINY)))


_TINY = 1e-6


def sigmoid(margins: Floats) -> Floats:
    """The logistic function, safe for large margins."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(margins, -35, 35))), dtype=np.float32)


def _strongest(vector: Vector, parts: Floats, most: int = 24) -> tuple[tuple[str, float], ...]:
    """Words only: a hashed piece of a word tells a person nothing."""
    n = len(vector.words)
    order = np.argsort(-np.abs(parts[:n]))[:most]
    return tuple((vector.words[int(vector.slots[i])], round(float(parts[i]), 3)) for i in order)
