"""The words of a message that somebody points at."""

import discord


def words_of(message: discord.Message) -> str:
    """What it says, what its cards say and where they lead, one part a line."""
    parts = [message.content]
    for card in message.embeds:
        parts += [card.title or "", card.description or "", card.url or ""]
    return "\n".join(filter(None, parts))
