"""Settings and sources from Discord: for duty officers of servers that bot.toml names; faults of files in words."""

from collections.abc import Coroutine, Sequence
from typing import Any

import discord

from bot.chat.answer import Asking, Desk, Illustrated, answer, show, sorry
from bot.chat.wire import failures
from bot.domain.card import Card
from bot.domain.errors import ConfigError
from bot.domain.rights import Right
from bot.present.escape import inert
from bot.present.lookup import line_cards
from bot.present.words import count

Found = Sequence[Card] | Illustrated | Asking
LARGEST = 256 * 1024
"""Bytes of a file that is attached: a thousand routes or feeds fit."""


class BadFile(Exception):
    """Why an attached file was not read, and what to do."""

    def __init__(self, title: str, mend: str) -> None:
        """Both are shown."""
        super().__init__(title)
        self.card = sorry(mend, title)


async def settle(interaction: discord.Interaction, desk: Desk, work: Coroutine[Any, Any, Found]) -> None:
    """Answers with what `work` finds, if the person may see and change settings here."""
    if denied := desk.office.refusal(interaction, desk.team):
        work.close()
        await show(interaction, [denied])
        return
    await answer(interaction, desk, _told(work), Right.SETTINGS)


async def attached(file: discord.Attachment) -> bytes:
    """The bytes of a file. Raises `BadFile`, or `Failure` where Discord does not give it."""
    if file.size > LARGEST:
        raise BadFile("That file is too large", f"It may have {LARGEST // 1024} KiB.")
    with failures():
        return await file.read()


async def _told(work: Coroutine[Any, Any, Found]) -> Found:
    try:
        return await work
    except BadFile as bad:
        return [bad.card]
    except ConfigError as error:
        return line_cards(count(len(error.problems), "fault"), [inert(str(p)) for p in error.problems])
