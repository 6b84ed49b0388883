"""`/digest now`: what is new, open and changed for the channel where it is asked."""

from collections.abc import Sequence

import discord
from discord import app_commands

from bot.chat.answer import Desk, answer, sorry
from bot.domain.card import Card
from bot.present.digest import NOTHING, digest_card


@app_commands.guild_only()
class Digest(app_commands.Group, name="digest", description="What is new, open and changed"):
    """Digests on request."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    @app_commands.command(description="What this channel's digest would say now: new and changed since the last one")
    async def now(self, interaction: discord.Interaction) -> None:
        """Seen by the asker alone; the next digest tells it all the same."""
        await answer(interaction, self._desk, self._now(str(interaction.channel_id or "")))

    async def _now(self, target: str) -> Sequence[Card]:
        channel = self._desk.digests.of_target(target)
        if channel is None:
            return [
                sorry("Ask in a channel that `config/routes.toml` names: what may be shown depends on its readers.", "Not here")
            ]
        told = await self._desk.digests.now(channel)
        cards = [digest_card(edition, digest.id, digest.schedule.zone) for digest, edition in told if not edition.empty]
        return cards or [sorry(NOTHING, "No news")]


def build(desk: Desk) -> app_commands.Group:
    """The group."""
    return Digest(desk)
