"""The buttons of an activation's request: whoever is asked answers where they were asked, also in direct messages."""

from collections.abc import Mapping, Sequence

import discord

from bot.chat.answer import Desk, answer, sorry
from bot.chat.buttons.marks import Mark
from bot.domain.activation import ActivationRefusal
from bot.domain.card import Card
from bot.domain.delivery import Delivery, Subject
from bot.domain.reasons import PressRefusal
from bot.domain.watch import DIRECT
from bot.present.activation import ACTIVATION_REFUSAL, board_card
from bot.present.responses import PRESS

ACCEPT, REFUSE = "accept", "refuse"
ANSWERS: Mapping[str, bool] = {ACCEPT: True, REFUSE: False}
"""Verb -> whether they come."""
DENIED = "Nothing was done"


async def press_activation(interaction: discord.Interaction, desk: Desk, mark: Mark) -> None:
    """As `/activate accept` and `/activate refuse`: for oneself, applied once however often it is pressed."""
    await answer(interaction, desk, _pressed(interaction, desk, mark))


async def _pressed(interaction: discord.Interaction, desk: Desk, mark: Mark) -> Sequence[Card]:
    row = (await desk.duty.outbox.heads([mark.delivery])).get(mark.delivery)
    if row is None or not asks(row):
        return [sorry(PRESS[PressRefusal.UNKNOWN_POST], DENIED)]
    if not _may(row, interaction.user.id):
        return [sorry(ACTIVATION_REFUSAL[ActivationRefusal.NOT_YOURS], DENIED)]
    ref = f"discord:{interaction.user.id}"
    made = await desk.oncall.activations.answer(row.item_id, ref, ref, accepts=ANSWERS[mark.verb])
    if isinstance(made, ActivationRefusal):
        return [sorry(ACTIVATION_REFUSAL[made], DENIED)]
    return [board_card(made, desk.zone)]


def asks(row: Delivery) -> bool:
    """A request to one person, or the first message of a room. The board asks nobody, and neither does a line in a room."""
    if row.subject is Subject.ROOM:
        return not row.head
    return row.subject is Subject.ACTIVATION and (row.channel.startswith(DIRECT) or row.mention is not None)


def _may(row: Delivery, user: int) -> bool:
    """What is asked of one person is answered by nobody else; in a room each answers for themselves."""
    if row.channel.startswith(DIRECT):
        return row.channel == f"{DIRECT}{user}"
    return row.mention is None or row.mention.user_id == user
