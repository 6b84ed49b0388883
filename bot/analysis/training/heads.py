"""The linear heads: which slots are kept, and one logistic regression per question (liblinear, dual, seeds fixed)."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.analysis.artefact import Linear
from bot.analysis.features import CHAR_SLOTS, WORD_SLOTS, Floats
from bot.analysis.training.corpus import Corpus
from bot.analysis.training.examples import SEED
from bot.domain.kind import Standing

Ints = npt.NDArray[np.int64]
_HASHED = WORD_SLOTS + CHAR_SLOTS
_RAREST = 3
_ALERT_C, _KIND_C = 10.0, 4.0
_FEWEST = 5
_FLOOR = 0.3


def linear(corpus: Corpus, use: Ints, report: Callable[[str], None]) -> Linear:
    """From the rows `use`. Borderline rows say nothing of alerts; of kinds only alerts speak."""
    rows = corpus.rows
    seen = np.asarray((corpus.matrix[use] != 0).sum(axis=0)).ravel()
    slots = np.flatnonzero((seen >= _RAREST) | (np.arange(len(seen)) >= _HASHED))
    matrix = corpus.matrix[:, slots].tocsr()
    sure = np.array([i for i in use if rows[i].is_alert is not None])
    report(f"linear: {len(slots)} slots, {len(sure)} rows")
    alert, bias = _alert(matrix[sure], np.array([bool(rows[i].is_alert) for i in sure]), _weights(corpus, sure), slots < _HASHED)
    alerts = np.array([i for i in use if rows[i].is_alert])
    kinds, coefficients, biases = [], [], [bias]
    for kind in sorted(k for k, v in corpus.kinds.items() if v.standing is Standing.ALERT):
        truth = np.array([rows[i].kind == kind for i in alerts])
        if _FEWEST <= truth.sum() < len(truth):
            head = _logistic(matrix[alerts], truth, _weights(corpus, alerts), _KIND_C)
            kinds.append(kind)
            coefficients.append(head.coef_[0])
            biases.append(float(head.intercept_[0]))
    stacked = np.array(coefficients)
    scale = np.abs(stacked).max(axis=1) / 127.0 + 1e-12
    return Linear(
        slots.astype(np.int32),
        tuple(kinds),
        alert,
        np.rint(stacked / scale[:, None]).astype(np.int8).T.copy(),
        scale.astype(np.float32),
        np.array(biases, np.float32),
    )


def margins(corpus: Corpus, made: Linear, rows: Ints) -> tuple[Floats, Floats]:
    """(rows,) of the alert head and (rows, kinds) of the others."""
    block = corpus.matrix[rows][:, made.slots]
    return block @ made.alert + made.bias[0], (block @ made.matrix.astype(np.float32)) * made.scale + made.bias[1:]


def _weights(corpus: Corpus, rows: Ints) -> Floats:
    return np.array([corpus.rows[i].weight for i in rows], np.float32)


def _alert(matrix: Any, truth: npt.NDArray[np.bool_], weight: Floats, hashed: npt.NDArray[np.bool_]) -> tuple[Floats, float]:
    from scipy.sparse import diags  # noqa: PLC0415 - a development library, not installed with Tocsin

    ratio = _log_count_ratio(matrix, truth, hashed)
    head = _logistic(matrix @ diags(ratio), truth, weight, _ALERT_C)
    return (head.coef_[0] * ratio).astype(np.float32), float(head.intercept_[0])


def _logistic(matrix: Any, truth: npt.NDArray[np.bool_], weight: Floats, c: float) -> Any:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - a development library, not installed with Tocsin

    head = LogisticRegression(C=c, solver="liblinear", dual=True, tol=0.01, random_state=SEED, max_iter=300)
    return head.fit(matrix, truth, sample_weight=weight)


def _log_count_ratio(matrix: Any, truth: npt.NDArray[np.bool_], hashed: npt.NDArray[np.bool_]) -> Floats:
    """How differently a hashed feature is spread over alerts and the rest, around 1; the facts keep their own scale."""
    seen = matrix != 0
    yes = np.asarray(seen[np.flatnonzero(truth)].sum(axis=0)).ravel() + 1.0
    no = np.asarray(seen[np.flatnonzero(~truth)].sum(axis=0)).ravel() + 1.0
    ratio = np.abs(np.log((yes / yes.sum()) / (no / no.sum())))
    made = _FLOOR + (1.0 - _FLOOR) * ratio / ratio[hashed].mean()
    made[~hashed] = 1.0
    return np.asarray(made, dtype=np.float32)
