"""`/silence add`, `/silence list` and `/silence end`."""

from collections.abc import Sequence
from datetime import timedelta

import discord
from discord import app_commands

from bot.chat.answer import Desk, answer, sorry
from bot.chat.team import guild_of, person_of
from bot.domain.card import Card
from bot.domain.rights import Right
from bot.domain.silence import Silence, SilenceRefusal
from bot.pipeline.silences import Wish
from bot.present.lookup import line_cards
from bot.present.routes import NO_SILENCE, silence_line, silence_refusal_words
from bot.present.words import count

YEAR = 24 * 366
"""Hours."""
TEXT = 300


@app_commands.guild_only()
class Silences(app_commands.Group, name="silence", description="What is not posted for a while"):
    """Ask for silence, see it, end it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    @app_commands.command(description="Post nothing of this for some hours")
    @app_commands.describe(
        matcher='What: kind:ddos country:LT actor:APT28 severity<3 source:x "words"',
        hours="For how many hours",
        reason="Why, for those who wonder",
    )
    async def add(
        self,
        interaction: discord.Interaction,
        matcher: app_commands.Range[str, 1, 500],
        hours: app_commands.Range[int, 1, YEAR],
        reason: app_commands.Range[str, 1, TEXT],
    ) -> None:
        """In the name of whoever asks."""
        wish = Wish(matcher, _name(interaction), reason, timedelta(hours=hours), guild=guild_of(interaction))
        await answer(interaction, self._desk, self._add(wish), Right.SILENCE)

    @app_commands.command(name="list", description="What is silenced, or will be")
    async def every(self, interaction: discord.Interaction) -> None:
        """Newest first."""
        await answer(interaction, self._desk, self._every(guild_of(interaction)))

    @app_commands.command(description="End a silence now")
    @app_commands.describe(silence="The id of the silence: /silence list shows it")
    async def end(self, interaction: discord.Interaction, silence: app_commands.Range[str, 1, 40]) -> None:
        """In the name of whoever ends it."""
        work = self._end(silence, _name(interaction), guild_of(interaction))
        await answer(interaction, self._desk, work, Right.SILENCE)

    async def _add(self, wish: Wish) -> Sequence[Card]:
        return self._told(await self._desk.routing.silences.add(wish), "Silenced")

    async def _end(self, silence: str, by: str, guild: str) -> Sequence[Card]:
        return self._told(await self._desk.routing.silences.end(silence, by, guild), "Ended")

    async def _every(self, guild: str) -> Sequence[Card]:
        standing = await self._desk.routing.silences.standing(guild=guild)
        if not standing:
            return [sorry(NO_SILENCE, "No silence")]
        lines = [silence_line(s, self._desk.clock.now(), self._desk.zone) for s in standing]
        return line_cards(count(len(standing), "silence"), lines)

    def _told(self, answered: Silence | SilenceRefusal, title: str) -> Sequence[Card]:
        if isinstance(answered, SilenceRefusal):
            return [sorry(silence_refusal_words(answered), "That was not taken")]
        return line_cards(title, [silence_line(answered, self._desk.clock.now(), self._desk.zone)])


def _name(interaction: discord.Interaction) -> str:
    """Who it is for people, and for sure."""
    person = person_of(interaction)
    return f"{person.name} ({person.ref})"


def build(desk: Desk) -> app_commands.Group:
    """The group."""
    return Silences(desk)
