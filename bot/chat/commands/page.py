"""`/page` and `/ack`: call whoever is on call, and say that you see to it."""

from collections.abc import Sequence

import discord
from discord import app_commands

from bot.chat.answer import Desk, answer
from bot.chat.buttons.page import told
from bot.domain import page as events
from bot.domain.card import Card
from bot.domain.rights import Right
from bot.pipeline.paging import Wish

Made = app_commands.Command[app_commands.Group, ..., None]


def build(desk: Desk) -> Made:
    """`/page`."""

    @app_commands.command(description="Call whoever is on call")
    @app_commands.describe(text="What it is about", policy="By which policy of oncall.toml; else the usual one")
    async def page(
        interaction: discord.Interaction, text: app_commands.Range[str, 1, 200], policy: app_commands.Range[str, 0, 60] = ""
    ) -> None:
        wish = Wish(text, desk.duty.me(interaction), policy)
        await answer(interaction, desk, _called(desk, wish), desk.duty.right(interaction, Right.ESCALATE))

    return page


def build_ack(desk: Desk) -> Made:
    """`/ack`."""

    @app_commands.command(description="Say that you see to a page")
    @app_commands.describe(page="The id of the page, as its message shows it")
    async def ack(interaction: discord.Interaction, page: app_commands.Range[str, 1, 40]) -> None:
        acked = events.Acked(desk.duty.me(interaction))
        await answer(interaction, desk, _pressed(desk, page, acked), desk.duty.right(interaction, Right.ACKNOWLEDGE))

    return ack


async def _called(desk: Desk, wish: Wish) -> Sequence[Card]:
    return told(await desk.duty.paging.call(wish), desk)


async def _pressed(desk: Desk, page: str, event: events.Event) -> Sequence[Card]:
    return told(await desk.duty.paging.press(page, event), desk)
