"""Lists of feeds as OPML, in and out: how people bring their sources along and take them away.

Reading is lenient (any version, any case of attribute names, folders in folders, text before the document, bare ampersands)
and safe: no entity is resolved and no external file is read. Writing is OPML 2.0 (http://opml.org/spec2.opml).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from bot.domain.errors import Permanent
from bot.domain.reasons import FailReason

MAX_BYTES = 10_000_000

_BARE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-f]{1,6});)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed. `folder` is the path of the folders around it, joined by "/"; "" where there is none."""

    title: str
    xml_url: str
    html_url: str = ""
    folder: str = ""


def read(data: bytes) -> list[Outline]:
    """The feeds in document order, each address once. Raises `Permanent`: TOO_LARGE, EMPTY, UNSAFE_XML or MALFORMED."""
    if len(data) > MAX_BYTES:
        raise Permanent(FailReason.TOO_LARGE, f"the OPML file is larger than {MAX_BYTES // 1_000_000} MB")
    if not data.strip():
        raise Permanent(FailReason.EMPTY, "the OPML file is empty")
    if re.search(rb"<!ENTITY", data, re.IGNORECASE):
        raise Permanent(FailReason.UNSAFE_XML, "the OPML file declares entities")
    body = _body(data)
    found: dict[str, Outline] = {}
    pending: list[tuple[etree._Element, tuple[str, ...]]] = [(x, ()) for x in reversed(list(body)) if _is_outline(x)]
    while pending:
        node, folders = pending.pop()
        facts = {str(k).lower(): " ".join(str(v).split()) for k, v in node.attrib.items()}
        title = facts.get("title") or facts.get("text", "")
        address = facts.get("xmlurl", "")
        if address:
            found.setdefault(address, Outline(title or address, address, facts.get("htmlurl", ""), "/".join(folders)))
        inside = folders if address or not title else (*folders, title.replace("/", "-"))
        pending += [(x, inside) for x in reversed(list(node)) if _is_outline(x)]
    return list(found.values())


def write(outlines: Iterable[Outline], title: str) -> bytes:
    """An OPML 2.0 document, UTF-8; feeds stand in their folders, both in the order of first mention."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _plain(title)
    body = etree.SubElement(root, "body")
    places: dict[tuple[str, ...], etree._Element] = {(): body}
    for outline in outlines:
        place = body
        path: tuple[str, ...] = ()
        for folder in filter(None, _plain(outline.folder).split("/")):
            path = (*path, folder)
            if path not in places:
                places[path] = etree.SubElement(place, "outline", text=folder, title=folder)
            place = places[path]
        facts = {
            "type": "rss",
            "text": outline.title,
            "title": outline.title,
            "xmlUrl": outline.xml_url,
            "htmlUrl": outline.html_url,
        }
        etree.SubElement(place, "outline", {k: _plain(v) for k, v in facts.items() if v})
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _body(data: bytes) -> etree._Element:
    """The element that holds the outlines."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(_mended(data), parser)
    except (etree.LxmlError, ValueError) as error:
        raise Permanent(FailReason.MALFORMED, f"the OPML file is not XML: {error}") from error
    if root is None or _name(root) != "opml":
        kind = "nothing" if root is None else f"<{_name(root)}>"
        raise Permanent(FailReason.MALFORMED, f"not an OPML file: it holds {kind}, not <opml>")
    return next((x for x in root if _name(x) == "body"), root)


def _mended(data: bytes) -> bytes:
    """Without what stands before the first tag, and with bare ampersands escaped: addresses are full of them. Two-byte
    encodings, which hold zeros, stay as they are.
    """
    if b"\0" in data[:100]:
        return data
    return _BARE_AMPERSAND.sub(b"&amp;", data[max(data.find(b"<"), 0) :])


def _name(node: etree._Element) -> str:
    return etree.QName(node).localname.lower() if isinstance(node.tag, str) else ""


def _is_outline(node: etree._Element) -> bool:
    return _name(node) == "outline"


def _plain(text: str) -> str:
    """What XML 1.0 can carry (section 2.2), white space collapsed as readers do."""
    return " ".join(re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text).split())
