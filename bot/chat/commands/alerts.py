"""`/alerts latest` and `/alerts search`."""

from collections.abc import Sequence
from datetime import timedelta

import discord
from discord import app_commands

from bot.chat.answer import Desk, answer, kind_choices, sorry, source_choices, unknown
from bot.domain.card import Card
from bot.domain.tlp import Tlp
from bot.domain.trace import Filed, Query
from bot.present.lookup import NOTHING_FOUND, filed_card
from bot.present.words import SEVERITY

MOST = 10
"""One message holds ten embeds."""
COUNTRY = 2

severities = app_commands.choices(
    severity=[
        app_commands.Choice(name=f"{word} or worse" if step < len(SEVERITY) - 1 else word, value=step)
        for step, word in enumerate(SEVERITY)
    ]
)


@app_commands.guild_only()
class Alerts(app_commands.Group, name="alerts", description="What has happened"):
    """Lists of alerts."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    @app_commands.command(description="The newest alerts")
    @app_commands.describe(
        kind="Only this kind of alert", severity="Only alerts at least this severe", count=f"How many, up to {MOST}"
    )
    @severities
    async def latest(
        self, interaction: discord.Interaction, kind: str = "", severity: int = 0, count: app_commands.Range[int, 1, MOST] = 5
    ) -> None:
        """Newest first."""
        await answer(interaction, self._desk, self._latest(kind, severity, count, self._desk.readers(interaction)))

    @app_commands.command(description="Alerts that hold these words")
    @app_commands.describe(
        text="Words to look for",
        kind="Only this kind of alert",
        country="Only this country: two letters (UA, DE), EU for the Union",
        source="Only from this source",
        days="Only from the last days",
    )
    async def search(
        self,
        interaction: discord.Interaction,
        text: app_commands.Range[str, 1, 200],
        kind: str = "",
        country: app_commands.Range[str, COUNTRY, COUNTRY] = "",
        source: str = "",
        days: app_commands.Range[int, 1, 3650] | None = None,
    ) -> None:
        """Best match first."""
        await answer(interaction, self._desk, self._search(text, kind, country, source, days, self._desk.readers(interaction)))

    @latest.autocomplete("kind")
    @search.autocomplete("kind")
    async def _kinds(self, _: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await kind_choices(self._desk, typed)

    @search.autocomplete("source")
    async def _sources(self, _: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await source_choices(self._desk, typed)

    async def _latest(self, kind: str, severity: int, count: int, clearance: Tlp) -> Sequence[Card]:
        kinds = self._desk.kinds()
        if kind and kind not in kinds:
            return unknown("kind", kind, kinds)
        return self._list(await self._desk.lookups.latest(count, kind, severity, clearance))

    async def _search(self, text: str, kind: str, country: str, source: str, days: int | None, clearance: Tlp) -> Sequence[Card]:
        kinds = self._desk.kinds()
        if kind and kind not in kinds:
            return unknown("kind", kind, kinds)
        if source and source not in (ids := [line.info.id for line in await self._desk.lookups.sources()]):
            return unknown("source", source, ids)
        if country and not (country.isascii() and country.isalpha()):
            return [
                sorry("A country is given by its two letters, for example UA, or EU for the Union.", "That is no country code")
            ]
        query = Query(
            text=text,
            kinds=(kind,) if kind else (),
            countries=(country.upper(),) if country else (),
            sources=(source,) if source else (),
            since=self._desk.clock.now() - timedelta(days=days) if days else None,
            limit=MOST,
        )
        return self._list(await self._desk.lookups.search(query, clearance))

    def _list(self, found: Sequence[Filed]) -> Sequence[Card]:
        return [filed_card(filed, self._desk.zone) for filed in found] or [sorry(NOTHING_FOUND, "No such alert")]


def build(desk: Desk) -> app_commands.Group:
    """The group."""
    return Alerts(desk)
