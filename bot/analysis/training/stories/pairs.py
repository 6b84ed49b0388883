"""Pairs of reports of which it is known whether they tell of one event.

Three sources: our own readings of pairs of the public sets (learnt from), headlines that Google News grouped, with as many pairs
that were shuffled inside a day and a language (learnt from), and dev_story_pairs (measured on, never learnt from).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from bot.analysis.training.examples import NEVER, SEED, rows_of
from bot.domain.verdict import Article

GOLD = "dev_story_pairs"
GROUPED = "gnews_story_pairs"
OWN = "own labels"
LABELS = "story_labels.tsv"
SAME = "same"


@dataclass(frozen=True)
class Pair:
    """`origin` says where it comes from and, for headlines, in which language; `related` is "another event of the same topic"."""

    origin: str
    a: Article
    b: Article
    same: bool
    related: bool = False


def pairs(data: Path) -> list[Pair]:
    """All of them. Raises `OSError` or `ValueError` when the data is not as described."""
    return [*_gold(data), *_own(data), *_grouped(data)]


def _article(row: dict[str, Any], published: str = "") -> Article:
    return Article(
        id=str(row.get("id", "")),
        title=row.get("title") or "",
        text=row.get("text") or "",
        lang=row.get("lang") or "",
        published=row.get("published") or published,
    )


def _gold(data: Path) -> Iterator[Pair]:
    for row in rows_of(data / f"{GOLD}.jsonl.gz"):
        yield Pair(GOLD, _article(row["a"]), _article(row["b"]), row["label"] == "same_event", row["label"] == "related")


def _own(data: Path) -> Iterator[Pair]:
    """Our readings joined with the texts where they lie; a pair whose text is not there is left out."""
    text = (resources.files("bot.analysis") / "model" / LABELS).read_text(encoding="utf-8")
    labels = [line.split("\t") for line in text.splitlines()[1:]]
    wanted: dict[str, set[str]] = defaultdict(set)
    for one, one_id, two, two_id, _ in labels:
        wanted[one].add(one_id)
        wanted[two].add(two_id)
    if NEVER & wanted.keys():
        raise ValueError(f"not for training: {', '.join(sorted(NEVER & wanted.keys()))}")
    found = {
        (name, str(row["id"])): _article(row)
        for name, ids in wanted.items()
        for row in rows_of(data / f"{name}.jsonl.gz")
        if row["id"] in ids
    }
    for one, one_id, two, two_id, says in labels:
        a, b = found.get((one, one_id)), found.get((two, two_id))
        if a and b:
            yield Pair(OWN, a, b, says == SAME, says == "related")


def _grouped(data: Path) -> Iterator[Pair]:
    """Headlines of one group, and the first of one with the second of the next in a shuffled day."""
    days: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of(data / f"{GROUPED}.jsonl.gz"):
        days[row["lang"], (row["published"] or "")[:10]].append(row)
    random = np.random.default_rng(SEED)
    for (lang, _), rows in sorted(days.items()):
        rows.sort(key=lambda r: str(r["id"]))
        origin = f"{GROUPED} {lang}"
        for row in rows:
            yield _headlines(origin, row, row, same=True)
        order = random.permutation(len(rows))
        for i, j in zip(order, np.roll(order, 1), strict=True) if rows[1:] else ():
            yield _headlines(origin, rows[i], rows[j], same=False)


def _headlines(origin: str, one: dict[str, Any], two: dict[str, Any], *, same: bool) -> Pair:
    first, second = one["items"][0], two["items"][1]
    return Pair(origin, _article(first, one["published"] or ""), _article(second, one["published"] or ""), same)
