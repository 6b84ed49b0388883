"""Whom a message calls by name: the words, and what Discord is allowed to make of them."""

import discord

from bot.domain.delivery import Delivery
from bot.domain.route import Mention
from bot.present.words import severity_word


def calling_of(mention: Mention, delivery: Delivery) -> str:
    """The mention and how bad it is; nothing of what a source wrote."""
    who = f"<@&{mention.role_id}>" if mention.role_id else f"<@{mention.user_id}>"
    return f"{who} {severity_word(delivery.card.severity)}" if delivery.card.severity else who


def allowed_of(mention: Mention | None) -> discord.AllowedMentions:
    """Nobody but the one named."""
    allowed = discord.AllowedMentions.none()
    if mention and mention.role_id:
        allowed.roles = [discord.Object(mention.role_id)]
    elif mention and mention.user_id:
        allowed.users = [discord.Object(mention.user_id)]
    return allowed
