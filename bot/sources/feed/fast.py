"""The fast path: ordinary, well-formed RSS 2.0 and its elder brothers, RSS 1.0 and Atom 1.0, by lxml.

Reads a document of 20 entries about fifteen times as fast as feedparser and gives the same answer; whatever it is not
sure to read the same, it leaves alone (`None`). No entity is resolved, no document type read, nothing fetched; libxml2's
own limits (256 levels, 10 MB of text in one place) stay on.
"""

from collections.abc import Callable
from datetime import timedelta

from lxml import etree

from bot.sources.feed.document import MAX_ENTRIES, MAX_MARKUP, Document, DocumentEntry, with_ids
from bot.sources.feed.draft import ABOUT, HANDLERS, LANG, SPELLINGS, Draft, Handler, Unusual, base_of
from bot.sources.feed.names import ATOM, MEANINGFUL, RDF, RSS10, Element, short_name

_RSS_KINDS = {"0.91": "rss091u", "0.92": "rss092", "0.93": "rss093", "0.94": "rss094"}
_FEED_READS = frozenset(("title", "dc_title", "link", "guid", "id", "language", "dc_language"))
_FEED_SKIPS = frozenset(("author", "contributor", "managingeditor", "itunes_owner", "itunes_category", "source"))
_PICTURES = frozenset(("image", "textinput"))
_IN_PICTURES = frozenset(("title", "link", "description", "name", "url", "width", "height"))
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}


def read(body: bytes, *, has_address: bool = False) -> Document | None:
    """The document, or None where the tolerant path must try. `body` begins with the first character of the mark-up.

    `has_address`: somebody will resolve what stays relative; else the last xml:base met serves for it, as in feedparser.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(body, parser)
        return _Reader(root, has_address=has_address).document()
    except (etree.XMLSyntaxError, Unusual):
        return None


def freshness(ttl: str, period: str, frequency: str) -> timedelta | None:
    """RSS 2.0 `ttl` (minutes), else `sy:updatePeriod` divided by `sy:updateFrequency`; None where neither makes sense."""
    if ttl.isdecimal() and len(ttl) < 7:  # noqa: PLR2004 - seven digits of minutes are two years
        return timedelta(minutes=int(ttl)) or None
    hours = _PERIODS.get(period.strip().lower())
    if hours is None:
        return None
    times = int(frequency) if frequency.isdecimal() and len(frequency) < 7 else 1  # noqa: PLR2004 - as above
    return timedelta(hours=hours) / max(times, 1)


class _Reader:
    """One document. Every tag is looked up once and remembered for the rest of it."""

    def __init__(self, root: Element, *, has_address: bool) -> None:
        self._root = root
        self._has_address = has_address
        self._known: dict[str, Handler] = {}
        self._feed = Draft(base_of(root, ""))
        self._entries: list[DocumentEntry] = []
        self._clock = {"ttl": "", "sy_updateperiod": "", "sy_updatefrequency": ""}

    def document(self) -> Document:
        """The whole document. Raises `Unusual`."""
        kind = self._shape()
        feed = self._feed
        return Document(
            kind=kind,
            title=feed.title,
            link=feed.link or "",
            ttl=freshness(*self._clock.values()),
            language=feed.language or self._root.get(LANG) or "",
            entries=with_ids(self._entries),
        )

    def _shape(self) -> str:
        root = self._root
        if root.tag == "rss":
            if len(root) != 1 or short_name(root[0]) != "channel":
                raise Unusual
            self._parts(root[0])
            version = root.get("version") or ""
            return "rss20" if version.startswith("2.") else _RSS_KINDS.get(version, "rss")
        if root.tag == f"{{{ATOM}}}feed":
            self._parts(root)
            return "atom10"
        if root.tag == f"{{{RDF}}}RDF" and RSS10 in root.nsmap.values():
            self._parts(root)
            return "rss10"
        raise Unusual

    def _parts(self, parent: Element) -> None:
        outer = self._feed.base
        self._feed.base = base_of(parent, outer)
        for child in parent:
            name = SPELLINGS.get(child.tag) or short_name(child)
            if name in {"item", "entry"}:
                if len(self._entries) < MAX_ENTRIES:
                    self._entries.append(self._entry(child))
            elif name in _FEED_READS:
                HANDLERS[name](self._feed, child)
            elif name in self._clock:
                self._clock[name] = (child.text or "").strip()
            elif name == "channel" and parent is self._root:
                self._parts(child)
            elif name in _PICTURES:
                _only(child, lambda inner: inner in _IN_PICTURES)
            elif len(child) and name not in _FEED_SKIPS:
                _only(child, lambda inner: inner not in MEANINGFUL)
            elif ":" in name:
                raise Unusual
        self._feed.base = outer

    def _entry(self, element: Element) -> DocumentEntry:
        draft = Draft(base_of(element, self._feed.base))
        if not self._has_address:
            self._feed.base = self._feed.base or draft.base
        draft.id = element.get(ABOUT) or ""
        draft.language = element.get(LANG) or ""
        self._children(draft, element)
        if draft.unsure and not draft.titled:
            raise Unusual
        return DocumentEntry(
            id=draft.id,
            title=draft.title,
            link=draft.link or "",
            published=draft.published,
            updated=draft.updated,
            author=draft.author,
            summary=(draft.summary or "")[:MAX_MARKUP],
            content=draft.contents[0][:MAX_MARKUP] if draft.contents else "",
            tags=tuple(dict.fromkeys(filter(None, draft.tags))),
            language=draft.language,
        )

    def _children(self, draft: Draft, element: Element) -> None:
        known = self._known
        for child in element:
            handler = known.get(child.tag)
            if handler is None:
                handler = known[child.tag] = self._learn(child)
            handler(draft, child)

    def _learn(self, element: Element) -> Handler:
        name = SPELLINGS.get(element.tag) or short_name(element)
        if name in {"media_group", "media_content"}:
            return self._nested
        if name in _PICTURES:
            return _childless
        handler = HANDLERS.get(name)
        if handler is not None:
            return handler
        if name in MEANINGFUL or ":" in name:
            raise Unusual
        return _ignored

    def _nested(self, draft: Draft, element: Element) -> None:
        draft.depth += 1
        self._children(draft, element)
        draft.depth -= 1


def _ignored(_: Draft, element: Element) -> None:
    if len(element):
        _only(element, lambda inner: inner not in MEANINGFUL)


def _childless(_: Draft, element: Element) -> None:
    if len(element):
        raise Unusual


def _only(element: Element, allowed: Callable[[str], bool]) -> None:
    for inner in element.iterdescendants():
        if not allowed(short_name(inner)):
            raise Unusual
