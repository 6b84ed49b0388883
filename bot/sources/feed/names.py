"""Which element is which: one short name per element, whatever prefix or namespace address a feed gave it.

`pubdate`, `dc_creator`, `media_title`: the names of feedparser's handlers, so that the fast path can tell whether an element
that it does not read would mean something to the tolerant one. Namespace addresses are those of the formats' own documents.
"""

from typing import Any, TypeAlias

Element: TypeAlias = Any
"""An lxml element: the library ships no types, and its class is private."""

ATOM = "http://www.w3.org/2005/Atom"
RSS10 = "http://purl.org/rss/1.0/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = "http://www.w3.org/XML/1998/namespace"
DC = "http://purl.org/dc/elements/1.1/"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
MEDIA = "http://search.yahoo.com/mrss/"

_PREFIXES = {
    "": "",
    ATOM.lower(): "",
    RSS10: "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/modules/rss091#": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    DC: "dc",
    "http://purl.org/dc/terms/": "dcterms",
    CONTENT: "content",
    MEDIA: "media",
    MEDIA.rstrip("/"): "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
}

MEANINGFUL = frozenset(
    """rss feed channel item entry title link description summary abstract content body fullitem guid id author managingeditor
    name email url uri homepage published issued pubdate updated modified lastbuilddate category keywords tags language source
    image textinput contributor svg xhtml_body xhtml_svg content_encoded dc_title dc_description dc_author dc_creator dc_date
    dc_language dc_subject dcterms_issued dcterms_modified media_title media_description media_category media_keywords
    media_group media_content itunes_summary itunes_author itunes_name itunes_email itunes_owner itunes_category itunes_keywords
    """.split()  # noqa: SIM905 - sixty names read better as lines of words
)
"""Elements that change what is read of a feed or an entry, wherever they stand inside it."""


def short_name(element: Element) -> str:
    """For example `dc_creator`; with ":" in it where the prefix was never declared."""
    tag: str = element.tag
    if tag[0] != "{":
        return tag.lower()
    namespace, _, local = tag[1:].partition("}")
    prefix = _PREFIXES.get(namespace.lower())
    if prefix is None:
        prefix = "" if "backend.userland.com/rss" in namespace.lower() else (element.prefix or "").lower()
    return f"{prefix}_{local.lower()}" if prefix else local.lower()
