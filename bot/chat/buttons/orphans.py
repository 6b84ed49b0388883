"""Presses that nobody hears: of a form or a page that a restart forgot, or doctored. discord.py drops them without a word, and the
person would read "This interaction failed".
"""

import asyncio
import contextlib
from collections.abc import Iterator

import discord

from bot.chat.answer import show, sorry
from bot.chat.buttons.marks import TEMPLATE
from bot.chat.buttons.moment import data_of
from bot.chat.wire import failures
from bot.domain.errors import Failure

FORGOTTEN = "Tocsin no longer knows what this belonged to, perhaps because it was restarted. Please ask again."


async def orphaned(interaction: discord.Interaction, wait: float) -> None:
    """Answers those. Whoever knows a press answers it, or says "thinking ...", within `wait` seconds; a post's own buttons are
    known by their mark.
    """
    if interaction.type not in (discord.InteractionType.component, discord.InteractionType.modal_submit):
        return
    ours = str(data_of(interaction).get("custom_id", ""))
    if TEMPLATE.fullmatch(ours) and ours in _held(interaction.message):
        return
    if not TEMPLATE.fullmatch(ours):
        await asyncio.sleep(wait)
    if not interaction.response.is_done():
        with contextlib.suppress(discord.InteractionResponded, Failure), failures():
            await show(interaction, [sorry(FORGOTTEN, "That is too old")])


def _held(message: discord.Message | None) -> Iterator[str]:
    """What the buttons and menus of a message bear."""
    for row in message.components if message else ():
        for part in getattr(row, "children", ()):
            yield str(getattr(part, "custom_id", ""))
