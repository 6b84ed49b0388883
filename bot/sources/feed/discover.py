"""Feed autodiscovery: which feed a web page says is its own (HTML Living Standard, 4.6.7.1: link type "alternate")."""

import html
import re
from urllib.parse import urljoin

_MAX_PAGE = 524_288
_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_LINK = re.compile(r"<(link|base)\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_SIDE_FEED = re.compile(r"comment|reply|replies", re.IGNORECASE)


def feed_address(page: bytes, url: str) -> str:
    """The address of the feed that the page at `url` names, absolute; "" if it names none. The feed of the comments comes last."""
    base = url
    found: list[tuple[bool, str]] = []
    for tag, body in _LINK.findall(page[:_MAX_PAGE].decode("utf-8", "replace")):
        facts = {name.lower(): html.unescape(a or b or c).strip() for name, a, b, c in _ATTRIBUTE.findall(body)}
        if tag.lower() == "base":
            base = _joined(url, facts.get("href", ""))
        elif facts.get("href") and "alternate" in facts.get("rel", "").lower().split() and _is_feed(facts.get("type", "")):
            found.append((bool(_SIDE_FEED.search(facts["href"] + facts.get("title", ""))), facts["href"]))
    addresses = [_joined(base, href) for _, href in sorted(found, key=lambda x: x[0])]
    return next((address for address in addresses if address.startswith(("http://", "https://"))), "")


def _is_feed(kind: str) -> bool:
    return kind.partition(";")[0].strip().lower() in _TYPES


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return ""
