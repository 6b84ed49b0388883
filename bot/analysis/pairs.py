"""Two tellings side by side: the numbers that say whether they tell of one event. Each has a name; none knows the outlet."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.analysis.lore import Floats, Lore, Small
from bot.analysis.telling import Telling

FEATURES = (
    "words", "headline words", "headline found", "headline found both ways", "rarest shared", "rare shared",
    "rarest shared of headlines", "rare shared of headlines", "meaning", "meaning of headlines", "names shared", "names apart",
    "numbers shared", "numbers apart", "flaws shared", "flaws apart", "actors shared", "actors apart", "malware shared",
    "malware apart", "in headline shared", "in headline apart", "victims shared", "victims apart", "countries shared",
    "countries apart", "makers shared", "makers apart", "same kind", "kinds touch", "one alert only", "digest", "opinion",
    "hours apart", "days apart", "languages apart", "a headline only",
)  # fmt: skip
CORE = (
    "words", "headline words", "headline found", "rare shared of headlines", "meaning", "meaning of headlines", "names shared",
    "languages apart",
)  # fmt: skip
"""Those whose squares and products are read too."""
BARE = FEATURES.index("a headline only")
_CORE = [FEATURES.index(name) for name in CORE]
_I, _J = np.triu_indices(len(CORE))

_BARE_BODY = 60
"""Characters below a headline that add nothing to it."""
_DAY, _WEEK = 24.0, 168.0
_OPINION = "opinion_marketing_product"
_STEPS = 127
_SETS = ("numbers", "cves", "actors", "malware", "titled", "victims", "places", "makers")


@dataclass(slots=True)
class Laid:
    """A telling with what the lore says of its words, in the form that is compared. `weights` (unit length) and `rarity` follow
    `telling.words`; `head` is the length of the headline's part of the weights.
    """

    telling: Telling
    words: tuple[str, ...]
    weights: "array[float]"
    rarity: "array[float]"
    head: float
    head_rarity: float
    meaning: Small
    head_meaning: Small
    sets: tuple[frozenset[str], ...]
    names: frozenset[str]


def laid(telling: Telling, lore: Lore) -> Laid:
    """Lays a telling out once for many comparisons."""
    words = tuple(w for w, _ in telling.words)
    raw = np.array([x for _, x in telling.words], np.float32)
    weights = raw / np.float32(np.linalg.norm(raw) or 1.0)
    rarity = np.array([lore.rare(w) for w in words], np.float32)
    n = telling.heads
    return Laid(
        telling,
        words,
        array("f", weights.tolist()),
        array("f", rarity.tolist()),
        float(np.linalg.norm(rarity[:n])) or 1.0,
        float(rarity[:n].sum()) or 1.0,
        _small(lore.meaning(words, raw**2)),
        _small(lore.meaning(words[:n], rarity[:n])),
        tuple(frozenset(getattr(telling, name)) for name in _SETS),
        frozenset(telling.names),
    )


def _small(unit: Floats) -> Small:
    made: Small = np.round(unit * _STEPS).astype(np.int8)
    return made


def features(a: Laid, b: Laid) -> list[float]:
    """In the order of `FEATURES`, every one symmetrical, about -1..1."""
    x, y = a.telling, b.telling
    bare = max(x.body, y.body) < _BARE_BODY
    return [
        *_words(a, b),
        _cosine(a.meaning, b.meaning),
        _cosine(a.head_meaning, b.head_meaning),
        *_names(a, b),
        *(float(z) for one, two in zip(a.sets, b.sets, strict=True) for z in _compared(one, two)),
        *_kinds(x, y),
        *_apart(x, y),
        float(bool(x.lang) and bool(y.lang) and x.lang != y.lang),
        float(bare),
    ]


def _words(a: Laid, b: Laid) -> list[float]:
    """How much of the words is shared, by weight, in the headlines, and how rare the rarest are."""
    place = {w: i for i, w in enumerate(a.words)}
    n, m = a.telling.heads, b.telling.heads
    whole = head = mine = yours = 0.0
    rare: list[float] = []
    rare_heads: list[float] = []
    for j, word in enumerate(b.words):
        i = place.get(word)
        if i is None:
            continue
        r = b.rarity[j]
        whole += a.weights[i] * b.weights[j]
        rare.append(r)
        if i < n:
            mine += r
        if j < m:
            yours += r
        if i < n or j < m:
            rare_heads.append(r)
        if i < n and j < m:
            head += r * r
    rare.sort(reverse=True)
    rare_heads.sort(reverse=True)
    found = (mine / a.head_rarity, yours / b.head_rarity)
    return [
        whole,
        head / (a.head * b.head),
        max(found),
        min(found),
        _top(rare, 1),
        _top(rare, 6),
        _top(rare_heads, 1),
        _top(rare_heads, 3),
    ]


def _top(falling: Sequence[float], most: int) -> float:
    return sum(falling[:most]) / most


def _cosine(one: Small, two: Small) -> float:
    return float(np.dot(one.astype(np.float32), two)) / _STEPS**2


def _names(a: Laid, b: Laid) -> tuple[float, float]:
    """How many names they share, and whether each headline has one that the other report lacks."""
    shared = min(len(a.names & b.names), 3) / 3
    mine = a.names.intersection(a.words[: a.telling.heads]).difference(b.words, b.names)
    yours = b.names.intersection(b.words[: b.telling.heads]).difference(a.words, a.names)
    return shared, min(len(mine), len(yours), 2) / 2


def _compared(one: frozenset[str], two: frozenset[str]) -> tuple[bool, bool]:
    """Something in common; nothing in common though both have some."""
    if not one or not two:
        return False, False
    apart = one.isdisjoint(two)
    return not apart, apart


def _kinds(x: Telling, y: Telling) -> list[float]:
    first = bool(x.kinds) and bool(y.kinds) and x.kinds[0] == y.kinds[0]
    opinion = _OPINION in x.kinds[:1] or _OPINION in y.kinds[:1]
    one = x.alert is not None and y.alert is not None and x.alert != y.alert
    return [float(first), float(not set(x.kinds).isdisjoint(y.kinds)), float(one), float(x.digest or y.digest), float(opinion)]


def _apart(x: Telling, y: Telling) -> tuple[float, float]:
    """Of a day and of a week; a day where a date is missing."""
    gap = _DAY if x.hours is None or y.hours is None else abs(x.hours - y.hours)
    return min(gap, _DAY) / _DAY, min(gap, _WEEK) / _WEEK


def widened(rows: Floats) -> Floats:
    """(n, features) -> (n, columns): each again where there are headlines only, then products of the core."""
    core = rows[:, _CORE]
    return np.hstack([rows, rows * rows[:, BARE : BARE + 1], core[:, _I] * core[:, _J]])


def columns_of(name: str) -> list[int]:
    """The columns of `widened` that a feature has a part in."""
    at, n = FEATURES.index(name), len(FEATURES)
    core = [2 * n + k for k, (i, j) in enumerate(zip(_I, _J, strict=True)) if at in (_CORE[i], _CORE[j])]
    every = list(range(n, 2 * n)) if at == BARE else []
    return sorted({at, n + at, *core, *every})
