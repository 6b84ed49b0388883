"""First vectors of words, from the company they keep in unlabelled news.

Positive pointwise mutual information of words at most four apart, reduced by singular value decomposition (Levy and
Goldberg, NIPS 2014; the context's frequency smoothed as in Levy et al., TACL 2015).
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from bot.analysis.network import SPECIAL, Floats
from bot.analysis.training.examples import SEED

SIZE = 64
_LEAST, _MOST = 3, 40_000
_APART = 4
_SMOOTH, _SHIFT = 0.75, 0.5
_LENGTH = 3.0


def vocabulary(texts: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The commonest words, after the special ones; words of equal count in the order of the alphabet."""
    counted = Counter(word for text in texts for word in text if word not in SPECIAL)
    common = sorted((w for w, n in counted.items() if n >= _LEAST), key=lambda w: (-counted[w], w))
    return (*SPECIAL, *common[:_MOST])


def vectors(texts: Sequence[Sequence[str]], words: Sequence[str]) -> Floats:
    """(words, SIZE); the padding's vector is zero, all others of one length."""
    from scipy.sparse import coo_matrix, csr_matrix  # noqa: PLC0415 - a development library, not installed with Tocsin
    from sklearn.decomposition import TruncatedSVD  # noqa: PLC0415 - as above

    place = {word: i for i, word in enumerate(words)}
    unknown = place[SPECIAL[1]]
    left, right, worth = [], [], []
    for text in texts:
        rows = np.array([place.get(word, unknown) for word in text])
        for apart in range(1, min(_APART, len(rows) - 1) + 1):
            left.append(rows[:-apart])
            right.append(rows[apart:])
            worth.append(np.full(len(rows) - apart, 1.0 / apart))
    shape = (len(words), len(words))
    seen = coo_matrix((np.concatenate(worth), (np.concatenate(left), np.concatenate(right))), shape=shape).tocsr()
    seen = (seen + seen.T).tocoo()
    often = np.asarray(seen.sum(axis=0)).ravel() + 1e-9
    context = often**_SMOOTH
    context *= often.sum() / context.sum()
    told = np.log(seen.data * often.sum() / (often[seen.row] * context[seen.col])) - _SHIFT
    kept = told > 0
    matrix = csr_matrix((told[kept], (seen.row[kept], seen.col[kept])), shape=shape)
    reduced = TruncatedSVD(SIZE, n_iter=4, random_state=SEED)
    made = reduced.fit_transform(matrix) / np.sqrt(reduced.singular_values_ + 1e-9)
    made *= _LENGTH / (np.linalg.norm(made, axis=1, keepdims=True) + 1e-6)
    made[0] = 0.0
    return np.asarray(made, np.float32)
