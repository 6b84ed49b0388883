"""How `model/judge.npz` is made. Runs on a developer's machine only: scikit-learn is imported inside the functions.

Sources: see `examples.py`. Same data, same seeds, same artefact. Every figure in docs/model-card.md comes from `train`.
"""

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.analysis.article import readable
from bot.analysis.classifier import ARTEFACT, Weights, mass, sigmoid
from bot.analysis.examples import FOLDS, SEED, Example, count, examples, folds
from bot.analysis.facts import Finder
from bot.analysis.features import CHAR_SLOTS, VERSION, WORD_SLOTS, Features, Floats, Vector
from bot.analysis.judge import TrainedJudge
from bot.analysis.lang import Languages
from bot.domain.kind import Kind, Standing
from bot.domain.verdict import Verdict

_ALERT_C, _KIND_C = 10.0, 4.0
NO_SAMPLE = frozenset({"own_texts", "feedback"})
"""Origins that are learnt from but say nothing of how frequent alerts are: chosen by us, or by the judge's own yes."""


@dataclass(frozen=True)
class Scores:
    """Of cross-validation on dev_gold, no story in two folds: `predictions` are rows for `measure/score.py alerts`."""

    precision: float
    recall: float
    f1: float
    kind_accuracy: float
    examples: Mapping[str, int] = field(default_factory=dict)


class Trainer:
    """Vectors once, then as many fits as folds ask for."""

    def __init__(self, kinds: Mapping[str, Kind], rows: Sequence[Example]) -> None:
        """Reads every text: a minute or less."""
        from scipy.sparse import csr_matrix  # noqa: PLC0415 - a development library, not installed with Tocsin

        finder, languages = Finder(kinds), Languages()
        self.kinds = kinds
        self.features = Features(sorted(kinds))
        self.rows = rows
        vectors = []
        for row in rows:
            title, text = readable(row.article)
            lang = languages.of(f"{title} {text}", row.article.lang)
            vectors.append(self.features.vector(finder.facts(title, text, lang)))
        self.matrix = csr_matrix(_triple(vectors), shape=(len(rows), self.features.size))

    def fit(self, use: Sequence[int], version: str, platt: tuple[float, float, float] = (1.0, 0.0, 0.0)) -> Weights:
        """The three heads from these rows."""
        alert, bias = self._alert_head(use)
        everything, certain = self._pick(use, lambda _: True), self._pick(use, lambda r: r.is_alert is not False)
        kinds, kind_w, kind_b = self._heads(everything, lambda r: (r.kind,))
        beside, beside_w, beside_b = self._heads(certain, lambda r: r.kinds)
        both = np.vstack([kind_w, beside_w])
        scale = np.abs(both).max(axis=1) / 127.0 + 1e-12
        matrix = np.rint(both / scale[:, None]).astype(np.int8).T.copy()
        alerting = np.array([self.kinds[k].standing is Standing.ALERT for k in kinds])
        bias_of_heads = np.concatenate([kind_b, beside_b]).astype(np.float32)
        return Weights(
            version, self.features.slugs, kinds, beside, alert, bias, platt, alerting, matrix, scale.astype(np.float32), bias_of_heads
        )  # fmt: skip

    def voices(self, weights: Weights, rows: Sequence[int]) -> Floats:
        """(rows, 2): the alert margin and the mass of the kinds of alert, uncalibrated."""
        block = self.matrix[list(rows)]
        n = len(weights.kinds)
        kinds = sigmoid(block @ weights.matrix[:, :n].astype(np.float32) * weights.scale[:n] + weights.bias[:n])
        margin = block @ weights.alert + weights.alert_bias
        return np.column_stack([margin, [mass(row, weights.alerting) for row in kinds]]).astype(np.float32)

    def _pick(self, use: Sequence[int], want: Callable[[Example], bool]) -> tuple[list[int], Floats]:
        picked = [i for i in use if want(self.rows[i])]
        return picked, np.array([self.rows[i].weight for i in picked], dtype=np.float32)

    def _alert_head(self, use: Sequence[int]) -> tuple[Floats, float]:
        from scipy.sparse import diags  # noqa: PLC0415 - a development library, not installed with Tocsin
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - as above

        picked, weight = self._pick(use, lambda r: r.is_alert is not None)
        truth = np.array([bool(self.rows[i].is_alert) for i in picked])
        block = self.matrix[picked]
        ratio = _log_count_ratio(block, truth)
        head = LogisticRegression(C=_ALERT_C, solver="liblinear", random_state=SEED, max_iter=300)
        head.fit(block @ diags(ratio), truth, sample_weight=weight)
        return (head.coef_[0] * ratio).astype(np.float32), float(head.intercept_[0])

    def _heads(
        self, picked: tuple[list[int], Floats], slugs_of: Callable[[Example], Sequence[str]]
    ) -> tuple[tuple[str, ...], Floats, Floats]:
        """One logistic per kind that enough of the rows have."""
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - a development library, not installed with Tocsin

        rows, weight = picked
        block = self.matrix[rows]
        coefs, biases, kept = [], [], []
        for slug in self.features.slugs:
            truth = [slug in slugs_of(self.rows[i]) for i in rows]
            if _FEWEST <= sum(truth) < len(truth):
                head = LogisticRegression(C=_KIND_C, solver="liblinear", random_state=SEED, max_iter=200)
                head.fit(block, truth, sample_weight=weight)
                coefs.append(head.coef_[0])
                biases.append(float(head.intercept_[0]))
                kept.append(slug)
        return tuple(kept), np.array(coefs), np.array(biases)


