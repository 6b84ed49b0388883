"""`/why`: what was decided about an address, and for which reasons."""

from collections.abc import Sequence

import discord
from discord import app_commands

from bot.chat.answer import Desk, answer, sorry
from bot.chat.team import guild_of
from bot.domain.card import Card
from bot.domain.tlp import Tlp
from bot.pipeline.disclosure import trace_in
from bot.present.lookup import NEVER_SEEN, trace_cards


def build(desk: Desk) -> app_commands.Command[app_commands.Group, ..., None]:
    """The command."""

    @app_commands.command(description="Why an article was posted or not: everything recorded about it")
    @app_commands.describe(url="The article's address, or an item's id")
    @app_commands.guild_only()
    async def why(interaction: discord.Interaction, url: app_commands.Range[str, 1, 2000]) -> None:
        await answer(interaction, desk, _why(desk, url, desk.readers(interaction), guild_of(interaction)))

    return why


async def _why(desk: Desk, url: str, clearance: Tlp, guild: str) -> Sequence[Card]:
    traces = [trace_in(t, guild, desk.team.channels()) for t in await desk.lookups.why(url, clearance)]
    return [card for trace in traces for card in trace_cards(trace, desk.zone, desk.link)] or [sorry(NEVER_SEEN, "Never seen")]
