"""`/sources list` and `/sources health`."""

from collections.abc import Sequence

import discord
from discord import app_commands

from bot.chat.answer import Desk, answer, sorry
from bot.domain.card import Card
from bot.present.lookup import line_cards, source_lines
from bot.present.troubles import NOTHING_WRONG, trouble_lines
from bot.present.words import count


@app_commands.guild_only()
class Sources(app_commands.Group, name="sources", description="Where the news comes from"):
    """Lists of sources."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    @app_commands.command(name="list", description="Every source and how it is doing, broken ones first")
    async def every(self, interaction: discord.Interaction) -> None:
        """Broken ones first."""
        await answer(interaction, self._desk, self._every())

    @app_commands.command(description="What is wrong with sources, and what was in the last week")
    async def health(self, interaction: discord.Interaction) -> None:
        """What is open first."""
        await answer(interaction, self._desk, self._health())

    async def _health(self) -> Sequence[Card]:
        troubles = await self._desk.lookups.troubles()
        wrong = sum(t.ended_at is None for t in troubles)
        title = count(wrong, "trouble") if wrong else NOTHING_WRONG
        return line_cards(title, list(trouble_lines(troubles, self._desk.zone)) or [NOTHING_WRONG])

    async def _every(self) -> Sequence[Card]:
        sources = await self._desk.lookups.sources()
        if not sources:
            return [sorry("`config/sources.toml` names none.", "No sources")]
        return line_cards(count(len(sources), "source"), list(source_lines(sources, self._desk.zone)))


def build(desk: Desk) -> app_commands.Group:
    """The group."""
    return Sources(desk)
