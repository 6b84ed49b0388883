"""Learns what makes two reports one event, measured by cross-validation: the whole of `tocsin train --stories`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.analysis.judge import load_judge
from bot.analysis.likeness import ARTEFACT, LikenessModel
from bot.analysis.lore import Floats, Lore
from bot.analysis.pairs import features, laid, widened
from bot.analysis.telling import Teller
from bot.analysis.training.examples import FOLDS, SEED
from bot.analysis.training.stories.company import lore as learn_lore
from bot.analysis.training.stories.pairs import GOLD, OWN, Pair, pairs
from bot.domain.kind import Kind

STRENGTH = 0.05
"""Inverse of the ridge, chosen by cross-validation."""
_OWN_WEIGHT = 3.0
"""A pair that we read counts as three grouped headlines: it is what the bot meets."""

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Measured:
    """The pairs, their features, and each one's probability by a model that has not seen it."""

    pairs: Sequence[Pair]
    rows: Floats
    said: Floats


@dataclass(frozen=True)
class Fitted:
    """Weights over the columns of `widened`; log-odds."""

    weights: Floats
    bias: float

    def log_odds(self, columns: Floats) -> Floats:
        """(n,)"""
        made: Floats = columns @ self.weights + np.float32(self.bias)
        return made


def train(data: Path, out: Path, report: Callable[[str], None], kinds: Mapping[str, Kind]) -> Measured:
    """Learns the lore, cross-validates, fits on everything but dev_story_pairs and writes `stories.npz` into the folder `out`.
    Raises `OSError` or `ValueError` when the data is not as described.
    """
    report("company of words")
    lore = learn_lore(data)
    rows = pairs(data)
    report(f"{len(rows)} pairs; reading them")
    told = read(rows, lore, kinds)
    columns = widened(told)
    log_odds = held_out(columns, rows)
    slope, shift = calibrated(log_odds, rows)
    said = probabilities(slope * log_odds + shift)
    whole = fit(columns, rows)
    cut = best_cut(said, rows)
    model = LikenessModel(slope * whole.weights, slope * whole.bias + shift, told.mean(axis=0), cut, lore)
    (out / ARTEFACT).write_bytes(model.save())
    return Measured(rows, told, said)


def read(rows: Sequence[Pair], lore: Lore, kinds: Mapping[str, Kind]) -> Floats:
    """(pairs, features): every text judged and told."""
    judge, teller = load_judge(kinds), Teller(lore)
    made = []
    for pair in rows:
        one, two = (laid(teller.telling(x, judge.one(x)), lore) for x in (pair.a, pair.b))
        made.append(features(one, two))
    return np.array(made, np.float32)


def fit(columns: Floats, rows: Sequence[Pair], taken: Bools | None = None) -> Fitted:
    """Ridge-penalised logistic regression on the taken rows; dev_story_pairs are never among them."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - a development library, not installed with Tocsin

    use = np.array([p.origin != GOLD for p in rows]) & (True if taken is None else taken)
    mean, spread = columns[use].mean(axis=0), columns[use].std(axis=0) + np.float32(1e-6)
    counts = np.array([_OWN_WEIGHT if p.origin == OWN else 1.0 for p in rows])
    learner = LogisticRegression(C=STRENGTH, max_iter=5000)
    learner.fit((columns[use] - mean) / spread, np.array([p.same for p in rows])[use], sample_weight=counts[use])
    weights = np.asarray(learner.coef_[0], np.float32) / spread
    return Fitted(weights, float(learner.intercept_[0]) - float(mean @ weights))


def held_out(columns: Floats, rows: Sequence[Pair]) -> Floats:
    """Log-odds of each row by the model of the folds that do not hold it; of dev_story_pairs by one that saw all else.
    Pairs with a report in common are in one fold.
    """
    fold = _folds(rows)
    made = fit(columns, rows).log_odds(columns)
    for k in range(FOLDS):
        mine = fold == k
        made[mine] = fit(columns, rows, ~mine).log_odds(columns[mine])
    return made


def _folds(rows: Sequence[Pair]) -> npt.NDArray[np.int64]:
    """Pairs of ours that a report ties together, at any remove, are in one, and so are the two of a grouped headline (the others of
    its day would tie whole days); -1 for dev_story_pairs.
    """
    tied: dict[str, str] = {}

    def root(title: str) -> str:
        while tied.setdefault(title, title) != title:
            title = tied[title]
        return title

    for pair in rows:
        if pair.origin == OWN:
            tied[root(pair.a.title)] = root(pair.b.title)
    order = np.random.default_rng(SEED).integers(0, FOLDS, len(rows))
    first: dict[str, int] = {}
    made = [order[first.setdefault(root(pair.a.title), i)] for i, pair in enumerate(rows)]
    return np.array([-1 if pair.origin == GOLD else int(k) for pair, k in zip(rows, made, strict=True)])


def calibrated(log_odds: Floats, rows: Sequence[Pair]) -> tuple[float, float]:
    """Slope and shift by which held-out log-odds become true ones (Platt 1999), on the pairs that we read: hard ones."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - as above

    use = np.array([p.origin == OWN for p in rows])
    learner = LogisticRegression(C=100.0).fit(log_odds[use, None], np.array([p.same for p in rows])[use])
    return float(learner.coef_[0, 0]), float(learner.intercept_[0])


def probabilities(log_odds: Floats) -> Floats:
    """(n,)"""
    return np.asarray(1 / (1 + np.exp(-log_odds)), np.float32)


def best_cut(said: Floats, rows: Sequence[Pair]) -> float:
    """From which probability on as many of the same as of the others are called right, on the pairs that are learnt from."""
    known = [(float(s), p) for s, p in zip(said, rows, strict=True) if p.origin != GOLD]
    truth, score = np.array([p.same for _, p in known]), np.array([s for s, _ in known])
    own = np.array([p.origin == OWN for _, p in known])
    cuts = np.linspace(0.2, 0.8, 61)
    worth = [sum(balanced(truth[w], score[w] >= c) for w in (own, ~own)) for c in cuts]
    return round(float(cuts[int(np.argmax(worth))]), 2)


def balanced(truth: Bools, said: Bools) -> float:
    """Mean of the shares of both sides that are called right."""
    return float((said[truth].mean() + (~said[~truth]).mean()) / 2)
