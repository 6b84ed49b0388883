"""`/digest now`: what is new, open and changed for the channel where it is asked; `/digest schedule`: when that is said."""

from collections.abc import Sequence

import discord
from discord import app_commands

from bot.chat.answer import Desk, answer, sorry
from bot.chat.team import guild_of
from bot.domain.card import Card
from bot.present.digest import NO_DIGEST, NOTHING, digest_card, schedule_line
from bot.present.lookup import line_cards
from bot.present.words import count


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

    @app_commands.command(description="Which digests there are in this server, and when the next is due")
    async def schedule(self, interaction: discord.Interaction) -> None:
        """Set in routes.toml, and changed there."""
        await answer(interaction, self._desk, self._scheduled(guild_of(interaction)))

    async def _scheduled(self, guild: str) -> Sequence[Card]:
        now = self._desk.clock.now()
        mine = [d for d in self._desk.digests.plan.digests if self._desk.team.here(d.channel, guild)]
        if not mine:
            return [sorry(NO_DIGEST, "No digests")]
        return line_cards(count(len(mine), "digest"), [schedule_line(d, now) for d in mine])

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
