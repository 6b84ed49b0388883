"""`sources.added.toml`: sources that people added while Tocsin ran. It stands beside `sources.toml`, which stays theirs to write: a row
there of the same id takes the place of the one here, so whoever wants to keep a source in their own hand copies it over.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.settings.faults import Faults
from bot.settings.folder import ADDED
from bot.settings.reading import read_toml, toml_of
from bot.settings.rows import check_top

SOURCES = "sources.toml"
HEAD = "# Sources that were added with /sources. A source of the same id in sources.toml takes its place.\n"


def with_added(raw: dict[str, Any] | None, folder: Path, text: str | None, faults: Faults) -> dict[str, Any] | None:
    """The document of `sources.toml` with the rows of the other file behind its own; `text` stands in for that file."""
    path = folder / ADDED
    if raw is None or (text is None and not path.is_file()):
        return raw
    more = toml_of(text, ADDED, faults) if text is not None else read_toml(path, ADDED, faults)
    own, added = raw.get("source", []), (more or {}).get("source", [])
    check_top(more or {}, ("source",), ADDED, faults)
    if not isinstance(own, list) or not isinstance(added, list):
        return raw
    ids = {row.get("id") for row in own if isinstance(row, Mapping)}
    more_rows = [row for row in added if not (isinstance(row, Mapping) and row.get("id") in ids)]
    for row in more_rows:
        if isinstance(row, Mapping) and isinstance(row.get("id"), str):
            faults.own(SOURCES, f'source "{row["id"]}"', ADDED)
    return {**raw, "source": [*own, *more_rows]}
