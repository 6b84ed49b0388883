"""Page on-call: as `/page`, about the message that is pointed at. What it says is offered in a form: whoever calls sees what is sent."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands

from bot.chat.answer import Desk, answer, show
from bot.chat.apology import apologise
from bot.chat.buttons.page import told
from bot.chat.menus.pointed import words_of
from bot.domain.card import Card
from bot.domain.rights import Right
from bot.pipeline.clearance import clearance_of
from bot.pipeline.paging import Wish
from bot.present.limits import cut

TEXT, POLICY = 200, 60


def build(desk: Desk) -> app_commands.ContextMenu:
    """The entry."""

    @app_commands.context_menu(name="Page on-call")
    @app_commands.guild_only()
    async def page(interaction: discord.Interaction, message: discord.Message) -> None:
        if denied := desk.team.refusal(interaction, desk.duty.right(interaction, Right.ESCALATE)):
            await show(interaction, [denied])
        else:
            await interaction.response.send_modal(PageForm(desk, _offered(desk, interaction, message)))

    return page


def _offered(desk: Desk, interaction: discord.Interaction, message: discord.Message) -> str:
    """What the message says; nothing where pages are shown to readers who may not know what is said here."""
    there = clearance_of(desk.duty.paging.plan.channel, desk.team.channels())
    return cut(" ".join(words_of(message).split()), TEXT) if there.clears(desk.readers(interaction)) else ""


class PageForm(discord.ui.Modal, title="Call whoever is on call"):
    """What about, and by which policy."""

    def __init__(self, desk: Desk, text: str) -> None:
        """`text` stands in the first line, to be changed."""
        super().__init__()
        self._desk = desk
        self.text: discord.ui.TextInput[Any] = discord.ui.TextInput(default=text or None, max_length=TEXT)
        self.policy: discord.ui.TextInput[Any] = discord.ui.TextInput(required=False, max_length=POLICY)
        self.add_item(discord.ui.Label(text="What it is about", component=self.text))
        told_of = "Of oncall.toml; empty for the usual one"
        self.add_item(discord.ui.Label(text="Policy", description=told_of, component=self.policy))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """As `/page`; the right is asked for again."""
        duty = self._desk.duty
        wish = Wish(str(self.text), duty.me(interaction), str(self.policy).strip())
        await answer(interaction, self._desk, self._called(wish), duty.right(interaction, Right.ESCALATE))

    async def on_error(self, interaction: discord.Interaction, error: Exception) -> None:  # type: ignore[override]  # as in the library
        """The person hears it."""
        await apologise(interaction, error, "page form")

    async def _called(self, wish: Wish) -> Sequence[Card]:
        return told(await self._desk.duty.paging.call(wish), self._desk)
