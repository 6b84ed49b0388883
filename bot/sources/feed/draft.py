"""A feed or an entry while the fast path reads it, and what each child element does to it.

Where elements repeat or contradict each other (two descriptions, a media title beside a title) the outcome is feedparser's,
so that a document reads the same by either path. Anything beyond that raises `Unusual`.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from html import escape
from urllib.parse import urljoin

from lxml import etree

from bot.sources.feed.dates import moment
from bot.sources.feed.names import CONTENT, DC, MEANINGFUL, MEDIA, RDF, XML, Element, short_name

_BASE = f"{{{XML}}}base"
_HTML_TYPES = frozenset(("text/html", "html", "application/xhtml+xml", "xhtml"))
_PLAIN_TYPES = frozenset(("text", "text/plain", "plain", "html", "text/html"))
_XHTML_TYPES = frozenset(("xhtml", "application/xhtml+xml"))
_C1 = re.compile("[\x80-\x9f]")
_BARE_ENTITY = re.compile(r"&(\w+);", re.ASCII)
_SLASHES = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)/+")


class Unusual(Exception):
    """The document holds something that only the tolerant path reads rightly."""


class Draft:
    """What is known so far. None means that no such element was met, which is not the same as an empty one."""

    __slots__ = (
        *("author", "base", "contents", "depth", "has_content", "id", "language", "link", "published", "summary"),
        *("summary_depth", "tags", "title", "titled", "unsure", "updated"),
    )

    def __init__(self, base: str) -> None:
        self.base = base
        self.depth = 0
        self.id = self.title = self.author = self.language = ""
        self.link: str | None = None
        self.titled = self.unsure = self.has_content = False
        self.published: datetime | None = None
        self.updated: datetime | None = None
        self.summary: str | None = None
        self.summary_depth: int | None = None
        self.contents: list[str] = []
        self.tags: list[str] = []


Handler = Callable[[Draft, Element], None]


def mended(text: str) -> str:
    """Text with the two commonest faults of encoding undone: UTF-8 taken for Latin-1, and Windows-1252 taken for Latin-1."""
    if text.isascii():
        return text
    with suppress(ValueError):  # the ordinary case: nothing to undo
        text = text.encode("latin-1").decode()
    return _C1.sub(_from_1252, text) if _C1.search(text) else text


def _from_1252(found: re.Match[str]) -> str:
    return found.group().encode("latin-1").decode("cp1252", "ignore") or found.group()


def joined(base: str, link: str) -> str:
    """A link against the xml:base in force, which is "" almost always."""
    if "///" in link:
        link = _SLASHES.sub(r"\1", link, count=1)
    if not base:
        return link
    try:
        return urljoin(base, link)
    except ValueError:
        return ""


def base_of(element: Element, outer: str) -> str:
    """The xml:base (RFC 4287, 2) in force at an element."""
    own = element.get(_BASE)
    return joined(outer, own) if own else outer


def words(element: Element) -> str:
    """The text of an element that may hold nothing else."""
    if len(element):
        raise Unusual
    return mended((element.text or "").strip())


def markup(element: Element) -> str:
    """The HTML of a text construct (RFC 4287, 3.1): its text, or what is inside its XHTML division."""
    kind = element.get("type")
    if kind is None:
        return words(element)
    kind = kind.lower()
    if element.get("mode") or (kind not in _PLAIN_TYPES and kind not in _XHTML_TYPES):
        raise Unusual
    return _inline(element) if kind in _XHTML_TYPES else words(element)


def _inline(element: Element) -> str:
    if len(element) != 1 or not str(element[0].tag).lower().endswith("}div") or (element.text or "").strip():
        raise Unusual
    division = element[0]
    for inner in division.iter():
        inner.tag = inner.tag.rpartition("}")[2]
    element.remove(division)  # away from the namespaces around it, which would be written out with every child
    etree.cleanup_namespaces(division)
    parts = [etree.tostring(child, encoding="unicode", method="html") for child in division]
    return mended((escape(division.text or "", quote=False) + "".join(parts)).strip())


def _title(draft: Draft, element: Element) -> None:
    if not draft.titled:
        draft.title = markup(element)
        draft.titled = bool(draft.title)


def _media_title(draft: Draft, _: Element) -> None:
    draft.unsure = draft.unsure or not draft.titled


def _prose(draft: Draft, element: Element) -> None:
    text = markup(element)
    if draft.summary is not None and not draft.has_content:
        draft.has_content = True
        draft.contents.append(text)
    elif draft.summary_depth is None or draft.depth <= draft.summary_depth:
        draft.summary = text
        draft.summary_depth = draft.depth


def _content(draft: Draft, element: Element) -> None:
    text = markup(element)
    draft.has_content = True
    draft.contents.append(text)
    if draft.summary is None:
        draft.summary = text


def _link(draft: Draft, element: Element) -> None:
    if element.keys():
        href = element.get("url") or element.get("uri") or element.get("href")
        if href:
            kind = (element.get("type") or "text/html").lower()
            if (element.get("rel") or "alternate").lower() == "alternate" and kind in _HTML_TYPES:
                draft.link = joined(base_of(element, draft.base), href)
            return
        if element.get("href") is not None:
            raise Unusual
    link = words(element)
    if "&" in link:
        link = _BARE_ENTITY.sub(r"&\1", link.replace("&amp;", "&"))
    draft.link = joined(base_of(element, draft.base), link) if link else ""


def _guid(draft: Draft, element: Element) -> None:
    draft.id = words(element)
    if any(name.lower() == "ispermalink" and value != "true" for name, value in element.items()):
        return
    if draft.id:
        draft.id = joined(base_of(element, draft.base), draft.id)
    if draft.link is None:
        draft.link = draft.id


def _when(element: Element) -> datetime | None:
    text = words(element)
    at = moment(text)
    if text and at is None:
        raise Unusual
    return at


def _published(draft: Draft, element: Element) -> None:
    draft.published = _when(element)


def _updated(draft: Draft, element: Element) -> None:
    draft.updated = _when(element)


def _author(draft: Draft, element: Element) -> None:
    if not len(element):
        draft.author = words(element)
        return
    known = {"name": "", "email": ""}
    for child in element:
        name = short_name(child)
        if name in known:
            known[name] = (child.text or "").strip()
        if len(child) or (name in MEANINGFUL and name not in {"name", "email", "uri", "url"}):
            raise Unusual
    name, email = known.values()
    draft.author = f"{name} ({email})" if name and email else name or email


def _category(draft: Draft, element: Element) -> None:
    draft.tags += (element.get("term") or "", words(element))


def _keywords(draft: Draft, element: Element) -> None:
    draft.tags += map(str.strip, words(element).split(","))


def _language(draft: Draft, element: Element) -> None:
    draft.language = words(element)


def _nothing(_: Draft, __: Element) -> None:
    """An element that says nothing about its parent, whatever is inside it."""


HANDLERS: Mapping[str, Handler] = {
    **dict.fromkeys(("title", "dc_title"), _title),
    **dict.fromkeys(("description", "dc_description", "media_description", "summary", "itunes_summary"), _prose),
    **dict.fromkeys(("content", "content_encoded"), _content),
    **dict.fromkeys(("guid", "id"), _guid),
    **dict.fromkeys(("pubdate", "published", "issued", "dcterms_issued"), _published),
    **dict.fromkeys(("updated", "modified", "lastbuilddate", "dc_date", "dcterms_modified"), _updated),
    **dict.fromkeys(("author", "dc_author", "dc_creator", "itunes_author", "managingeditor"), _author),
    **dict.fromkeys(("category", "dc_subject", "media_category"), _category),
    **dict.fromkeys(("media_keywords", "itunes_keywords"), _keywords),
    **dict.fromkeys(("language", "dc_language"), _language),
    **dict.fromkeys(("source", "contributor", "itunes_owner"), _nothing),
    "link": _link,
    "media_title": _media_title,
}
"""What each child of an entry does, by short name."""

ABOUT = f"{{{RDF}}}about"
LANG = f"{{{XML}}}lang"
SPELLINGS: Mapping[str, str] = {
    "pubDate": "pubdate",
    "lastBuildDate": "lastbuilddate",
    "managingEditor": "managingeditor",
    f"{{{DC}}}creator": "dc_creator",
    f"{{{DC}}}date": "dc_date",
    f"{{{DC}}}subject": "dc_subject",
    f"{{{CONTENT}}}encoded": "content_encoded",
    f"{{{MEDIA}}}title": "media_title",
    f"{{{MEDIA}}}description": "media_description",
}
"""Tags met in most feeds, so that their short names need not be worked out."""
