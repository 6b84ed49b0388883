"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from bot.domain.errors import Permanent
from bot.domain.reasons import FailReason
from bot.sources.feed.dates import moment
from bot.sources.feed.document import MAX_ENTRIES, MAX_MARKUP, Document, DocumentEntry, printable, with_ids


def looks_like_json(body: bytes) -> bool:
    """Whether the first character of the document opens a JSON object."""
    return body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def read(body: bytes) -> Document:
    """The document. Raises `Permanent`: MALFORMED (no JSON), NOT_A_FEED (some other JSON)."""
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise Permanent(FailReason.MALFORMED, f"not valid JSON: {str(error)[:100]}") from error
    items = feed.get("items")
    version = _text(feed, "version")
    if not isinstance(items, list) or not ("jsonfeed.org" in version or "title" in feed):
        raise Permanent(FailReason.NOT_A_FEED, "JSON, but not a JSON Feed")
    return Document(
        kind="json10" if version.endswith("/1") else "json11",
        title=_text(feed, "title"),
        link=_text(feed, "home_page_url"),
        language=_text(feed, "language"),
        entries=with_ids([_entry(item) for item in items[:MAX_ENTRIES] if isinstance(item, dict)]),
    )


def _entry(item: Mapping[str, Any]) -> DocumentEntry:
    return DocumentEntry(
        id=_text(item, "id"),
        title=_text(item, "title"),
        link=_text(item, "url") or _text(item, "external_url"),
        published=moment(_text(item, "date_published")),
        updated=moment(_text(item, "date_modified")),
        author=_author(item),
        summary=escape(_text(item, "summary"), quote=False)[:MAX_MARKUP],
        content=(_text(item, "content_html") or escape(_text(item, "content_text"), quote=False))[:MAX_MARKUP],
        tags=_tags(item),
        language=_text(item, "language"),
    )


def _text(record: Mapping[str, Any], key: str) -> str:
    """A string; numbers too, because many write ids as such; "" for anything else."""
    value = record.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    try:
        return printable(str(value)).encode("utf-8", "replace").decode().strip()  # half a surrogate pair cannot be stored
    except ValueError:  # an integer of more digits than Python will print
        return ""


def _author(item: Mapping[str, Any]) -> str:
    listed = item.get("authors")
    authors = listed if isinstance(listed, list) else [item.get("author")]
    return ", ".join(filter(None, (_text(author, "name") for author in authors if isinstance(author, dict))))


def _tags(item: Mapping[str, Any]) -> tuple[str, ...]:
    tags = item.get("tags")
    return (
        tuple(dict.fromkeys(tag.strip() for tag in tags if isinstance(tag, str) and tag.strip()))
        if isinstance(tags, list)
        else ()
    )