_FEWEST = 5


def _triple(vectors: Sequence[Vector]) -> tuple[Floats, tuple[Any, Any]]:
    rows = np.repeat(np.arange(len(vectors)), [len(v.slots) for v in vectors])
    return np.concatenate([v.values for v in vectors]), (rows, np.concatenate([v.slots for v in vectors]))


def _log_count_ratio(matrix: Any, truth: npt.NDArray[np.bool_]) -> Floats:
    """How differently a hashed feature is spread over alerts and the rest, around 1; the facts keep their own scale."""
    seen = matrix != 0
    yes = np.asarray(seen[np.flatnonzero(truth)].sum(axis=0)).ravel() + 1.0
    no = np.asarray(seen[np.flatnonzero(~truth)].sum(axis=0)).ravel() + 1.0
    ratio = np.abs(np.log((yes / yes.sum()) / (no / no.sum())))
    hashed = WORD_SLOTS + CHAR_SLOTS
    made = _FLOOR + (1.0 - _FLOOR) * ratio / ratio[:hashed].mean()
    made[hashed:] = 1.0
    return np.asarray(made, dtype=np.float32)


_FLOOR = 0.3


def _platt(voices: Floats, truth: Sequence[bool]) -> tuple[float, float, float]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - a development library, not installed with Tocsin

    line = LogisticRegression(C=1e3, random_state=SEED).fit(voices, list(truth))
    return float(line.coef_[0][0]), float(line.coef_[0][1]), float(line.intercept_[0])


def cross_validate(trainer: Trainer, report: Callable[[str], None]) -> tuple[dict[str, Weights], tuple[float, float, float]]:
    """Weights by gold id, from a fit that never saw its story, and the calibration of all held-out rows."""
    rows = trainer.rows
    fold = folds(rows)
    by_id: dict[str, Weights] = {}
    voices: list[Floats] = []
    truth: list[bool] = []
    for k in range(FOLDS):
        weights = trainer.fit([i for i, f in enumerate(fold) if f != k], f"fold {k}")
        held = [i for i, f in enumerate(fold) if f == k]
        by_id |= {rows[i].id: weights for i in held if rows[i].origin == "dev_gold"}
        known = [i for i in held if rows[i].is_alert is not None and rows[i].origin not in NO_SAMPLE]
        voices.append(trainer.voices(weights, known))
        truth += [bool(rows[i].is_alert) for i in known]
        report(f"fold {k + 1} of {FOLDS}: {len(held)} rows held out")
    platt = _platt(np.concatenate(voices), truth)
    return {i: replace(w, platt=platt) for i, w in by_id.items()}, platt


def validated(kinds: Mapping[str, Kind], trainer: Trainer, by_id: Mapping[str, Weights]) -> list[tuple[Example, Verdict]]:
    """The judge's full answer on each row of dev_gold, by the model that has not seen it."""
    judge = TrainedJudge(kinds, next(iter(by_id.values())))
    return [(r, judge.with_weights(by_id[r.id]).one(r.article)) for r in trainer.rows if r.origin == "dev_gold"]


def scored(answers: Sequence[tuple[Example, Verdict]], counts: Mapping[str, int]) -> Scores:
    """Precision, recall and F1 of "is an alert" (borderline left out), and primary kind on gold alerts."""
    known = [(r, v) for r, v in answers if r.is_alert is not None]
    hit = sum(bool(r.is_alert and v.is_alert) for r, v in known)
    said, true = sum(v.is_alert for _, v in known), sum(bool(r.is_alert) for r, _ in known)
    right = sum(r.kind == v.kind for r, v in known if r.is_alert)
    return Scores(hit / max(said, 1), hit / max(true, 1), 2 * hit / max(said + true, 1), right / max(true, 1), counts)


def train(
    data: Path,
    out: Path,
    report: Callable[[str], None],
    kinds: Mapping[str, Kind],
    answers: Path | None = None,
    extra: Sequence[Example] = (),
) -> Scores:
    """Cross-validates, then fits on everything and writes `judge.npz` into the folder `out`. The held-out answers on dev_gold
    go to the file `answers`, for `measure/score.py alerts`: they quote texts that are not ours, so never into the repository.
    `extra` examples are learnt from like the labelled sets. Raises `OSError` or `ValueError` when the data is not as described.
    """
    rows = [*examples(data), *extra]
    report(f"{len(rows)} examples: {count(rows)}")
    trainer = Trainer(kinds, rows)
    by_id, platt = cross_validate(trainer, report)
    held_out = validated(kinds, trainer, by_id)
    if answers is not None:
        lines = [json.dumps({"id": r.id, **v.as_dict()}, ensure_ascii=False) for r, v in held_out]
        answers.write_text("\n".join(lines) + "\n", encoding="utf-8")
    report("fitting on everything")
    version = f"{VERSION}-{zlib.crc32(json.dumps([(r.id, r.kind) for r in rows]).encode()):08x}"
    (out / ARTEFACT).write_bytes(trainer.fit(range(len(rows)), version, platt).save())
    return scored(held_out, count(rows))
