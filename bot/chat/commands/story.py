"""`/story show`, `follow`, `split`, `merge`, `close`, `open` and `undo`: thin; what a person may not do is refused in words."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import discord
from discord import app_commands

from bot.chat.answer import Desk, alert_choices, answer, sorry
from bot.chat.buttons.follow import join
from bot.chat.team import guild_of, person_of
from bot.domain.card import Card
from bot.domain.reasons import ChangeRefusal
from bot.domain.rights import Person, Right
from bot.domain.tlp import Tlp
from bot.pipeline.clearance import seen_by
from bot.pipeline.stories import Changed, Refused, Shown, StoryChanges
from bot.present.lookup import line_cards
from bot.present.story_lines import change_refusal_words, change_words, story_lines

NAME = "The story's id, or the id or address of one of its reports"
MOST = 2000
NO_THREAD = "It has no post with a thread in this server. `/watch add` tells you of stories like it."

Words = app_commands.Range[str, 1, MOST]
Work = Callable[[StoryChanges, str], Coroutine[Any, Any, Changed | Refused]]


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
        await answer(interaction, self._desk, self._shown(story, self._desk.readers(interaction), guild_of(interaction)))

    @app_commands.command(description="Come into the thread of a story, where each further report is told")
    @app_commands.describe(story=NAME)
    async def follow(self, interaction: discord.Interaction, story: Words) -> None:
        """As the button below its post."""
        await answer(interaction, self._desk, self._followed(interaction, story), Right.FOLLOW)

    @app_commands.command(description="Take a report out of a story, because it tells another")
    @app_commands.describe(story=NAME, report="The id or address of the report")
    async def split(self, interaction: discord.Interaction, story: Words, report: Words) -> None:
        """Undone with `undo`."""
        await self._do(interaction, lambda hand, who: hand.split(story, report, who))

    @app_commands.command(description="Make a story part of another")
    @app_commands.describe(story=NAME, into="The story that it becomes part of")
    async def merge(self, interaction: discord.Interaction, story: Words, into: Words) -> None:
        """Undone with `undo`."""
        await self._do(interaction, lambda hand, who: hand.merge(story, into, who))

    @app_commands.command(description="Say that nobody expects more of a story")
    @app_commands.describe(story=NAME)
    async def close(self, interaction: discord.Interaction, story: Words) -> None:
        """A report that comes nevertheless opens it again."""
        await self._do(interaction, lambda hand, who: hand.close(story, who))

    @app_commands.command(description="Take a closing back: more is expected of a story")
    @app_commands.describe(story=NAME)
    async def open(self, interaction: discord.Interaction, story: Words) -> None:
        """As before it was closed."""
        await self._do(interaction, lambda hand, who: hand.close(story, who, closed=False))

    @app_commands.command(description="Undo a change of a story, as far as nothing else was done since")
    @app_commands.describe(change="The change's id, as its answer and /story show tell it")
    async def undo(self, interaction: discord.Interaction, change: Words) -> None:
        """Reports go back to where they were."""
        await self._do(interaction, lambda hand, who: hand.undo(change, who))

    @show.autocomplete("story")
    @follow.autocomplete("story")
    @split.autocomplete("story")
    @merge.autocomplete("story")
    @merge.autocomplete("into")
    @close.autocomplete("story")
    async def _stories(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await alert_choices(self._desk, interaction, typed)

    async def _do(self, interaction: discord.Interaction, work: Work) -> None:
        await answer(interaction, self._desk, self._changed(work, person_of(interaction)), Right.MEND)

    async def _changed(self, work: Work, person: Person) -> Sequence[Card]:
        done = await work(self._desk.changes.asked_in(person.guild), person.ref)
        if isinstance(done, Refused):
            return [sorry(change_refusal_words(done.reason, done.detail), "Nothing was changed")]
        return line_cards("Done", [change_words(done.change, self._desk.zone)])

    async def _followed(self, interaction: discord.Interaction, story: str) -> Sequence[Card]:
        found = await self._desk.changes.asked_in(guild_of(interaction)).show(story)
        seen = None if isinstance(found, Refused) else seen_by(found.story, self._desk.readers(interaction))
        if isinstance(found, Refused) or seen is None:
            return _no_story(found, story)
        for head in found.heads:
            channel = self._desk.team.channels().get(head.channel)
            if channel is not None and channel.kind == "discord" and (channel.thread or channel.forum):
                return await join(interaction, head, channel)
        return [sorry(NO_THREAD, "No thread")]

    async def _shown(self, story: str, clearance: Tlp, guild: str) -> Sequence[Card]:
        found = await self._desk.changes.asked_in(guild).show(story)
        seen = None if isinstance(found, Refused) else seen_by(found.story, clearance)
        if isinstance(found, Refused) or seen is None:
            return _no_story(found, story)
        lines = list(story_lines(seen, found.heads, found.changes, self._desk.zone))
        return line_cards(lines[0], lines[1:], severity=seen.severity)


def _no_story(found: Shown | Refused, story: str) -> Sequence[Card]:
    """What is not for these readers is as if it were not there."""
    why, detail = (found.reason, found.detail) if isinstance(found, Refused) else (ChangeRefusal.UNKNOWN_STORY, story)
    return [sorry(change_refusal_words(why, detail), "No such story")]


def build(desk: Desk) -> app_commands.Group:
    """The group."""
    return Stories(desk)
