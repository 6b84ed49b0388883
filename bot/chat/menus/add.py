"""Add to story: what the message links to becomes part of a story, if Tocsin has it as a report. Undone with `tocsin story undo`."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands

from bot.chat.answer import Desk, answer, show, sorry
from bot.chat.apology import apologise
from bot.chat.menus.pointed import words_of
from bot.chat.team import person_of
from bot.domain.card import Card
from bot.domain.rights import Person, Right
from bot.pipeline.on_request import links
from bot.pipeline.stories import Refused
from bot.present.judged import NO_LINK
from bot.present.lookup import line_cards
from bot.present.story_lines import change_refusal_words, change_words

STORY = 2000


def build(desk: Desk) -> app_commands.ContextMenu:
    """The entry."""

    @app_commands.context_menu(name="Add to story")
    @app_commands.guild_only()
    async def add(interaction: discord.Interaction, message: discord.Message) -> None:
        found = links(words_of(message))
        if denied := desk.team.refusal(interaction, Right.MEND):
            await show(interaction, [denied])
        elif not found:
            await show(interaction, [sorry(NO_LINK, "Nothing to add")])
        else:
            await interaction.response.send_modal(StoryForm(desk, found))

    return add


class StoryForm(discord.ui.Modal, title="Add to which story?"):
    """One line: the story."""

    def __init__(self, desk: Desk, found: Sequence[str]) -> None:
        """`found` are the addresses in the message."""
        super().__init__()
        self._desk = desk
        self._found = found
        self.story: discord.ui.TextInput[Any] = discord.ui.TextInput(max_length=STORY)
        told = "The story's id, or the id or address of one of its reports"
        self.add_item(discord.ui.Label(text="Story", description=told, component=self.story))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """As `/story merge`, for each address."""
        await answer(interaction, self._desk, self._added(str(self.story), person_of(interaction)), Right.MEND)

    async def on_error(self, interaction: discord.Interaction, error: Exception) -> None:  # type: ignore[override]  # as in the library
        """The person hears it."""
        await apologise(interaction, error, "story form")

    async def _added(self, story: str, by: Person) -> Sequence[Card]:
        hand = self._desk.changes.asked_in(by.guild)
        lines, done = [], 0
        for url in self._found:
            made = await hand.merge(url, story, by.ref)
            if isinstance(made, Refused):
                lines.append(change_refusal_words(made.reason, made.detail))
            else:
                done += 1
                lines.append(change_words(made.change, self._desk.zone))
        return line_cards("Done" if done else "Nothing was changed", lines)
