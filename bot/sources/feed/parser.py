"""From the bytes of a feed document to a `Document`: the door of this package.

Two steps that a caller may run in different places: `parse_fast` is quick on anything and cannot hang; `parse_tolerant`
may take its time on hostile documents, so the bot runs it where it can be killed. Dates never decide what is new.
"""

from dataclasses import replace

from bot.sources.feed import fast, guard, jsonfeed, tolerant
from bot.sources.feed.document import Document, absolute


def parse(data: bytes, *, url: str = "", content_type: str = "") -> Document:
    """The document, links absolute against xml:base, else `url`. Raises `Permanent`: EMPTY, NOT_A_FEED, MALFORMED, UNSAFE_XML.

    A broken document gives what can be saved. `content_type` is the HTTP header, "" if there was none.
    """
    return parse_fast(data, url) or parse_tolerant(data, url, content_type)


def parse_fast(data: bytes, url: str = "") -> Document | None:
    """The document if it is an ordinary one; None where `parse_tolerant` must try. Raises as `parse`."""
    body = guard.check(data)
    if jsonfeed.looks_like_json(body):
        return _resolved(jsonfeed.read(body), url)
    document = None if guard.has_doctype(body) else fast.read(body, has_address=bool(url))
    return _resolved(document, url) if document else None


def parse_tolerant(data: bytes, url: str = "", content_type: str = "") -> Document:
    """The document, or what can be saved of it. Raises as `parse`."""
    body = guard.check(data)
    guard.check_shape(body)
    return _resolved(tolerant.read(body, content_type), url)


def _resolved(document: Document, url: str) -> Document:
    if not url:
        return document
    entries = tuple(
        entry if (link := absolute(url, entry.link)) == entry.link else replace(entry, link=link) for entry in document.entries
    )
    return replace(document, link=absolute(url, document.link), entries=entries)
