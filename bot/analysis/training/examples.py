"""What the judge learns from: labelled sets joined with their texts, our own labels of more of their rows, texts we wrote.

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
GENERAL = "rumca_general_2026w01"
"""General news; rows without any word of the trade are marked `is_cyber` false by its maker: sure, if easy, negatives."""
FOLDS = 5
SEED = 7
GOLD_WEIGHT = 1.5
_EASY_WEIGHT = 0.5
_EASY = {"en": 2500, "pl": 2000, "de": 870}
"""How many easy negatives of each language are learnt from."""
_TITLE_WORD = re.compile(r"\w{4,}")
_READ = 700
LABELS = "labels.tsv"
_ALERT = {"1": True, "0": False, "?": None}


@dataclass(frozen=True)
class Example:
    """A labelled text. `is_alert` None is borderline: either answer is right, so the alert head never sees it. Severity, names,
    countries and sector are known only where `full`.
    """

    id: str
    origin: str
    article: Article
    is_alert: bool | None
    kind: str
    kinds: tuple[str, ...]
    weight: float = 1.0
    full: bool = False
    severity: int = 0
    actor: str = ""
    victim: str = ""
    countries: tuple[str, ...] = ()
    sector: str = ""


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a `.jsonl.gz` file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def example(row: Mapping[str, Any], label: Mapping[str, Any], origin: str, weight: float = 1.0) -> Example:
    """From a row of a set and what is said of it; both may be one."""
    article = Article(
        id=str(label["id"]),
        title=row.get("title") or "",
        text=row.get("text") or "",
        lang=row.get("lang") or "",
    )
    kinds = tuple(label.get("kinds") or [label["kind"]])
    return Example(
        article.id,
        origin,
        article,
        label["is_alert"],
        label["kind"],
        kinds,
        weight,
        full="severity" in label,
        severity=int(label.get("severity") or 0),
        actor=label.get("actor") or "",
        victim=label.get("victim") or "",
        countries=tuple(label.get("victim_country") or ()),
        sector=label.get("sector") or "",
    )


def own_labels() -> list[dict[str, Any]]:
    """Our readings of rows of the public sets, keyed by set and id; they hold no text. A later reading replaces a set's own."""
    text = (resources.files("bot.analysis") / "model" / LABELS).read_text(encoding="utf-8")
    made = []
    for line in text.splitlines()[1:]:
        name, row_id, alert, kinds, severity, actor, victim, countries, sector = [*line.split("\t"), *[""] * 4][:9]
        made.append(
            {
                "set": name,
                "id": row_id,
                "is_alert": _ALERT[alert],
                "kind": kinds.split(",")[0],
                "kinds": kinds.split(","),
                "severity": int(severity),
                "actor": actor,
                "victim": victim,
                "victim_country": [c for c in countries.split(",") if c],
                "sector": sector,
            }
        )
    return made


def examples(data: Path) -> list[Example]:
    """The labelled sets joined with their texts, easy negatives, our own texts. Raises `ValueError` if a set forbids training."""
    made = [example(r, r, "dev_gold", GOLD_WEIGHT) for r in rows_of(data / "dev_gold.jsonl.gz")]
    known = {e.id for e in made}
    labels = {str(x["id"]): x for x in (*rows_of(data / "dev_labels.jsonl.gz"), *own_labels()) if x["id"] not in known}
    sets = sorted({str(x["set"]) for x in labels.values()})
    if NEVER & set(sets):
        raise ValueError(f"not for training: {', '.join(sorted(NEVER & set(sets)))}")
    for name in sets:
        for row in rows_of(data / f"{name}.jsonl.gz"):
            label = labels.get(str(row["id"]))
            if label is not None and label["set"] == name:
                made.append(example(row, label, name, 1.0))
    return [*made, *_easy(data, {e.id for e in made}), *own_texts()]


def _easy(data: Path, known: set[str]) -> Iterator[Example]:
    """Every so many-th row of general news that its maker found no word of the trade in."""
    rows = [r for r in rows_of(data / f"{GENERAL}.jsonl.gz") if r.get("is_cyber") is False and r["id"] not in known]
    for lang, most in _EASY.items():
        mine = [r for r in rows if r.get("lang") == lang]
        for row in mine[:: max(len(mine) // most, 1)][:most]:
            yield example(row, {"id": row["id"], "is_alert": False, "kind": "not_cyber"}, "easy", _EASY_WEIGHT)


def own_texts() -> list[Example]:
    """Texts that we wrote about invented organisations: rare kinds, and the languages that the public sets hardly hold."""
    raw = (resources.files("bot.analysis") / "model" / "own_texts.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in raw.splitlines() if line.strip()]
    return [example(r, {"id": f"own-{i}", **r}, "own_texts", 1.0) for i, r in enumerate(rows)]


def unlabelled(data: Path, sets: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Title and beginning of every row of the sets, labelled or not: for learning which words keep the same company."""
    for name in sorted(sets):
        if name in NEVER:
            raise ValueError(f"not for training: {name}")
        for row in rows_of(data / f"{name}.jsonl.gz"):
            yield row.get("title") or "", (row.get("text") or "")[:_READ]


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
