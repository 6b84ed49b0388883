"""`/handover`: what the next shift has to know, as of now."""

from collections.abc import Sequence

import discord
from discord import app_commands

from bot.chat.answer import Desk, answer, sorry
from bot.domain.card import Card
from bot.domain.tlp import Tlp
from bot.present.handover import handover_lines, note_lines
from bot.present.lookup import line_cards


def build(desk: Desk) -> app_commands.Command[app_commands.Group, ..., None]:
    """The command."""

    @app_commands.command(name="handover", description="What the next shift has to know: who has it, what is open, who is next")
    @app_commands.guild_only()
    @app_commands.describe(schedule="Only this schedule: its id")
    async def handover(interaction: discord.Interaction, schedule: app_commands.Range[str, 1, 64] = "") -> None:
        """Each role of it."""
        await answer(interaction, desk, _notes(desk, schedule, desk.readers(interaction)))

    return handover


async def _notes(desk: Desk, schedule: str, clearance: Tlp) -> Sequence[Card]:
    cards: list[Card] = []
    for hand, left in await desk.oncall.handovers.notes(schedule, clearance):
        zone = hand.schedule.zone
        lines = [*handover_lines(hand.schedule, hand.role, hand.incoming, left.coming), *note_lines(left, zone)]
        cards += line_cards(f"Hand-over {hand.schedule.id}/{hand.role}", lines)
    return cards or [sorry("There is no such schedule.", "Nobody is on call")]
