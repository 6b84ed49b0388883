"""Alerts as a file for other programs: CSV for spreadsheets, JSON lines for scripts, STIX 2.1 for threat-intelligence platforms."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from bot.domain.source import SourceInfo
from bot.domain.trace import Filed
from bot.present.escape import inert
from bot.present.stix import bundle

COLUMNS = (
    "id", "story", "title", "url", "source", "published", "fetched", "kind", "kinds", "severity", "probability", "lang", "actors",
    "victims", "victim_countries", "actor_countries", "sectors", "cves", "malware", "indicators", "attack_ids", "summary",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Form(StrEnum):
    """Of a file."""

    CSV = "csv"
    JSONL = "jsonl"
    STIX = "stix"


SUFFIX = {Form.CSV: "csv", Form.JSONL: "jsonl", Form.STIX: "json"}


def exported(form: Form, found: Sequence[Filed], sources: Mapping[str, SourceInfo]) -> bytes:
    """UTF-8; only what was judged is in it. `sources` say how far each may be passed on."""
    return _WRITE[form]([f for f in found if f.verdict], sources).encode("utf-8", "replace")


def _csv(found: Sequence[Filed], _: Mapping[str, SourceInfo]) -> str:
    out = io.StringIO()
    made = csv.writer(out)
    made.writerow(COLUMNS)
    made.writerows([_cell(value) for value in _row(filed).values()] for filed in found)
    return out.getvalue()


def _jsonl(found: Sequence[Filed], _: Mapping[str, SourceInfo]) -> str:
    return "".join(json.dumps(_row(filed), ensure_ascii=False) + "\n" for filed in found)


def _stix(found: Sequence[Filed], sources: Mapping[str, SourceInfo]) -> str:
    return json.dumps(bundle(found, sources), ensure_ascii=False, indent=1)


_WRITE: Mapping[Form, Callable[[Sequence[Filed], Mapping[str, SourceInfo]], str]] = {
    Form.CSV: _csv,
    Form.JSONL: _jsonl,
    Form.STIX: _stix,
}


def _row(filed: Filed) -> dict[str, object]:
    item, verdict = filed.item, filed.verdict
    if verdict is None:
        return {}
    values = (
        item.id,
        item.story_id or "",
        verdict.title or item.title,
        item.url,
        item.source_id,
        item.published.isoformat() if item.published else "",
        item.fetched_at.isoformat(),
        verdict.kind,
        list(verdict.kinds),
        verdict.severity,
        round(verdict.score, 4),
        verdict.lang,
        [a.canonical or a.name for a in verdict.actors],
        [v.name for v in verdict.victims],
        list(verdict.victim_countries),
        list(verdict.actor_countries),
        list(verdict.sectors),
        list(verdict.cves),
        [m.canonical or m.name for m in verdict.malware],
        [i.value for i in verdict.indicators],
        list(verdict.attack_ids),
        verdict.summary,
    )
    return dict(zip(COLUMNS, values, strict=True))


def _cell(value: object) -> object:
    """Lists with semicolons; and nothing that a spreadsheet would take for a formula (CWE-1236)."""
    if isinstance(value, int | float):
        return value
    text = inert("; ".join(map(str, value)) if isinstance(value, list) else str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text
