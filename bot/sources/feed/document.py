"""A feed document as read, before anybody judges it: HTML stays HTML, nothing is translated."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urljoin

MAX_ENTRIES = 10_000
"""The most entries taken from one document: far above any real feed; a poll that meets more says so in the log."""
MAX_MARKUP = 500_000
"""Characters kept of one summary or content."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HAS_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """One entry. Times are aware UTC; `summary` and `content` are HTML as given, capped; `language` only if its own."""

    id: str
    title: str = ""
    link: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    author: str = ""
    summary: str = ""
    content: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole feed. `kind` names format and version ("rss20", "atom10", "rss10", "json11", ...), "" if it gave none."""

    kind: str
    title: str = ""
    link: str = ""
    ttl: timedelta | None = None
    """How long the publisher says the document stays fresh (RSS `ttl`, RSS 1.0 syndication module)."""
    language: str = ""
    entries: tuple[DocumentEntry, ...] = ()


def absolute(base: str, link: str) -> str:
    """A link made absolute; "" if it cannot be one. A link with a scheme of its own stays as the publisher wrote it."""
    if not base or not link or _HAS_SCHEME.match(link):
        return link
    try:
        return urljoin(base, link)
    except ValueError:
        return ""


def printable(text: str) -> str:
    """Without the control characters that XML 1.0 forbids and that only broken documents carry."""
    return _CONTROLS.sub("", text) if _CONTROLS.search(text) else text


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def _derived_id(entry: DocumentEntry, links: Counter[str]) -> str:
    """An id for an entry that came without: its link, unless several entries share it; else a digest of what it says."""
    if entry.link and links[entry.link] == 1:
        return entry.link
    when = entry.published.isoformat() if entry.published else ""
    digest = _digest(entry.title, when, entry.summary or entry.content)
    return f"{entry.link}#{digest}" if entry.link else digest


def with_ids(entries: Sequence[DocumentEntry]) -> tuple[DocumentEntry, ...]:
    """Every entry named, the same way at every poll. Ids that publishers gave are left alone, repeated or not."""
    if all(entry.id for entry in entries):
        return tuple(entries)
    links = Counter(entry.link for entry in entries if not entry.id)
    return tuple(entry if entry.id else replace(entry, id=_derived_id(entry, links)) for entry in entries)
