"""`/feedback`: what an alert was worth, as the buttons below a post and `tocsin feedback` say it."""

from collections.abc import Sequence

import discord
from discord import app_commands

from bot.chat.answer import Desk, alert_choices, answer, kind_choices, sorry
from bot.chat.team import guild_of, person_of
from bot.domain.card import Card
from bot.domain.feedback import Judgement, Press, Refusal
from bot.domain.rights import Right
from bot.present.feedback import recorded_words, refusal_words
from bot.present.words import label

judgements = app_commands.choices(judgement=[app_commands.Choice(name=label(j.value), value=j.value) for j in Judgement])


def build(desk: Desk) -> app_commands.Command[app_commands.Group, ..., None]:
    """The command."""

    @app_commands.command(description="Say that an alert was relevant, noise, or of the wrong kind")
    @app_commands.describe(
        alert="The address of the alert, or its item's id",
        judgement="What it was",
        kind="The right kind; for noise what it is instead",
        note="Why you think so",
    )
    @judgements
    @app_commands.guild_only()
    async def feedback(
        interaction: discord.Interaction,
        alert: app_commands.Range[str, 1, 2000],
        judgement: str,
        kind: app_commands.Range[str, 1, 64] = "",
        note: app_commands.Range[str, 1, 500] = "",
    ) -> None:
        who = person_of(interaction).ref
        press = Press(alert, who, Judgement(judgement), _channel(desk, interaction), kind, note, guild_of(interaction))
        await answer(interaction, desk, _recorded(desk, press), Right.JUDGE)

    @feedback.autocomplete("alert")
    async def alerts(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await alert_choices(desk, interaction, typed)

    @feedback.autocomplete("kind")
    async def kinds(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await kind_choices(desk, typed)

    return feedback


def _channel(desk: Desk, interaction: discord.Interaction) -> str:
    """The channel of routes.toml where it is said, "" elsewhere: then no threshold moves."""
    places = {str(i) for i in (interaction.channel_id, getattr(interaction.channel, "parent_id", None)) if i}
    return next((c.id for c in desk.team.channels().values() if c.kind == "discord" and c.target in places), "")


async def _recorded(desk: Desk, press: Press) -> Sequence[Card]:
    told = await desk.team.heed.record(press)
    if isinstance(told, Refusal):
        return [sorry(f"{refusal_words(told)}.", "Nothing was recorded")]
    return [sorry(f"{recorded_words(told)}.", "Thank you")]
