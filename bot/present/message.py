"""A card as a message: for mail, push, chat and SMS, whose readers see plain text and whose programs make links of it.

Only the card's own link is alive. The short form holds what somebody who is woken must know, in the letters that a text message
takes at 160 a part as far as we choose them (3GPP TS 23.038); foreign letters stay, and cost more parts.
"""

from bot.domain.card import Card
from bot.present.escape import inert, lifeless
from bot.present.limits import ELLIPSIS, cut, safe_link, size
from bot.present.words import severity_word

SHORT = 300
"""UTF-16 units: two parts of a text message in its own alphabet."""
LINK = 140
"""The longest link that a short message carries; a link that is cut leads nowhere."""
LEAST = 24
"""Units in which a piece of the body says something."""
WHY, ACK = "Called because", "Acknowledge"
"""Fields of a page that its short form keeps."""
SHORTENED = {WHY: ("Why", 60), ACK: ("Ack", 60)}
"""Name of a field -> its name and the most units in a short message."""

_PLAIN = str.maketrans(
    {
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u00ab": '"',
        "\u00bb": '"',
        "\u2018": "'",
        "\u2019": "'",
        "\u2013": "-",
        "\u2014": "-",
        "\u00b7": "-",
        "\u2192": ">",
    }
)
"""Quotes, dashes, middle dot and arrow."""
_DOTS = "..."


def full_message(card: Card, calls: str = "") -> tuple[str, str]:
    """Title and text with all that the card says. `calls` names whom the post calls."""
    lines = [*card.body.splitlines(), *(f"{f.name}: {f.value}" for f in card.fields)]
    if calls:
        lines.append(f"Calls {calls}")
    told = [*filter(None, (lifeless(inert(line)) for line in lines))]
    below = [*filter(None, (safe_link(card.url), lifeless(inert(card.footer))))]
    return _head(card) + _title(card), "\n".join([*told, *([""] if told and below else []), *below])


def short_message(card: Card, room: int = SHORT) -> str:
    """One line of at most `room` units: severity, title, why and how to acknowledge for a page, as much of the body as fits, link."""
    head, link = _head(card), safe_link(card.url)
    fields = {f.name: f.value for f in card.fields}
    kept = [f"{name}: {_short(fields[field], most)}" for field, (name, most) in SHORTENED.items() if field in fields]
    ends = [*map(_ended, kept), *([link] if link and size(link) <= LINK else [])]
    left = room - size(head) - sum(size(end) + 1 for end in ends) - 1
    said = _ended(_short(_title(card), left))
    spare = left - size(said) - len(" .")
    body = _short(" ".join(card.body.splitlines()), spare) if spare >= LEAST else ""
    return head + " ".join([said, *([_ended(body)] if body else []), *ends])


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _title(card: Card) -> str:
    return lifeless(inert(card.title)) or "(untitled)"


def _head(card: Card) -> str:
    return f"[{card.severity}/4 {severity_word(card.severity)}] " if card.severity else ""


def _short(text: str, room: int) -> str:
    """At most `room` units, in plain quotes, dashes and dots."""
    plain = lifeless(inert(text)).translate(_PLAIN).replace(ELLIPSIS, _DOTS)
    if size(plain) <= room:
        return plain
    return cut(plain, room - len(_DOTS) + 1).replace(ELLIPSIS, _DOTS) if room > len(_DOTS) else ""
