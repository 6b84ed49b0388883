"""Reads the demo set as a stranger would: with feedparser and json, not with our own parsers, so that one checks the other."""

import json
import re
import tomllib
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import feedparser

DEMO = Path(__file__).parents[2] / "config" / "demo"
EXHIBITS = DEMO / "exhibits"


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of one document."""

    id: str
    title: str
    text: str
    url: str
    lang: str = ""


def sources() -> list[dict]:
    return tomllib.loads((DEMO / "sources.toml").read_text(encoding="utf-8"))["source"]


def expected() -> dict[tuple[str, str], dict]:
    items = tomllib.loads((DEMO / "expected.toml").read_text(encoding="utf-8"))["item"]
    return {(item["source"], item["entry"]): item for item in items}


def phases(source: str) -> list[Path]:
    return sorted(path for path in (EXHIBITS / source).iterdir() if path.stem.isdigit())


def whole_set() -> dict[tuple[str, str], Told]:
    """Every item of the set, from each source's last document."""
    found = {}
    for source in sources():
        paths = [max(phases(source["id"]))] if "url" in source else sorted((EXHIBITS / source["id"]).iterdir())
        for path in paths:
            for told in read(path):
                found[source["id"], told.id] = Told(told.id, told.title, told.text, told.url, source["lang"])
    return found


def read(path: Path) -> list[Told]:
    if path.suffix in (".txt", ".md"):
        return [Told(path.name, "", path.read_text(encoding="utf-8"), "")]
    if path.suffix == ".html":
        return []
    if path.suffix == ".json":
        return _json(json.loads(path.read_text(encoding="utf-8")))
    return [_entry(entry) for entry in feedparser.parse(path.read_bytes()).entries]


def _json(document: dict) -> list[Told]:
    if "vulnerabilities" in document:
        rows = document["vulnerabilities"]
        return [Told(r["cveID"], f"{r['cveID']}: {r['vulnerabilityName']}", r["shortDescription"], r["notes"]) for r in rows]
    return [Told(item["id"], item["title"], item["content_text"], item["url"]) for item in document["items"]]


def _entry(entry: feedparser.FeedParserDict) -> Told:
    text = entry.content[0].value if "content" in entry else entry.get("summary", "")
    plain = " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())
    return Told(entry.get("id") or entry.link, entry.title, plain, entry.link)
