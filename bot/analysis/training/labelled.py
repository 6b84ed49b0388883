"""A labelled file of anybody's: JSON lines, packed or not, in the shape of dev_gold or of our golden cases."""

import gzip
import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.analysis.training.examples import Example, example

_TEXTS = ("title", "text", "lang", "kind", "actor", "victim", "sector")
_LISTS = ("kinds", "victim_country")
_WANTED = {"actors": "actor", "victims": "victim"}
_MOST = 4


def labelled(path: Path) -> list[Example]:
    """Every row. Raises `OSError`, or `ValueError` that names the line."""
    raw = path.read_bytes()
    try:
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    except (UnicodeDecodeError, EOFError, zlib.error) as error:
        raise ValueError(f"not UTF-8 text, packed or plain: {error}") from error
    rows = [_row(number, line, path.stem) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not rows:
        raise ValueError("no rows in it")
    return rows


def _row(number: int, line: str, origin: str) -> Example:
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"line {number} is not JSON: {error}") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("is_alert", 0), bool | None):
        raise ValueError(  # noqa: TRY004 - what is wrong is a file's line, not a caller's argument
            f"line {number} is not an object whose is_alert is true, false or null"
        )
    label = {"id": str(number), "kind": "", **raw, **_wanted(raw.get("want"))}
    wrong = [k for k in _TEXTS if not isinstance(label.get(k) or "", str)]
    wrong += [k for k in _LISTS if not _strings(label.get(k) or [])]
    if type(label.get("severity") or 0) is not int or not 0 <= (label.get("severity") or 0) <= _MOST:
        wrong.append("severity")
    if wrong:
        raise ValueError(f"line {number}: {', '.join(wrong)} is not of the shape that docs/how-to/train.md gives")
    return example(label, {**label, "kind": label["kind"] or ""}, origin)


def _wanted(want: Any) -> Mapping[str, Any]:
    """What a golden case wants of a verdict, as labels; lists of names become one text."""
    if not isinstance(want, dict):
        return {}
    made: dict[str, Any] = {}
    for ours, theirs in _WANTED.items():
        made |= {theirs: "; ".join(map(str, want[ours]))} if ours in want else {}
    made |= {"victim_country": want["victim_countries"]} if "victim_countries" in want else {}
    made |= {"sector": want["sectors"][0]} if want.get("sectors") else {}
    return made


def _strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(x, str) for x in value)
