"""One line of `tocsin parse`: the public batch contract for feed documents."""

from datetime import datetime
from typing import Any

from bot.domain.errors import Permanent
from bot.sources.feed.document import Document, DocumentEntry
from bot.sources.feed.parser import parse


def answer(name: str, data: bytes) -> dict[str, Any]:
    """`{file, ok, kind, title, link, entries, error}`, ready for JSON; times are ISO 8601 in UTC. Never raises."""
    try:
        document, error = parse(data), None
    except Permanent as failure:
        document, error = Document(kind=""), str(failure)
    return {
        "file": name,
        "ok": error is None,
        "kind": document.kind,
        "title": document.title,
        "link": document.link,
        "entries": [_entry(entry) for entry in document.entries],
        "error": error,
    }


def _entry(entry: DocumentEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "title": entry.title,
        "link": entry.link,
        "published": _time(entry.published),
        "updated": _time(entry.updated),
        "author": entry.author,
        "summary": entry.summary,
        "content": entry.content,
        "tags": list(entry.tags),
    }


def _time(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
