"""The tolerant path: feedparser, for documents that are broken, old or odd. Its answers set the measure for the fast path.

feedparser is handed bytes in memory only: given a string or a name it would open files and addresses.
"""

import io
import re
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from xml.sax import SAXException

import feedparser

from bot.domain.errors import Permanent
from bot.domain.reasons import FailReason
from bot.sources.feed.document import MAX_ENTRIES, MAX_MARKUP, Document, DocumentEntry, printable, with_ids
from bot.sources.feed.fast import freshness
from bot.sources.feed.guard import has_doctype

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}encoding", re.IGNORECASE)
_DECLARED_UTF8 = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']utf-?8[\"']", re.IGNORECASE)
_OWN_LINE = re.compile(rb"(?<!\n)(?=<!(?:DOCTYPE|ENTITY)\b)")
"""Where a declaration does not begin a line, as feedparser expects that it does."""
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_REFERENCE = re.compile(rb"&#(?:0*(\d{5,})|[xX]0*([0-9A-Fa-f]{4,}));")
_CHANNEL = re.compile(rb"<channel[\s>]", re.IGNORECASE)
_SURROGATES = range(0xD800, 0xE000)
_GOOD_PER_BAD = 4
"""How many right characters outside ASCII a document needs per wrong byte to be taken for damaged UTF-8."""
_LEAKS = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError, SAXException)
"""What feedparser has been seen to let out on documents that are noise."""


def read(body: bytes, content_type: str = "") -> Document:
    """What can be saved. Raises `Permanent`: NOT_A_FEED (no sign of one), MALFORMED (one that cannot be read at all)."""
    if has_doctype(body):
        body = _OWN_LINE.sub(b"\n", body)
    body, headers = _with_encoding(_REFERENCE.sub(_possible, body), content_type)
    try:
        parsed = feedparser.parse(io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
        document = _document(parsed)
    except _LEAKS as error:
        raise Permanent(FailReason.MALFORMED, f"cannot be read: {type(error).__name__}") from error
    if document.entries or document.kind or ((document.title or document.link) and _CHANNEL.search(body)):
        return document
    trouble = str(parsed.get("bozo_exception") or "").partition("\n")[0][:120]
    if trouble and re.search(rb"<(rss|feed|rdf:RDF|channel)\b", body[:4096], re.IGNORECASE):
        raise Permanent(FailReason.MALFORMED, trouble)
    raise Permanent(FailReason.NOT_A_FEED, trouble or "no feed format known to us")


def _possible(found: re.Match[bytes]) -> bytes:
    """A character reference, or the replacement character for one that is none (XML 1.0, 4.1), on which feedparser fails."""
    decimal, digits = found.groups()
    if len(decimal or digits) <= len("1114111"):
        number = int(decimal) if decimal else int(digits, 16)
        if number <= sys.maxunicode and number not in _SURROGATES:
            return found.group()
    return b"&#xFFFD;"


def _with_encoding(body: bytes, content_type: str) -> tuple[bytes, dict[str, str]]:
    """The bytes, and the header that tells feedparser their encoding where the document does not.

    The document's own word goes before the server's (which is often a default that nobody chose), and a few wrong bytes
    do not turn a UTF-8 document into Windows-1252.
    """
    try:
        body.decode()
    except UnicodeDecodeError:
        pass
    else:
        return body, {}
    declared = _DECLARED.match(body)
    charset = _CHARSET.search(content_type)
    if charset and not declared:
        return body, {"content-type": f"application/xml; charset={charset.group(1)}"}
    if declared and not _DECLARED_UTF8.match(body):
        return body, {}
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for c in text if c > "\x7f") - bad
    return (text.encode() if good >= _GOOD_PER_BAD * bad else body), {}


def _document(parsed: Mapping[str, Any]) -> Document:
    feed = parsed["feed"]
    language = _text(feed, "language")
    return Document(
        kind=str(parsed.get("version") or ""),
        title=_text(feed, "title"),
        link=_text(feed, "link"),
        ttl=freshness(_text(feed, "ttl"), _text(feed, "sy_updateperiod"), _text(feed, "sy_updatefrequency")),
        language=language,
        entries=with_ids([_entry(entry, language) for entry in parsed["entries"][:MAX_ENTRIES]]),
    )


def _entry(entry: Mapping[str, Any], feed_language: str) -> DocumentEntry:
    contents = _plain(entry, "content") or [{}]
    language = _text(entry, "language") or _text(_plain(entry, "title_detail") or {}, "language")
    return DocumentEntry(
        id=_text(entry, "id"),
        title=_text(entry, "title"),
        link=_text(entry, "link"),
        published=_time(_plain(entry, "published_parsed")),
        updated=_time(_plain(entry, "updated_parsed")),
        author=_text(entry, "author"),
        summary=_text(entry, "summary")[:MAX_MARKUP],
        content=_text(contents[0], "value")[:MAX_MARKUP],
        tags=tuple(dict.fromkeys(filter(None, (_text(tag, "term") for tag in _plain(entry, "tags") or ())))),
        language="" if language == feed_language else language,
    )


def _plain(record: Mapping[str, Any], key: str) -> Any:
    """A value that is really there: feedparser's dictionary answers some absent keys with others, and warns."""
    return record[key] if key in record.keys() else None  # noqa: SIM118 - `in` alone answers for the absent keys too


def _text(record: Mapping[str, Any], key: str) -> str:
    value = _plain(record, key)
    return printable(value).encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _time(parsed: time.struct_time | None) -> datetime | None:
    if parsed is None:
        return None
    try:
        return datetime(*parsed[:5], min(parsed[5], 59), tzinfo=UTC)
    except ValueError:
        return None
