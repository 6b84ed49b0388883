"""`/status`."""

from collections.abc import Sequence
from datetime import timedelta

import discord
from discord import app_commands

from bot.chat.answer import Desk, answer
from bot.domain.card import Card
from bot.present.lookup import line_cards, status_lines
from bot.present.paging import metrics_lines

MONTH = timedelta(days=30)
"""Whose pages the times are of."""


def build(desk: Desk) -> app_commands.Command[app_commands.Group, ..., None]:
    """The command."""

    @app_commands.command(description="How Tocsin is doing: what is broken, what waits, what was decided")
    @app_commands.guild_only()
    async def status(interaction: discord.Interaction) -> None:
        await answer(interaction, desk, _status(desk))

    return status


async def _status(desk: Desk) -> Sequence[Card]:
    facts, pages = await desk.lookups.status(), await desk.duty.paging.metrics(MONTH)
    times = metrics_lines(pages.mtta, pages.mttr, pages.acked, pages.resolved, pages.pages) if pages.pages else []
    lines = [*status_lines(facts), *times]
    return line_cards("Something is broken" if facts.broken or facts.troubles else "All is well", lines)
