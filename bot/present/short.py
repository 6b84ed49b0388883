"""The short form of a post: what happened and how bad, in a few lines."""

from dataclasses import replace

from bot.domain.card import Card
from bot.present.limits import cut

KEPT = frozenset({"Severity", "Kind", "Merged into", "Source", "Status", "Standing"})
BODY = 160
"""Characters."""


def short_card(card: Card) -> Card:
    """The same card for a route with `template = "brief"`: title, link, half a sentence, severity, kind and who says so."""
    return replace(card, body=cut(card.body, BODY), fields=tuple(f for f in card.fields if f.name in KEPT))
