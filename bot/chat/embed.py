"""A card as Discord shows it: escaped, cut to the limits, several packed into a message."""

from collections.abc import Sequence
from dataclasses import replace

import discord

from bot.domain.card import Card
from bot.present.escape import markdown, unmentioned
from bot.present.limits import fit_card, messages


def embed_of(card: Card, mark: str = "") -> discord.Embed:
    """One embed. `mark` begins the footer, where it is never cut."""
    return _embed(_dressed(replace(card, footer=" · ".join(filter(None, (mark, card.footer))))))


def packed(cards: Sequence[Card]) -> list[list[discord.Embed]]:
    """Embeds in order, grouped by message."""
    return [[_embed(card) for card in group] for group in messages([_dressed(card) for card in cards])]


def _dressed(card: Card) -> Card:
    """Footers know no mark-up, so they are only kept from calling people."""
    return fit_card(replace(card, footer=unmentioned(card.footer)), markdown)


def _embed(card: Card) -> discord.Embed:
    embed = discord.Embed(
        title=card.title, description=card.body or None, url=card.url or None, colour=card.colour, timestamp=card.at
    )
    for field in card.fields:
        embed.add_field(name=field.name, value=field.value, inline=field.inline)
    if card.footer:
        embed.set_footer(text=card.footer)
    return embed
