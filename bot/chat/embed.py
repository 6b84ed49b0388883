"""A card as Discord shows it: escaped, cut to the limits, several packed into a message."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, tzinfo

import discord

from bot.chat.stamps import stamped
from bot.domain.card import Card
from bot.present.escape import markdown, unmentioned
from bot.present.limits import fit_card, messages


def embed_of(card: Card, mark: str = "", zone: tzinfo = UTC) -> discord.Embed:
    """One embed. `mark` begins the footer, where it is never cut; `zone` is that of the card's times."""
    return _embed(_dressed(replace(card, footer=" · ".join(filter(None, (mark, card.footer))))), zone)


def packed(cards: Sequence[Card], zone: tzinfo = UTC) -> list[list[discord.Embed]]:
    """Embeds in order, grouped by message."""
    return [[_embed(card, zone) for card in group] for group in messages([_dressed(card) for card in cards])]


def _dressed(card: Card) -> Card:
    """Footers know no mark-up, so they are only kept from calling people."""
    return fit_card(replace(card, footer=unmentioned(card.footer)), markdown)


def _embed(card: Card, zone: tzinfo) -> discord.Embed:
    """Of a card that is dressed: a timestamp is no longer than the words it stands for."""
    body = stamped(card.body, zone) or None
    embed = discord.Embed(title=card.title, description=body, url=card.url or None, colour=card.colour, timestamp=card.at)
    for field in card.fields:
        embed.add_field(name=field.name, value=stamped(field.value, zone), inline=field.inline)
    if card.footer:
        embed.set_footer(text=card.footer)
    return embed
