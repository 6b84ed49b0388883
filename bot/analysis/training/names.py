"""How the tagger learns from names: the labels say who was attacked and by whom, the text says where those names stand."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from tempfile import TemporaryDirectory

import numpy as np

from bot.analysis.spans import READ, Token
from bot.analysis.tagger import LABELS, ChainWeights

_PARTS = re.compile(r"\s*[;,/()]\s*|\s+and\s+")
_SHORTEST = 3
_LASSO, _RIDGE, _ROUNDS, _RAREST = 0.1, 0.05, 120, 2
_LEAST_WEIGHT = 0.004


@dataclass(frozen=True)
class Tagged:
    """One text: the features of its tokens, and a label for each."""

    features: list[list[str]]
    labels: list[str]


def tagged(tokens: Sequence[Token], features: list[list[str]], text: str, actor: str, victim: str) -> Tagged | None:
    """None where a name that the label gives does not stand in what is read: nothing can be learnt from that."""
    low = text[:READ].lower()
    labels = ["O"] * len(tokens)
    for what, name in (("V", victim), ("A", actor)):
        places = _places(low, name) if name else []
        if name and not places:
            return None
        for start, end in places:
            inside = [i for i, t in enumerate(tokens) if t.start >= start and t.end <= end and labels[i] == "O"]
            for n, i in enumerate(inside):
                labels[i] = f"{'I' if n else 'B'}-{what}"
    return Tagged(features, labels)


def _places(low: str, name: str) -> list[tuple[int, int]]:
    """Where the whole name stands; else where its parts do ("Bumble; Match" is two)."""
    whole = _found(low, name.lower())
    if whole:
        return whole
    parts = [p for p in _PARTS.split(name.lower()) if len(p) >= _SHORTEST]
    return [place for part in parts for place in _found(low, part)]


def _found(low: str, name: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", low)]


def chain(rows: Sequence[Tagged], report: Callable[[str], None]) -> ChainWeights:
    """Weights of the field. Features that the lasso sets (nearly) to nothing are left out."""
    import pycrfsuite  # noqa: PLC0415 - a development library, not installed with Tocsin

    report(f"tagger: {len(rows)} texts")
    trainer = pycrfsuite.Trainer(verbose=False)
    for row in rows:
        trainer.append(row.features, row.labels)
    trainer.set_params({"c1": _LASSO, "c2": _RIDGE, "max_iterations": _ROUNDS, "feature.minfreq": _RAREST})
    with TemporaryDirectory() as folder:
        trainer.train(f"{folder}/chain")
        with pycrfsuite.Tagger().open(f"{folder}/chain") as tagger:
            info = tagger.info()
    place = {label: i for i, label in enumerate(LABELS)}
    kept = {k: w for k, w in info.state_features.items() if abs(w) >= _LEAST_WEIGHT}
    names = tuple(sorted({name for name, _ in kept}))
    row_of = {name: i for i, name in enumerate(names)}
    weights = np.zeros((len(names), len(LABELS)), np.float32)
    for (name, label), weight in kept.items():
        weights[row_of[name], place[label]] = weight
    steps = np.zeros((len(LABELS), len(LABELS)), np.float32)
    for (before, after), weight in info.transitions.items():
        steps[place[before], place[after]] = weight
    return ChainWeights(names, weights, steps)
