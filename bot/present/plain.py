"""A card as plain lines, for a terminal, a log or a mail."""

from collections.abc import Iterator

from bot.domain.card import Card
from bot.present.escape import inert
from bot.present.limits import safe_link


def card_lines(card: Card) -> Iterator[str]:
    """Title, body, fields and link; every line is inert, whatever the card was made of."""
    yield inert(card.title)
    for line in card.body.splitlines():
        yield inert(line)
    for field in card.fields:
        yield f"{inert(field.name)}: {inert(field.value)}"
    link = safe_link(card.url)
    if link:
        yield f"Link: {link}"
