"""Stop watching: whoever asked for a watch ends it below a post of it; in a channel a duty officer may, too."""

from collections.abc import Sequence

import discord

from bot.chat.answer import Desk, answer, sorry
from bot.chat.buttons.marks import Mark
from bot.chat.buttons.moment import spot_of
from bot.chat.team import person_of
from bot.domain.card import Card
from bot.domain.delivery import Subject
from bot.domain.reasons import PressRefusal
from bot.domain.rights import Right
from bot.domain.watch import NotWatched
from bot.present.responses import PRESS


async def end_watch(interaction: discord.Interaction, desk: Desk, mark: Mark) -> None:
    """Once; a watch that is over stays so."""
    await answer(interaction, desk, _ended(interaction, desk, mark), Right.FOLLOW)


async def _ended(interaction: discord.Interaction, desk: Desk, mark: Mark) -> Sequence[Card]:
    meant = await desk.team.presses.meant(mark.delivery, spot_of(interaction))
    if not isinstance(meant, PressRefusal) and meant.head.subject is not Subject.WATCH:
        meant = PressRefusal.UNKNOWN_POST
    if isinstance(meant, PressRefusal):
        return [sorry(PRESS[meant], "Nothing was done")]
    who, rules = person_of(interaction).ref, desk.team.refusal(interaction, Right.WATCH_CHANNEL)
    owner = None if interaction.guild_id and rules is None else who
    if isinstance(await desk.watches.end(meant.head.route, who, owner), NotWatched):
        return [sorry(PRESS[PressRefusal.NOT_YOUR_WATCH], "Nothing was done")]
    return [sorry(f"Watch {meant.head.route} is over. `/watch add` begins another.", "No longer watched")]
