"""The buttons of a mass event: who takes it on, and which stories it tells."""

from collections.abc import Mapping, Sequence

import discord

from bot.chat.answer import Desk, answer, sorry
from bot.chat.buttons.marks import MEMBERS, TAKE, Mark
from bot.chat.buttons.moment import spot_of
from bot.chat.buttons.take import acknowledged
from bot.domain.card import Card
from bot.domain.reasons import PressRefusal
from bot.domain.rights import Right
from bot.present.lookup import line_cards
from bot.present.responses import PRESS
from bot.present.situation import member_lines

OF_A_CROWD: Mapping[str, Right] = {TAKE: Right.ACKNOWLEDGE, MEMBERS: Right.LOOK}
"""The verbs, and what each needs."""


async def press_crowd(interaction: discord.Interaction, desk: Desk, mark: Mark) -> None:
    """An answer to whoever pressed; the post itself is edited by its row."""
    await answer(interaction, desk, _pressed(interaction, desk, mark), OF_A_CROWD[mark.verb])


async def _pressed(interaction: discord.Interaction, desk: Desk, mark: Mark) -> Sequence[Card]:
    crowd = await desk.team.presses.crowd(mark.delivery, spot_of(interaction))
    if isinstance(crowd, PressRefusal):
        return [sorry(PRESS[crowd], "Nothing was done")]
    if mark.verb == TAKE:
        return await acknowledged(interaction, desk, crowd.situation.id, [crowd.head])
    return line_cards(crowd.head.card.title, list(member_lines(crowd.situation, crowd.stories, desk.zone)))
