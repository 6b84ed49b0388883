"""`/alerts latest`, `search`, `show` and `export`."""

from collections.abc import Sequence

import discord
from discord import app_commands

from bot.analysis.matcher import LONGEST, BadMatcher
from bot.chat.answer import CHOICE, Desk, Illustrated, answer, choices, kind_choices, sorry, unknown
from bot.chat.buttons.turn import searched
from bot.domain.card import Card
from bot.domain.tlp import Tlp
from bot.pipeline.library import PAGE, PAGES
from bot.present.export import SUFFIX, Form
from bot.present.lookup import NO_ALERT, NOTHING_FOUND, exported_words, filed_card, not_understood
from bot.present.story import story_card
from bot.present.words import SEVERITY

MOST = PAGE
EXPORTED = 1000
"""Alerts of one file: with all of them at their longest it stays below the eight megabytes that Discord takes."""
PUBLIC = "Let everybody here see the answer"
QUERY = 'For example: port crane kind:ransomware country:LT severity>=3 since:7d -"exercise"'

Line = app_commands.Range[str, 1, LONGEST]

severities = app_commands.choices(
    severity=[
        app_commands.Choice(name=f"{word} or worse" if step < len(SEVERITY) - 1 else word, value=step)
        for step, word in enumerate(SEVERITY)
    ]
)
forms = app_commands.choices(
    form=[
        app_commands.Choice(name="CSV, for spreadsheets", value="csv"),
        app_commands.Choice(name="JSON lines, for scripts", value="jsonl"),
        app_commands.Choice(name="STIX 2.1, for platforms", value="stix"),
    ]
)


@app_commands.guild_only()
class Alerts(app_commands.Group, name="alerts", description="What has happened"):
    """Lists of alerts, one alert, files of alerts."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    @app_commands.command(description="The newest alerts")
    @app_commands.describe(
        kind="Only this kind of alert",
        severity="Only alerts at least this severe",
        count=f"How many, up to {MOST}",
        public=PUBLIC,
    )
    @severities
    async def latest(
        self,
        interaction: discord.Interaction,
        kind: str = "",
        severity: int = 0,
        count: app_commands.Range[int, 1, MOST] = 5,
        public: bool = False,
    ) -> None:
        """Newest first."""
        found = self._latest(kind, severity, count, self._desk.readers(interaction))
        await answer(interaction, self._desk, found, public=public)

    @app_commands.command(description="Alerts by words and conditions, best match first")
    @app_commands.describe(query=QUERY, page="Which page, from 1", public=PUBLIC)
    async def search(
        self,
        interaction: discord.Interaction,
        query: Line,
        page: app_commands.Range[int, 1, PAGES] = 1,
        public: bool = False,
    ) -> None:
        """Buttons lead to the pages beside it."""
        found = searched(self._desk, query, page, self._desk.readers(interaction))
        await answer(interaction, self._desk, found, public=public)

    @app_commands.command(description="One alert or story in full")
    @app_commands.describe(alert="The id of an alert or a story, or an address", public=PUBLIC)
    async def show(self, interaction: discord.Interaction, alert: app_commands.Range[str, 1, 2000], public: bool = False) -> None:
        """As a channel would have it."""
        await answer(interaction, self._desk, self._show(alert, self._desk.readers(interaction)), public=public)

    @app_commands.command(description="A file of the alerts that answer a search")
    @app_commands.describe(query=QUERY, form="What the file is for", public=PUBLIC)
    @forms
    async def export(self, interaction: discord.Interaction, query: Line, form: str = "csv", public: bool = False) -> None:
        """No more than fit a file."""
        found = self._export(query, Form(form), self._desk.readers(interaction))
        await answer(interaction, self._desk, found, public=public)

    @search.autocomplete("query")
    @export.autocomplete("query")
    async def _lines(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """The last condition, completed."""
        before, _, last = typed.rpartition(" ")
        key, colon, value = last.partition(":")
        known = self._desk.library.values(key, self._desk.readers(interaction)) if colon else {}
        begun = f"{before} {key}:".lstrip()
        offered = choices(value, known)
        return [
            app_commands.Choice(name=f"{begun}{c.value}", value=f"{begun}{c.value}")
            for c in offered
            if len(begun + c.value) <= CHOICE
        ]

    @latest.autocomplete("kind")
    async def _kinds(self, _: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await kind_choices(self._desk, typed)

    async def _latest(self, kind: str, severity: int, count: int, clearance: Tlp) -> Sequence[Card]:
        kinds = self._desk.kinds()
        if kind and kind not in kinds:
            return unknown("kind", kind, kinds)
        found = await self._desk.lookups.latest(count, kind, severity, clearance)
        return [filed_card(filed, self._desk.zone) for filed in found] or [sorry(NOTHING_FOUND, "No such alert")]

    async def _show(self, alert: str, clearance: Tlp) -> Sequence[Card]:
        found = await self._desk.library.show(alert, clearance)
        return [story_card(*found, self._desk.zone)] if found else [sorry(NO_ALERT, "No such alert")]

    async def _export(self, query: str, form: Form, clearance: Tlp) -> Sequence[Card] | Illustrated:
        try:
            number, written = await self._desk.library.export(query, clearance, form, EXPORTED)
        except BadMatcher as bad:
            return [sorry(not_understood(bad.fault, bad.mend), "Not understood")]
        if not number:
            return [sorry(NOTHING_FOUND, "No such alert")]
        said = exported_words(number, whole=number < EXPORTED)
        return Illustrated([sorry(said, "Exported")], written, said, f"alerts.{SUFFIX[form]}")


def build(desk: Desk) -> app_commands.Group:
    """The group."""
    return Alerts(desk)
