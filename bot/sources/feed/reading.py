"""From a document to what the bot keeps of it: plain text, one language code, UTC times.

Both functions are top-level and speak in values that pickle, because they run in other threads and processes.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.item import Entry
from bot.sources.feed.document import Document, DocumentEntry
from bot.sources.feed.parser import parse_fast, parse_tolerant
from bot.sources.feed.text import plain_text, plain_title

_WEB = ("http://", "https://")
_MAX_ID = 2000
_MAX_NAME = 200
_MAX_TAGS = 50
_PLAINLY_LONGER = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """The entries of one document, as listed, and how long it stays fresh by its own word."""

    entries: tuple[Entry, ...]
    ttl: timedelta | None


def read_fast(data: bytes, url: str, language: str) -> Reading | None:
    """The ordinary document read; None where `read_tolerant` must try. Raises as `parser.parse`."""
    document = parse_fast(data, url)
    return _reading(document, language) if document else None


def read_tolerant(data: bytes, url: str, content_type: str, language: str) -> Reading:
    """What can be saved of any document. Raises as `parser.parse`."""
    return _reading(parse_tolerant(data, url, content_type), language)


def _reading(document: Document, language: str) -> Reading:
    fallback = language or language_code(document.language)
    entries = [_entry(entry, fallback) for entry in document.entries]
    addresses: dict[str, set[str]] = {}
    for entry in entries:
        addresses.setdefault(entry.id, set()).add(entry.url)
    return Reading(tuple(_told_apart(e, addresses[e.id]) for e in entries), document.ttl)


def _told_apart(entry: Entry, addresses: Collection[str]) -> Entry:
    """Some publishers give every entry the same id: where its addresses differ they are told apart by them, so none is lost."""
    return replace(entry, id=f"{entry.id}#{entry.url}"[:_MAX_ID]) if len(addresses) > 1 else entry


def _entry(entry: DocumentEntry, language: str) -> Entry:
    return Entry(
        id=entry.id[:_MAX_ID],
        title=plain_title(entry.title),
        text=_longer_text(entry.content, entry.summary),
        url=entry.link if entry.link.lower().startswith(_WEB) else "",
        published=entry.published or entry.updated,
        updated=entry.updated,
        author=plain_title(entry.author)[:_MAX_NAME],
        tags=tuple(tag[:_MAX_NAME] for tag in entry.tags[:_MAX_TAGS]),
        lang=language_code(entry.language) or language,
    )


def _longer_text(content: str, summary: str) -> str:
    """The text of whichever says more; where one is so much longer that mark-up cannot explain it, only that one is read."""
    if len(content) > _PLAINLY_LONGER * len(summary) and (text := plain_text(content)):
        return text
    if not content or content == summary:
        return plain_text(summary)
    return max(plain_text(content), plain_text(summary), key=len)


def language_code(tag: str) -> str:
    """ISO 639-1 out of a language tag (RFC 5646: "en-US", "pt_BR"); "" for what is none."""
    code = tag.strip().replace("_", "-").partition("-")[0].lower()
    return code if len(code) == len("en") and code.isascii() and code.isalpha() else ""
