"""`/audit`: who changed what in this server."""

from collections.abc import Sequence
from datetime import timedelta

import discord
from discord import app_commands

from bot.chat.answer import Desk, answer, sorry
from bot.chat.team import guild_of
from bot.domain.card import Card
from bot.domain.rights import Right
from bot.present.lookup import line_cards
from bot.present.responses import NO_AUDIT, audit_lines
from bot.present.words import count

MOST = 50
"""Lines of an answer: what is older is asked for on the command line."""


def build(desk: Desk) -> app_commands.Command[app_commands.Group, ..., None]:
    """The command."""

    @app_commands.command(description="Who changed what in this server, the newest first")
    @app_commands.describe(days="So many days back, 7 unless you say more")
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def audit(interaction: discord.Interaction, days: app_commands.Range[int, 1, 3650] = 7) -> None:
        await answer(interaction, desk, _audit(desk, days, guild_of(interaction)), Right.AUDIT)

    return audit


async def _audit(desk: Desk, days: int, guild: str) -> Sequence[Card]:
    since = desk.clock.now() - timedelta(days=days)
    trail = await desk.team.trail.find(since=since, guild=guild, limit=MOST)
    if not trail:
        return [sorry(NO_AUDIT, "No change")]
    return line_cards(count(len(trail), "change"), list(audit_lines(trail, desk.zone)))
