"""The main text of an HTML page, with its title, date and language. trafilatura's one home.

Import this only where pages are read: trafilatura takes a third of a second to load. Call it in a process that may be
killed (`Workers.heavy`): input is untrusted and lxml cannot be interrupted.

Settings are those that measured best on trafilatura's own evaluation pages: no comments, tables kept, the balanced mode,
a second try for recall when little was found, then our own cut of what stands around an article. `tests` hold the bounds.
"""

import codecs
import copy
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

import trafilatura
from lxml import etree
from lxml.html import HtmlElement
from trafilatura.metadata import extract_metadata
from trafilatura.utils import load_html

from bot.analysis.boilerplate import article_text

MAX_CHARS = 2_000_000
"""Of markup; a longer page is read up to here."""

MAX_NODES = 60_000
"""A page with more elements is read by the plain method only: the careful one takes time by the square."""

_SHORT = 250
"""Characters; less than this asks for a second try."""

_CLEARLY_MORE = 1.5
"""A second try must find this many times as much to be believed."""

_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "iso8859-9": "cp1254"}
"""What browsers read instead (WHATWG Encoding Standard, section 4.2)."""

_PUBLISHED_META = (
    "//meta[@property='article:published_time' or @name='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//meta[translate(@name,'DCTERMSIUPA','dctermsiupa')='dcterms.issued' or @name='parsely-pub-date' or @name='pubdate']/@content",
)
_JSON_CHARS = 200_000
_PUBLISHED_JSON = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_LANG_PATHS = (
    "/html/@lang",
    "/html/@*[local-name()='lang']",
    "//meta[@http-equiv='content-language']/@content",
    "//meta[@property='og:locale']/@content",
)
_DESCRIPTION = "//meta[@property='og:description' or @name='description']/@content"
_LANG = re.compile(r"[a-z]{2,3}(?=$|[-_])")


@dataclass(frozen=True, slots=True)
class MainText:
    """`text` is plain, one paragraph a line; `published` is ISO 8601, a date alone where the page gives no time; `lang`
    is ISO 639 as the page declares it. Each is "" when unknown.
    """

    title: str = ""
    text: str = ""
    published: str = ""
    lang: str = ""


def main_text(html: bytes | str, url: str = "") -> MainText:
    """The article of a page. Any input gives an answer; one without words gives an empty one."""
    markup = (html if isinstance(html, str) else decoded(html))[:MAX_CHARS]
    tree = _tree(markup)
    if tree is None:
        return MainText()
    title, day = _described(tree, url)
    published = _published(tree) or day
    return MainText(title, article_text(_text(tree, url), inserts=False), published, _lang(tree))


def answer(name: str, data: bytes) -> dict[str, str]:
    """One line of `tocsin extract`; `error` is "" when there is a text."""
    found = main_text(data)
    error = "" if found.text else "no text: the file is empty" if not data.strip() else "no text found in the page"
    return {
        "file": name,
        "title": found.title,
        "text": found.text,
        "published": found.published,
        "lang": found.lang,
        "error": error,
    }


def decoded(data: bytes) -> str:
    """Bytes to text: byte order mark, valid UTF-8, what the page declares, then the best guess; never an error."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(name, errors="replace")
    with suppress(UnicodeDecodeError):
        return data.decode()
    found = _CHARSET.search(data, 0, 4096)
    with suppress(LookupError, UnicodeError):
        name = codecs.lookup(found.group(1).decode("ascii")).name if found else "cp1252"
        return data.decode(_WIDER.get(name, name), errors="replace")
    return data.decode("cp1252", errors="replace")


def _tree(markup: str) -> HtmlElement | None:
    """The parsed page; None where there is none."""
    if "<" not in markup:
        return None
    with suppress(ValueError, etree.LxmlError, RecursionError):
        return load_html(markup.replace("\0", ""))
    return None


def _text(tree: HtmlElement, url: str) -> str:
    """The careful method, once more for recall when little came, then the plain one, then the page's own description."""
    best = ""
    if sum(1 for _ in tree.iter()) <= MAX_NODES:
        best = _careful(tree, url, recall=False)
        if len(best) < _SHORT:
            again = _careful(tree, url, recall=True)
            best = again if len(again) > _CLEARLY_MORE * len(best) else best
    if not best:
        with suppress(ValueError, etree.LxmlError, RecursionError):
            best = trafilatura.baseline(copy.deepcopy(tree))[1]
    return best or next((str(x).strip() for x in tree.xpath(_DESCRIPTION) if str(x).strip()), "")


def _careful(tree: HtmlElement, url: str, *, recall: bool) -> str:
    with suppress(ValueError, etree.LxmlError, RecursionError):
        return trafilatura.extract(tree, url=url or None, include_comments=False, favor_recall=recall) or ""
    return ""


def _described(tree: HtmlElement, url: str) -> tuple[str, str]:
    """The page's title and day of publication."""
    with suppress(ValueError, etree.LxmlError, RecursionError):
        found = extract_metadata(copy.deepcopy(tree), default_url=url or None)
        return " ".join((found.title or "").split()), found.date or ""
    return "", ""


def _published(tree: HtmlElement) -> str:
    """When the page says it was published, if it says so to the machine and to the minute or day."""
    said = [str(x) for path in _PUBLISHED_META for x in tree.xpath(path)]
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        said += _PUBLISHED_JSON.findall(str(script)[:_JSON_CHARS])
    return next(filter(None, map(_iso, said)), "")


def _iso(raw: str) -> str:
    """The same instant or day in ISO 8601; "" when it is neither."""
    value = raw.strip()
    with suppress(ValueError):
        return date.fromisoformat(value).isoformat()
    with suppress(ValueError):
        return datetime.fromisoformat(value).isoformat()
    return ""


def _lang(tree: HtmlElement) -> str:
    """The language that the page declares: on its root, else in its head."""
    for path in _LANG_PATHS:
        for raw in tree.xpath(path):
            found = _LANG.match(str(raw).strip().lower())
            if found:
                return found.group()
    return ""
