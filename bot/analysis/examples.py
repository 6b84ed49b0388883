"""What the model learns from: labelled sets joined with their texts, and texts that we wrote. Used by `training` only.

Each set's terms stand in its rows (`licence`); docs/model-card.md lists those used. Sets in `NEVER` are for measuring.
"""

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from bot.domain.verdict import Article

NEVER = frozenset({"eurepoc", "hackmageddon", "cissm", "bsafes2021", "casie", "thn4class"})
"""Sets whose terms allow measuring only."""
FOLDS = 5
SEED = 7
GOLD_WEIGHT = 1.5
_TITLE_WORD = re.compile(r"\w{4,}")


@dataclass(frozen=True)
class Example:
    """A labelled text. `is_alert` None is borderline: either answer is right, so the alert head never sees it."""

    id: str
    origin: str
    article: Article
    is_alert: bool | None
    kind: str
    kinds: tuple[str, ...]
    weight: float = 1.0


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _example(row: Mapping[str, Any], label: Mapping[str, Any], origin: str, weight: float) -> Example:
    article = Article(
        id=str(label["id"]),
        title=row.get("title") or "",
        text=row.get("text") or "",
        lang=row.get("lang") or "",
        outlet=row.get("outlet") or "",
    )
    kinds = tuple(label.get("kinds") or [label["kind"]])
    return Example(article.id, origin, article, label["is_alert"], label["kind"], kinds, weight)


def examples(data: Path) -> list[Example]:
    """The labelled sets joined with their texts, then our own texts. Raises `ValueError` if a set forbids training."""
    gold = [_example(r, r, "dev_gold", GOLD_WEIGHT) for r in _rows(data / "dev_gold.jsonl.gz")]
    labels = list(_rows(data / "dev_labels.jsonl.gz"))
    sets = sorted({str(label["set"]) for label in labels})
    if NEVER & set(sets):
        raise ValueError(f"not for training: {', '.join(sorted(NEVER & set(sets)))}")
    made = list(gold)
    for name in sets:
        texts = {r["id"]: r for r in _rows(data / f"{name}.jsonl.gz")}
        made += [_example(texts[x["id"]], x, name, 1.0) for x in labels if x["set"] == name and x["id"] in texts]
    return made + own_texts()


def own_texts() -> list[Example]:
    """Texts that we wrote about invented organisations, mostly of the rare kinds."""
    raw = (resources.files("bot.analysis") / "model" / "own_texts.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in raw.splitlines() if line.strip()]
    return [_example(r, {"id": f"own-{i}", **r}, "own_texts", 1.0) for i, r in enumerate(rows)]


def folds(rows: Sequence[Example], count: int = FOLDS) -> list[int]:
    """A fold for each row, no story in two: rows whose titles share most of their longer words stay together."""
    by_word: dict[str, list[int]] = {}
    group = list(range(len(rows)))
    words = [frozenset(_TITLE_WORD.findall((r.article.title or r.article.text[:100]).lower())) for r in rows]
    for i, mine in enumerate(words):
        shared: dict[int, int] = {}
        for word in mine:
            for j in by_word.get(word, ()):
                shared[j] = shared.get(j, 0) + 1
            by_word.setdefault(word, []).append(i)
        near = [j for j, n in shared.items() if 2 * n > len(mine | words[j])]
        if near:
            group[i] = group[min(near)]
    order = np.random.default_rng(SEED).integers(0, count, len(rows))
    return [int(order[g]) for g in group]


def count(rows: Iterable[Example]) -> dict[str, int]:
    """Examples per set."""
    made: dict[str, int] = {}
    for row in rows:
        made[row.origin] = made.get(row.origin, 0) + 1
    return made
