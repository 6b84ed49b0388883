"""`/watch add`, `/watch list` and `/watch remove`: a person's own wishes, by direct message or, for those who may, in a channel."""

from collections.abc import Sequence
from datetime import timedelta

import discord
from discord import app_commands

from bot.chat.answer import Desk, answer, sorry
from bot.chat.team import guild_of, person_of
from bot.domain.card import Card
from bot.domain.reasons import WatchRefusal
from bot.domain.rights import Person, Right
from bot.domain.watch import DIRECT, NotWatched
from bot.pipeline.watches import Watches
from bot.present.lookup import line_cards
from bot.present.watches import NO_WATCHES, refused_words, watch_line, watch_lines


@app_commands.guild_only()
class Watching(app_commands.Group, name="watch", description="Hear of what concerns you"):
    """One person's watches."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    @app_commands.command(description="Watch for an actor, a country, a sector, a flaw, a kind or words")
    @app_commands.describe(
        what='For example: actor:APT28 country:LT "free words" severity>=3',
        days="How long; 90 days if not said",
        channel="A channel of routes.toml; if not said you get direct messages",
    )
    async def add(
        self,
        interaction: discord.Interaction,
        what: app_commands.Range[str, 1, 500],
        days: app_commands.Range[int, 1, 366] = 90,
        channel: app_commands.Range[str, 1, 100] = "",
    ) -> None:
        """By direct message only to the one who asks."""
        work = self._add(person_of(interaction), interaction.user.id, what, days, channel)
        await answer(interaction, self._desk, work, Right.WATCH_CHANNEL if channel else Right.FOLLOW)

    @app_commands.command(name="list", description="Your watches")
    async def mine(self, interaction: discord.Interaction) -> None:
        """The asker's own."""
        await answer(interaction, self._desk, self._list(interaction.user.id, guild_of(interaction)), Right.FOLLOW)

    @app_commands.command(description="End one of your watches")
    @app_commands.describe(watch="Its id, as /watch list shows it")
    async def remove(self, interaction: discord.Interaction, watch: app_commands.Range[str, 1, 20]) -> None:
        """The asker's own, and no other."""
        await answer(interaction, self._desk, self._remove(interaction.user.id, watch), Right.FOLLOW)

    async def _add(self, person: Person, user: int, what: str, days: int, channel: str) -> Sequence[Card]:
        if channel and not self._desk.team.here(channel, person.guild):  # in another server: as if it were not there
            return [sorry(refused_words(NotWatched(WatchRefusal.UNKNOWN_CHANNEL, channel)), "Not taken")]
        made = await self._watches.add(person.ref, channel or f"{DIRECT}{user}", what, timedelta(days=days), person.guild)
        if isinstance(made, NotWatched):
            return [sorry(refused_words(made), "Not taken")]
        return line_cards("Watching", [watch_line(made, self._desk.zone)])

    async def _list(self, user: int, guild: str) -> Sequence[Card]:
        found = await self._watches.list(_owner(user), guild)
        return line_cards("Your watches", list(watch_lines(found, self._desk.zone)) or [NO_WATCHES])

    async def _remove(self, user: int, watch: str) -> Sequence[Card]:
        refused = await self._watches.end(watch, _owner(user), _owner(user))
        return [sorry(refused_words(refused), "Not ended")] if refused else line_cards("Ended", [f"{watch.strip()} has ended."])

    @property
    def _watches(self) -> Watches:
        return self._desk.watches


def _owner(user: int) -> str:
    return f"discord:{user}"


def build(desk: Desk) -> app_commands.Group:
    """The group."""
    return Watching(desk)
