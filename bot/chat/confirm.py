"""One more question before something is changed: seen by the person who asked, good for some minutes, and not after a restart."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord

from bot.chat.answer import Desk, show, sorry
from bot.chat.apology import apologise
from bot.chat.settling import settle
from bot.chat.team import person_of
from bot.domain.card import Card
from bot.domain.rights import Person

GOOD_FOR = 300.0
"""Seconds."""


class Confirm(discord.ui.View):
    """A button that does it and one that does not. Whether the person may is asked again when it is pressed."""

    def __init__(self, desk: Desk, word: str, work: Callable[[Person], Awaitable[Sequence[Card]]]) -> None:
        """`word` stands on the button."""
        super().__init__(timeout=GOOD_FOR)
        self._desk = desk
        self._work = work
        self._yes.label = word

    @discord.ui.button(style=discord.ButtonStyle.danger)
    async def _yes(self, interaction: discord.Interaction, _: discord.ui.Button[Any]) -> None:
        self.stop()
        await settle(interaction, self._desk, self._done(person_of(interaction)))

    @discord.ui.button(label="Leave it", style=discord.ButtonStyle.secondary)
    async def _no(self, interaction: discord.Interaction, _: discord.ui.Button[Any]) -> None:
        self.stop()
        await show(interaction, [sorry("Nothing was changed.", "Left as it is")])

    async def on_error(self, interaction: discord.Interaction, error: Exception, item: discord.ui.Item[Any], /) -> None:  # noqa: ARG002  the library's signature
        """The person hears it."""
        await apologise(interaction, error, "confirmation")

    async def _done(self, by: Person) -> Sequence[Card]:
        return await self._work(by)
