"""Somebody takes on what a post tells: everybody sees who, and whoever was called for it is left in peace."""

from collections.abc import Sequence

import discord

from bot.chat.answer import Desk, sorry
from bot.chat.team import person_of
from bot.domain.card import Card
from bot.domain.delivery import Delivery
from bot.present.responses import ack_words


async def acknowledged(interaction: discord.Interaction, desk: Desk, about: str, heads: Sequence[Delivery]) -> Sequence[Card]:
    """Of a story, or of a mass event, with its posts in this server; its pages are answered too."""
    person = person_of(interaction)
    done = await desk.team.acks.acknowledge(about, heads, person)
    await desk.duty.paging.acknowledge_story(about, person.ref)
    words = ack_words(done.ack, desk.zone)
    if done.first:
        return [sorry(f"It is yours: acknowledged {words}. The post says so in a moment.", "Acknowledged")]
    return [sorry(f"It was acknowledged {words}. Nothing changes.", "Acknowledged already")]
