"""How well an item answers words: one measure for every engine, over candidates that the engine's index has found.

The engines' own measures (bm25 of FTS5, ts_rank) read every place of every word once a question: a second for a common word in a
million items. Each candidate has all the words already, so what tells words apart by rarity would only weigh repeats; what is left
of BM25 is how often they are said for the text's length. A word in the title counts four times, and what is new up to half more.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.storage.words import Term, words

TITLE = 4.0
K1, B = 1.2, 0.75
"""As usual for BM25 (Robertson and Zaragoza 2009)."""
FRESH, HALF = 0.5, timedelta(days=30)
"""What the newest candidate gains, and the age at which half of that is left."""
READ = 20_000
"""Characters of a text that are looked at."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that has all the words; `seq` is its place in the order of arrival."""

    seq: int
    title: str
    text: str
    fetched_at: datetime
    published: datetime | None


def newest_first(fetched_at: datetime, published: datetime | None, seq: int) -> tuple[float, float, int]:
    """A key to sort by: our own clock; then the publisher's, which may be wrong; then as the source listed them, newest first by
    custom.
    """
    return -fetched_at.timestamp(), -published.timestamp() if published else float("inf"), seq


def best_first(terms: Sequence[Term], candidates: Sequence[Candidate]) -> list[int]:
    """Their `seq`s. Among equals the newest is first."""
    if not candidates:
        return []
    newest = max(c.fetched_at for c in candidates)
    usual = sum(min(len(c.text), READ) for c in candidates) / len(candidates) or 1.0
    scored = [(-_score(terms, c, usual, newest), newest_first(c.fetched_at, c.published, c.seq), c.seq) for c in candidates]
    return [seq for _, _, seq in sorted(scored)]


def _score(terms: Sequence[Term], candidate: Candidate, usual: float, newest: datetime) -> float:
    title, text = words(candidate.title), candidate.text[:READ].lower()
    stretch = K1 * (1 - B + B * len(text) / usual)
    said = [TITLE * in_words(term, title) + min(text.count(word) for word in term.words) for term in terms]
    weight = sum(often * (K1 + 1) / (often + stretch) for often in (max(s, 1) for s in said))
    age = (newest - candidate.fetched_at) / HALF
    return round(weight, 9) * (1 + FRESH * math.exp2(-age))


def in_words(term: Term, said: Sequence[str]) -> int:
    """How often a term is found among folded words."""
    size = len(term.words)
    return sum(_here(term, tuple(said[at : at + size])) for at in range(len(said) - size + 1))


def _here(term: Term, said: tuple[str, ...]) -> bool:
    if not term.open_end:
        return said == term.words
    return said[:-1] == term.words[:-1] and said[-1].startswith(term.words[-1])
