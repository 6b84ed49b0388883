"""`/config show` and `/config reload`."""

from collections.abc import Sequence

import discord
from discord import app_commands

from bot.chat.answer import Desk, sorry
from bot.chat.settling import settle
from bot.chat.team import person_of
from bot.domain.card import Card
from bot.domain.rights import Person
from bot.present.escape import inert
from bot.present.lookup import line_cards

RELOADED = "Sources, routes, channels, roles and kinds are taken up. A changed address of the database, token or summariser asks for a restart."
REFUSED = "A file has a fault, so the settings in force stay. The notices say which; `tocsin check-config` lists them all."


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Config(app_commands.Group, name="config", description="The settings in force"):
    """See them, and read them again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    @app_commands.command(name="show", description="The settings in force, without secrets")
    async def every(self, interaction: discord.Interaction) -> None:
        """Line by line."""
        await settle(interaction, self._desk, self._shown())

    @app_commands.command(description="Read the settings files again")
    async def reload(self, interaction: discord.Interaction) -> None:
        """As SIGHUP does."""
        await settle(interaction, self._desk, self._reload(person_of(interaction)))

    async def _shown(self) -> Sequence[Card]:
        return line_cards("Settings", [inert(line) for line in self._desk.office.shown()])

    async def _reload(self, by: Person) -> Sequence[Card]:
        done = await self._desk.office.reload(by)
        return [sorry(RELOADED, "Reloaded") if done else sorry(REFUSED, "Refused")]


def build(desk: Desk) -> app_commands.Group:
    """The group."""
    return Config(desk)
