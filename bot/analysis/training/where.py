"""How the countries of the attacked are learnt: a yes or no for each country that a text could mean."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.analysis.training.examples import SEED
from bot.analysis.where import WhereWeights

_RAREST = 4
_C = 0.5
_STEPS = np.linspace(-1.5, 1.0, 26)


@dataclass(frozen=True)
class Candidates:
    """One text: the features of each country, and which were attacked."""

    features: dict[str, list[str]]
    truth: frozenset[str]


def where(rows: Sequence[Candidates]) -> WhereWeights:
    """The threshold is that of the best F1 over all countries of the texts that have one."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - a development library, not installed with Tocsin
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - as above

    counted = Counter(f for row in rows for features in row.features.values() for f in set(features))
    names = tuple(sorted(f for f, n in counted.items() if n >= _RAREST))
    place = {name: i for i, name in enumerate(names)}
    at: list[int] = []
    rows_at: list[int] = []
    truth: list[bool] = []
    for row in rows:
        for code, features in row.features.items():
            mine = [place[f] for f in features if f in place]
            at += mine
            rows_at += [len(truth)] * len(mine)
            truth.append(code in row.truth)
    if all(truth) or not any(truth):  # a judge without gazetteers sees no country to learn from, so it names none
        return WhereWeights((), np.zeros(0, np.float32), np.inf)
    matrix = csr_matrix((np.ones(len(at), np.float32), (rows_at, at)), shape=(len(truth), len(names)))
    matrix.sum_duplicates()
    head = LogisticRegression(C=_C, solver="liblinear", random_state=SEED, max_iter=300, fit_intercept=False)
    head.fit(matrix, truth)
    margins, known = matrix @ head.coef_[0], np.array(truth)
    counts = [(2 * (known & (margins >= t)).sum() / (known.sum() + (margins >= t).sum()), t) for t in _STEPS]
    return WhereWeights(names, head.coef_[0].astype(np.float32), float(max(counts)[1]))
