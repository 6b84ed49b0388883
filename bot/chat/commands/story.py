"""`/story show`, `split`, `merge` and `close`: thin; what a person may not do is refused in words."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

import discord
from discord import app_commands

from bot.chat.answer import Desk, answer, sorry
from bot.chat.team import guild_of, person_of
from bot.domain.card import Card
from bot.domain.rights import Right
from bot.pipeline.stories import Changed, Refused
from bot.present.lookup import line_cards
from bot.present.story_lines import change_refusal_words, change_words, story_lines

NAME = "The story's id, or the id or address of one of its reports"
MOST = 2000

Words = app_commands.Range[str, 1, MOST]


@app_commands.guild_only()
class Stories(app_commands.Group, name="story", description="One story: its reports, its posts, and mending it"):
    """Looks and changes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    @app_commands.command(description="Everything about a story: reports, claims, posts, changes")
    @app_commands.describe(story=NAME)
    async def show(self, interaction: discord.Interaction, story: Words) -> None:
        """For the person who asks."""
        await answer(interaction, self._desk, self._shown(story, guild_of(interaction)))

    @app_commands.command(description="Take a report out of a story, because it tells another")
    @app_commands.describe(story=NAME, report="The id or address of the report")
    async def split(self, interaction: discord.Interaction, story: Words, report: Words) -> None:
        """Undone with `tocsin story undo`."""
        await self._do(interaction, lambda hand, who: hand.split(story, report, who))

    @app_commands.command(description="Make a story part of another")
    @app_commands.describe(story=NAME, into="The story that it becomes part of")
    async def merge(self, interaction: discord.Interaction, story: Words, into: Words) -> None:
        """Undone with `tocsin story undo`."""
        await self._do(interaction, lambda hand, who: hand.merge(story, into, who))

    @app_commands.command(description="Say that nobody expects more of a story")
    @app_commands.describe(story=NAME)
    async def close(self, interaction: discord.Interaction, story: Words) -> None:
        """A report that comes nevertheless opens it again."""
        await self._do(interaction, lambda hand, who: hand.close(story, who))

    async def _do(self, interaction: discord.Interaction, work: Any) -> None:
        person = person_of(interaction)
        bound = partial(work, self._desk.changes.asked_in(person.guild), person.ref)
        await answer(interaction, self._desk, self._changed(bound), Right.MEND)

    async def _changed(self, work: Callable[[], Awaitable[Changed | Refused]]) -> Sequence[Card]:
        done = await work()
        if isinstance(done, Refused):
            return [sorry(change_refusal_words(done.reason, done.detail), "Nothing was changed")]
        return line_cards("Done", [change_words(done.change, self._desk.zone)])

    async def _shown(self, story: str, guild: str) -> Sequence[Card]:
        found = await self._desk.changes.asked_in(guild).show(story)
        if isinstance(found, Refused):
            return [sorry(change_refusal_words(found.reason, found.detail), "No such story")]
        lines = list(story_lines(found.story, found.heads, found.changes, self._desk.zone))
        return line_cards(lines[0], lines[1:], severity=found.story.severity)


def build(desk: Desk) -> app_commands.Group:
    """The group."""
    return Stories(desk)
