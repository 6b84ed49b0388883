"""One page of a search as an answer, with buttons to the pages beside it.

A button names the page and, in sixteen digits, the question; the question itself stands in the footer of the answer, which nobody but
Tocsin can write. So a page is turned as well after a restart, and nothing has to be kept for it.
"""

import hashlib
from collections.abc import Sequence

import discord

from bot.analysis.matcher import BadMatcher
from bot.chat.answer import Desk, Paged, answer, sorry
from bot.chat.buttons.marks import Mark
from bot.domain.card import Card
from bot.domain.reasons import PressRefusal
from bot.domain.tlp import Tlp
from bot.present.lookup import NOTHING_FOUND, found_cards, not_understood, question_of
from bot.present.responses import PRESS

TURN = "turn"
DIGITS = 4
"""Of the page, in hexadecimal; the rest of the twenty are the question's."""


async def searched(desk: Desk, query: str, page: int, clearance: Tlp) -> Sequence[Card] | Paged:
    """The page, or why there is none."""
    try:
        found = await desk.library.search(query, clearance, page)
    except BadMatcher as bad:
        return [sorry(not_understood(bad.fault, bad.mend), "Not understood")]
    if not found.filed:
        return [sorry(NOTHING_FOUND, "No such alert" if page == 1 else "No such page")]
    beside = [n for n, there in ((page - 1, page > 1), (page + 1, found.more)) if there]
    cards = found_cards(found.filed, found.page, found.again if beside else "", desk.zone, more=found.more)
    return Paged(cards, [(f"Page {n}", str(Mark(TURN, f"{n:0{DIGITS}x}{_digest(found.again)}"))) for n in beside])


async def turn_page(interaction: discord.Interaction, desk: Desk, mark: Mark) -> None:
    """Another page, for whoever pressed, with what those who read here may know."""
    await answer(interaction, desk, _turned(interaction, desk, mark))


async def _turned(interaction: discord.Interaction, desk: Desk, mark: Mark) -> Sequence[Card] | Paged:
    page, digest = int(mark.delivery[:DIGITS], 16), mark.delivery[DIGITS:]
    embeds = interaction.message.embeds if interaction.message else []
    question = question_of(embeds[-1].footer.text or "") if embeds else ""
    if not question or _digest(question) != digest or page < 1:
        return [sorry(PRESS[PressRefusal.OUTDATED_BUTTON], "Nothing was found")]
    return await searched(desk, question, page, desk.readers(interaction))


def _digest(question: str) -> str:
    return hashlib.blake2b(question.encode("utf-8", "replace"), digest_size=8).hexdigest()
