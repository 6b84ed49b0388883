"""The lore from unlabelled news: rarity by document counts, company by what stands in the same report.

Positive pointwise mutual information of words at most so far apart, reduced by singular value decomposition (Levy and Goldberg,
NIPS 2014; the context's frequency smoothed as in Levy et al., TACL 2015). Headlines are short: the window is wide.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.analysis.lore import Floats, Lore, keys, stepped
from bot.analysis.reading import clean
from bot.analysis.training.examples import SEED, unlabelled

SETS = (
    "s33r", "richebyte", "newsdatahub2526", "cybernews_maremoo", "rumca_general_2026w01", "delldevmann2025", "fwd_headlines",
    "ghostsignal", "g0vse_sv",
)  # fmt: skip
SIZE = 128
_LEAST = 4
_APART = 25
_FALL = 0.3
"""How fast a word's weight falls with its distance."""
_SMOOTH = 0.75
_CHARS = 500
_NO_WORD = re.compile(r"\W+")


def lore(data: Path) -> Lore:
    """From every report of the sets, each headline once."""
    texts: dict[str, list[str]] = {}
    for title, text in unlabelled(data, SETS):
        plain = clean(title)
        texts.setdefault(_NO_WORD.sub("", plain.lower()), keys(f"{plain} \n {clean(text)[:_CHARS]}"))
    return learnt(list(texts.values()))


def learnt(texts: Sequence[Sequence[str]], size: int = SIZE, least: int = _LEAST) -> Lore:
    """From the keys of each report, in text order."""
    counts = Counter(w for text in texts for w in set(text))
    words = tuple(sorted((w for w, n in counts.items() if n >= least), key=lambda w: (-counts[w], w)))
    most = math.log(len(texts) + 1)
    rarity = np.array([max(0.0, math.log((len(texts) + 1) / (counts[w] + 1)) / most) for w in words], np.float32)
    return Lore(words, rarity, stepped(_vectors(texts, words, size)))


def _vectors(texts: Sequence[Sequence[str]], words: Sequence[str], size: int) -> Floats:
    from sklearn.decomposition import TruncatedSVD  # noqa: PLC0415 - a development library, not installed with Tocsin

    seen = _together(texts, {word: i for i, word in enumerate(words)})
    often = np.asarray(seen.sum(axis=0)).ravel() + 1e-9
    context = often**_SMOOTH
    context *= often.sum() / context.sum()
    told = np.log(seen.data * often.sum() / (often[seen.row] * context[seen.col]))
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - as above

    kept = told > 0
    matrix = csr_matrix((told[kept], (seen.row[kept], seen.col[kept])), shape=seen.shape)
    reduced = TruncatedSVD(size, n_iter=3, random_state=SEED)
    made = reduced.fit_transform(matrix) / np.sqrt(reduced.singular_values_ + 1e-9)
    made /= np.linalg.norm(made, axis=1, keepdims=True) + 1e-9
    return np.asarray(made, np.float32)


def _together(texts: Sequence[Sequence[str]], place: dict[str, int]) -> Any:
    """How often two words stand together, weighted by nearness: a sparse symmetrical matrix."""
    from scipy.sparse import coo_matrix  # noqa: PLC0415 - as above

    left, right, worth = [], [], []
    for text in texts:
        rows = np.array([place[w] for w in text if w in place], np.int32)
        for apart in range(1, min(_APART, len(rows) - 1) + 1):
            left.append(rows[:-apart])
            right.append(rows[apart:])
            worth.append(np.full(len(rows) - apart, apart**-_FALL, np.float32))
    shape = (len(place), len(place))
    seen = coo_matrix((np.concatenate(worth), (np.concatenate(left), np.concatenate(right))), shape=shape).tocsr()
    return (seen + seen.T).tocoo()
