"""What fits: Discord's limits are the narrowest of all our destinations, so every card keeps them.

Sizes count UTF-16 units, which is never less than what Discord counts. Source: Discord's documents, "Embed Limits".
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from urllib.parse import quote, urlsplit

from bot.domain.card import Card, Field

TITLE = 256
BODY = 4096
NAME = 256
VALUE = 1024
FIELDS = 25
FOOTER = 2048
EMBED = 6000
"""Over all embeds of one message together."""
EMBEDS = 10
CONTENT = 2000
URL = 2048

BODY_SHARE = 1500
"""What the body keeps when the fields would take it all."""
ELLIPSIS = "…"

Dress = Callable[[str], str]
"""How a destination writes a text; it never makes it shorter."""


def plain(text: str) -> str:
    """The dress of a destination without mark-up."""
    return text


def size(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int, dress: Dress = plain) -> str:
    """The dressed text if it fits, else the longest start of it that does, dressed, with an ellipsis.

    Never cuts inside a character as people see it (marks, flags, skin tones), so never inside an escape either.
    """
    if len(text) <= limit:
        whole = dress(text)
        if size(whole) <= limit:
            return whole
    low, high = 0, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        if size(dress(text[:middle].rstrip() + ELLIPSIS)) <= limit:
            low = middle
        else:
            high = middle - 1
    end = _boundary(text, low) or low
    return dress(text[:end].rstrip() + ELLIPSIS) if end else ""


def safe_link(url: str) -> str:
    """The address in plain ASCII if it is a web address a destination will take, else ""."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # no port, no valid IDNA name, or brackets without an address
        return ""
    if parts.scheme not in ("http", "https") or not host or not all(c.isalnum() or c in "-._" for c in host):
        return ""
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    made = f"{parts.scheme}://{host}{port}{path}" + (f"?{query}" if query else "")
    return made if len(made) <= URL else ""


def fit_card(card: Card, dress: Dress = plain) -> Card:
    """The card with every text dressed (but the footer, which knows no mark-up anywhere) and cut, all of it within `EMBED`.

    Title, link, footer and the first field (the severity, in an alert) always stay; later fields give way first.
    """
    title = cut(card.title or "(untitled)", TITLE, dress)
    footer = cut(card.footer, FOOTER)
    left = EMBED - size(title) - size(footer)
    body = cut(card.body, min(BODY, left), dress)
    fields = _fit_fields(card.fields, left - min(size(body), BODY_SHARE), dress)
    left -= sum(size(f.name) + size(f.value) for f in fields)
    body = cut(card.body, min(BODY, left), dress)
    return replace(card, title=title, body=body, fields=fields, footer=footer, url=safe_link(card.url))


def card_size(card: Card) -> int:
    """What an embed of this card counts against the limit of a message."""
    texts = [card.title, card.body, card.footer, *(t for f in card.fields for t in (f.name, f.value))]
    return sum(map(size, texts))


def messages(cards: Sequence[Card]) -> list[list[Card]]:
    """The cards, already dressed, in order, in as few messages as hold them."""
    made: list[list[Card]] = []
    used = EMBED
    for card in cards:
        weight = card_size(card)
        if not made or used + weight > EMBED or len(made[-1]) == EMBEDS:
            made.append([])
            used = 0
        made[-1].append(card)
        used += weight
    return made


def pages(lines: Sequence[str], room: int = 3000) -> list[str]:
    """The lines in pages of at most `room` units; a page is never cut inside a line that fits a page."""
    made: list[str] = []
    for line in lines:
        short = cut(line, room)
        if made and size(made[-1]) + 1 + size(short) <= room:
            made[-1] += "\n" + short
        else:
            made.append(short)
    return made


def _fit_fields(fields: Sequence[Field], budget: int, dress: Dress) -> tuple[Field, ...]:
    kept: list[Field] = []
    for field in fields[:FIELDS]:
        name, value = cut(field.name, NAME, dress), cut(field.value, VALUE, dress)
        weight = size(name) + size(value)
        if name.strip() and value.strip() and weight <= budget:
            kept.append(replace(field, name=name, value=value))
            budget -= weight
    return tuple(kept)


def _boundary(text: str, end: int) -> int:
    """The last place at or before `end` where a new character begins for the reader (in the spirit of UAX 29)."""
    while 0 < end < len(text) and (_extends(text[end]) or text[end - 1] == "\u200d" or _inside_flag(text, end)):
        end -= 1
    return end


def _extends(char: str) -> bool:
    return (
        unicodedata.category(char)[0] == "M"
        or char == "\u200d"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _inside_flag(text: str, end: int) -> bool:
    """A flag is two regional indicators: an odd number of them before the cut means that it is split."""
    start = end
    while start > 0 and "\U0001f1e6" <= text[start - 1] <= "\U0001f1ff":
        start -= 1
    return (end - start) % 2 == 1 and "\U0001f1e6" <= text[end] <= "\U0001f1ff"
