"""Sources as text for `sources.toml`: what an import from another reader turns into."""

import re
import unicodedata
from collections.abc import Iterable

from bot.analysis.opml import Outline
from bot.settings.faults import example


def source_entries(outlines: Iterable[Outline]) -> str:
    """One `[[source]]` table per feed, ids made from titles and unique; country, publisher and grade are left to a person."""
    taken: set[str] = set()
    return "\n".join(_entry(o, fresh_id(o.title or o.xml_url, taken)) for o in outlines)


def _entry(outline: Outline, source_id: str) -> str:
    lines = ["[[source]]", f"id = {example(source_id)}", f"name = {example(outline.title or source_id)}", 'kind = "feed"']
    return "\n".join([*lines, f"url = {example(outline.xml_url)}", 'publisher = "press"', 'grade = "F"', ""])


def fresh_id(title: str, taken: set[str]) -> str:
    """Lower-case ASCII words with dashes; a number is added to what is taken, and the id is taken from then on."""
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", ascii_only.casefold()).strip("-")[:48].strip("-") or "feed"
    found, number = base, 2
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    taken.add(found)
    return found
