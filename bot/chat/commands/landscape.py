"""`/landscape country` and `/landscape sector`: the threat level, in words and as a picture."""

from collections.abc import Sequence

import discord
from discord import app_commands

from bot.chat.answer import Desk, Illustrated, answer, choices, sorry
from bot.domain.card import Card
from bot.domain.errors import Transient
from bot.domain.landscape import AreaKind, Reading
from bot.domain.tlp import Tlp
from bot.present.landscape import NOTHING, area_words, reading_lines, summary_words, whole_lines
from bot.present.lookup import line_cards
from bot.present.words import label

CODE = 2


@app_commands.guild_only()
class Landscape(app_commands.Group, name="landscape", description="How much is reported, against what is usual"):
    """Levels by country and by sector."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    @app_commands.command(description="The threat level of countries, with a chart")
    @app_commands.describe(code="Only this country, and why: two letters (UA, DE), EU for the Union")
    async def country(self, interaction: discord.Interaction, code: app_commands.Range[str, CODE, CODE] = "") -> None:
        """The highest above its usual first."""
        await answer(interaction, self._desk, self._shown(AreaKind.COUNTRY, code.upper(), self._desk.readers(interaction)))

    @app_commands.command(description="The threat level of sectors, with a chart")
    @app_commands.describe(sector="Only this sector, and why")
    async def sector(self, interaction: discord.Interaction, sector: app_commands.Range[str, 1, 40] = "") -> None:
        """The highest above its usual first."""
        await answer(interaction, self._desk, self._shown(AreaKind.SECTOR, sector, self._desk.readers(interaction)))

    @sector.autocomplete("sector")
    async def _sectors(self, _: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        found = await self._desk.survey.view(AreaKind.SECTOR, clearance=Tlp.CLEAR)
        return choices(typed, {r.area.code: label(r.area.code) for r in found})

    async def _shown(self, kind: AreaKind, code: str, clearance: Tlp) -> Sequence[Card] | Illustrated:
        found = await self._desk.survey.view(kind, code, clearance)
        if not found:
            return [sorry(NOTHING, "Nothing to show")]
        zone = self._desk.zone
        lines = list(whole_lines(found[0], zone) if code else reading_lines(found, zone))
        title = f"Threat level: {area_words(found[0].area)}" if code else f"Threat level by {kind}: {summary_words(found)}"
        return await self._drawn(line_cards(title, lines), found, f"Threat level by {kind}")

    async def _drawn(self, cards: Sequence[Card], found: Sequence[Reading], title: str) -> Illustrated:
        """The words do not wait in vain for a picture that cannot be drawn."""
        try:
            picture, alt = await self._desk.survey.picture(found, title)
        except Transient:
            return Illustrated([*cards, sorry("The chart could not be drawn in time.")])
        return Illustrated(cards, picture, alt)


def build(desk: Desk) -> app_commands.Group:
    """The group."""
    return Landscape(desk)
