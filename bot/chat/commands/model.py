"""`/model`: which judge it is, and how right it is."""

from collections.abc import Sequence

import discord
from discord import app_commands

from bot.analysis.scores import packaged_scores
from bot.chat.answer import Desk, answer
from bot.chat.team import guild_of
from bot.domain.card import Card
from bot.present.lookup import line_cards
from bot.present.standing import score_lines


def build(desk: Desk) -> app_commands.Command[app_commands.Group, ..., None]:
    """The command."""

    @app_commands.command(description="How right the judge is, as it was measured")
    @app_commands.guild_only()
    async def model(interaction: discord.Interaction) -> None:
        await answer(interaction, desk, _model(desk, guild_of(interaction)))

    return model


async def _model(desk: Desk, guild: str) -> Sequence[Card]:
    scores, version = packaged_scores(), desk.lookups.model
    thresholds = {c: t.threshold for c, t in desk.team.heed.thresholds.items() if desk.team.here(c, guild)}
    return line_cards(
        f"Judge {version}" if version else "Judge", list(score_lines(scores.measured, scores.columns, scores.figures, thresholds))
    )
