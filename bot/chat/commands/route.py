"""`/route list`, `/route test` and `/route set`."""

from collections.abc import Sequence
from dataclasses import replace

import discord
from discord import app_commands

from bot.chat.answer import Asking, Desk, answer, sorry
from bot.chat.confirm import Confirm
from bot.chat.settling import BadFile, attached, settle
from bot.chat.team import guild_of
from bot.domain.card import Card
from bot.domain.errors import ConfigError
from bot.domain.rehearsal import Rehearsal
from bot.domain.rights import Person, Right
from bot.domain.tlp import Tlp
from bot.present.escape import inert
from bot.present.lookup import line_cards
from bot.present.rehearsal import NO_ROUTES, rehearsal_lines, route_lines
from bot.present.words import count

REPLAYED = 7
"""Days, before routes are put in force."""


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Routes(app_commands.Group, name="route", description="Which stories go to which channels"):
    """See the routes, and try others."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    @app_commands.command(name="list", description="The routes in force, each below its parent")
    async def every(self, interaction: discord.Interaction) -> None:
        """In the order of the file."""
        await answer(interaction, self._desk, self._every(guild_of(interaction)), Right.ROUTES)

    @app_commands.command(description="What a changed routes.toml would have posted; nothing is saved")
    @app_commands.describe(routes="The changed routes.toml", days="So many days are replayed, 7 unless you say more")
    async def test(
        self, interaction: discord.Interaction, routes: discord.Attachment, days: app_commands.Range[int, 1, 90] = 7
    ) -> None:
        """Against today's routes, and against what was posted."""
        work = self._test(routes, days, self._desk.readers(interaction), guild_of(interaction))
        await answer(interaction, self._desk, work, Right.ROUTES)

    @app_commands.command(name="set", description="Put a changed routes.toml in force, after seeing what it would have posted")
    @app_commands.describe(routes="The changed routes.toml, whole")
    async def install(self, interaction: discord.Interaction, routes: discord.Attachment) -> None:
        """Asked once more before anything is written."""
        await settle(interaction, self._desk, self._asked(routes, self._desk.readers(interaction), guild_of(interaction)))

    async def _every(self, guild: str) -> Sequence[Card]:
        here = self._desk.team.here
        routes = tuple(r for r in self._desk.routing.routes() if any(here(channel, guild) for channel in r.channels))
        if not routes:
            return [sorry(NO_ROUTES, "No routes")]
        return line_cards(count(len(routes), "route"), list(route_lines(routes)))

    async def _test(self, file: discord.Attachment, days: int, clearance: Tlp, guild: str) -> Sequence[Card]:
        try:
            told = await self._desk.routing.rehearse(await _text(file), days, clearance)
        except BadFile as bad:
            return [bad.card]
        except ConfigError as error:
            return line_cards(count(len(error.problems), "fault"), [inert(str(p)) for p in error.problems])
        return self._rehearsed(told, guild)

    async def _asked(self, file: discord.Attachment, clearance: Tlp, guild: str) -> Asking:
        text = await _text(file)
        told = await self._desk.routing.rehearse(text, REPLAYED, clearance)
        return Asking(self._rehearsed(told, guild), Confirm(self._desk, "Put in force", lambda by: self._install(text, by)))

    async def _install(self, text: str, by: Person) -> Sequence[Card]:
        kept = await self._desk.office.set_routes(text, by)
        return [sorry(f"The routes are in force. The file before them is kept beside it as {inert(kept)}.", "Done")]

    def _rehearsed(self, told: Rehearsal, guild: str) -> Sequence[Card]:
        here = tuple(c for c in told.channels if self._desk.team.here(c.channel, guild))
        return line_cards("Route test", list(rehearsal_lines(replace(told, channels=here), self._desk.zone)))


async def _text(file: discord.Attachment) -> str:
    """Raises `BadFile`."""
    try:
        return (await attached(file)).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile("That file is no text", "Save it as UTF-8 text.") from error


def build(desk: Desk) -> app_commands.Group:
    """The group."""
    return Routes(desk)
