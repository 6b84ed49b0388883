"""Judge this: the message's words and the pages it links to, for the one who asks."""

from collections.abc import Sequence

import discord
from discord import app_commands

from bot.chat.answer import Desk, answer, sorry
from bot.chat.menus.pointed import words_of
from bot.domain.card import Card
from bot.domain.rights import Right
from bot.present.judged import NOTHING, failed_card, judged_card


def build(desk: Desk) -> app_commands.ContextMenu:
    """The entry."""

    @app_commands.context_menu(name="Judge this")
    @app_commands.guild_only()
    async def judge(interaction: discord.Interaction, message: discord.Message) -> None:
        await answer(interaction, desk, _judged(desk, words_of(message)), Right.READ)

    return judge


async def _judged(desk: Desk, words: str) -> Sequence[Card]:
    found = await desk.office.on_request.judged(words)
    cards = []
    for one in found:
        if one.failure is not None:
            cards.append(failed_card(one.url, one.failure))
        elif one.verdict is not None:
            cards.append(judged_card(one.url, one.title, one.verdict))
    return cards or [sorry(NOTHING, "Nothing to judge")]
