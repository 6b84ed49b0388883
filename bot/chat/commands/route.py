"""`/route list` and `/route test`."""

from collections.abc import Sequence
from dataclasses import replace

import discord
from discord import app_commands

from bot.chat.answer import Desk, answer, sorry
from bot.chat.team import guild_of
from bot.chat.wire import failures
from bot.domain.card import Card
from bot.domain.errors import ConfigError
from bot.domain.rights import Right
from bot.domain.tlp import Tlp
from bot.present.escape import inert
from bot.present.lookup import line_cards
from bot.present.rehearsal import NO_ROUTES, rehearsal_lines, route_lines
from bot.present.words import count

LARGEST = 256 * 1024
"""Bytes of a routes.toml: a thousand routes fit."""


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

    async def _every(self, guild: str) -> Sequence[Card]:
        here = self._desk.team.here
        routes = tuple(r for r in self._desk.routing.routes() if any(here(channel, guild) for channel in r.channels))
        if not routes:
            return [sorry(NO_ROUTES, "No routes")]
        return line_cards(count(len(routes), "route"), list(route_lines(routes)))

    async def _test(self, file: discord.Attachment, days: int, clearance: Tlp, guild: str) -> Sequence[Card]:
        if file.size > LARGEST:
            return [sorry(f"A routes.toml has at most {LARGEST // 1024} KiB.", "That file is too large")]
        with failures():
            data = await file.read()
        try:
            told = await self._desk.routing.rehearse(data.decode("utf-8-sig"), days, clearance)
        except UnicodeDecodeError:
            return [sorry("Save it as UTF-8 text.", "That file is no text")]
        except ConfigError as error:
            return line_cards(count(len(error.problems), "fault"), [inert(str(p)) for p in error.problems])
        here = tuple(c for c in told.channels if self._desk.team.here(c.channel, guild))
        return line_cards("Route test", list(rehearsal_lines(replace(told, channels=here), self._desk.zone)))


def build(desk: Desk) -> app_commands.Group:
    """The group."""
    return Routes(desk)
