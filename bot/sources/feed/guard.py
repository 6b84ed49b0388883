"""What is refused before any parser sees it, in time and memory that grow with the size of the document at most.

An entity bomb needs entities that name entities, or one long entity named often; a theft needs an external one
(OWASP: XML External Entity Prevention). Feeds need none of these: HTML names and short texts are all that real ones declare.
"""

import re

from bot.domain.errors import Permanent
from bot.domain.reasons import FailReason

MAX_PROLOG = 65_536
"""Bytes before the root element that may be a comment or a document type."""
MAX_EXPANSION = 1_000_000
"""Bytes that all uses of a document's own entities may grow to."""
MAX_ENTITIES = 1_000
"""How many entities a document may declare: HTML itself names 253."""
MAX_SALVAGE = 8_000_000
"""Bytes of a broken document that are still worth reading: the tolerant parser takes seconds for each million."""
MAX_ATTRIBUTES = 1_000
"""How many attributes one tag of such a document may have."""
MAX_OPEN = 5_000
"""How many elements may be open at once in a document that only the tolerant parser can read."""

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_PROLOG = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_HTML = re.compile(rb"<!doctype\s+html\b|<html\b", re.IGNORECASE)
_FEED_TAG = re.compile(rb"<(?:rss|feed|rdf:RDF|channel|item|entry)[\s>]", re.IGNORECASE)
_DOCTYPE_END = re.compile(rb"\]\s*>")
_ENTITY = re.compile(rb"""<!ENTITY\s+(%\s+)?([^\s"'>]+)\s+(?:(SYSTEM|PUBLIC)\s+["']([^"']*)|"([^"]*)"|'([^']*)')""")
_NAMED = re.compile(rb"&(?!#|amp;|lt;|gt;|quot;|apos;)|%[A-Za-z]")
_W3C_ENTITIES = b"-//W3C//ENTITIES "
_TAG = re.compile(
    rb"<(/?)(?!(?:br|hr|img|input|link|meta|wbr|p|li|dt|dd|td|th|tr|option)[\s/>])[A-Za-z_][^<>]*?(/?)>", re.IGNORECASE
)
"""A tag of an element that must be closed: HTML lets authors leave the others open, and they do."""
_LONG_TAG = re.compile(rb"<[A-Za-z_][^<>]{4096,}")


def check(data: bytes) -> bytes:
    """The document without what may stand before it. Raises `Permanent`: EMPTY, NOT_A_FEED (a web page), UNSAFE_XML."""
    body = data.lstrip()
    if not body.strip(b"\0 \t\r\n") or body in _BOMS:
        raise Permanent(FailReason.EMPTY, "the document is empty")
    rest = _after_prolog(body)
    if _HTML.match(rest) and not _FEED_TAG.search(_ascii(body)):
        raise Permanent(FailReason.NOT_A_FEED, "a web page, not a feed")
    if has_doctype(body):
        _check_doctype(rest, _ascii(body))
    return body


def has_doctype(body: bytes) -> bool:
    """Whether a document type stands before the root: then the fast path leaves the document to the tolerant one."""
    return _after_prolog(body)[:9].upper() == b"<!DOCTYPE"


def check_shape(body: bytes) -> None:
    """Raises `Permanent` on what would cost the tolerant parser more than its length: UNSAFE_XML for a prolog, a tag or a
    nesting without end; MALFORMED for more than it could save in sensible time.
    """
    if len(body) > MAX_SALVAGE:
        raise Permanent(FailReason.MALFORMED, "broken, and too long to save anything")
    root = re.search(rb"<\w", body)
    if root and root.start() > MAX_PROLOG:
        raise Permanent(FailReason.UNSAFE_XML, "no element in the first 64 KiB")
    for tag in _LONG_TAG.finditer(body):
        if max(tag.group().count(b"="), len(tag.group().split())) > MAX_ATTRIBUTES:
            raise Permanent(FailReason.UNSAFE_XML, "a tag with attributes without end")
    if body.count(b"<") >= MAX_OPEN and _too_deep(body):
        raise Permanent(FailReason.UNSAFE_XML, "elements nested without end")


def _after_prolog(body: bytes) -> bytes:
    """What follows the comments and instructions at the beginning, as far as a prolog may reach."""
    head = _ascii(body[: 4 * MAX_PROLOG])
    prolog = _PROLOG.match(head)
    return head[prolog.end() :] if prolog else head


def _too_deep(body: bytes) -> bool:
    depth = 0
    for closing, empty in _TAG.findall(body):
        depth += -1 if closing else not empty
        if depth >= MAX_OPEN:
            return True
    return False


def _ascii(data: bytes) -> bytes:
    """The document with its ASCII characters as single bytes, whichever UTF it is written in: enough to find mark-up."""
    if data[:2] in _BOMS or b"\0" in data[:8]:
        data = data.replace(b"\0", b"").lstrip(b"\xff\xfe")
    return data.removeprefix(_BOMS[0]).lstrip()


def _check_doctype(doctype: bytes, body: bytes) -> None:
    end = _DOCTYPE_END.search(doctype)
    subset = doctype[: end.end()] if end else doctype
    declared = _ENTITY.findall(subset)
    if len(declared) > MAX_ENTITIES:
        raise Permanent(FailReason.UNSAFE_XML, "entities without end")
    grown = 0
    for parameter, name, external, public, double, single in declared:
        if external:
            if public.startswith(_W3C_ENTITIES):  # the names of HTML's characters: declared by old feeds, fetched by nobody
                continue
            raise Permanent(FailReason.UNSAFE_XML, "the document wants to read another one (external entity)")
        value = double or single
        if parameter or _NAMED.search(value):
            raise Permanent(FailReason.UNSAFE_XML, "entities made of entities (XML bomb)")
        grown += len(value) * body.count(b"&" + name + b";")
        if grown > MAX_EXPANSION:
            raise Permanent(FailReason.UNSAFE_XML, "entities that grow without measure (XML bomb)")
