"""Wrong kind: which one is right? The menu says what it is about, so it works as long as it is seen."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.chat.answer import CHOICES
from bot.chat.buttons.marks import Mark
from bot.chat.buttons.moment import Moment
from bot.domain.card import Card
from bot.domain.kind import Kind, Standing
from bot.present.limits import cut

TEXT = 100
QUESTION = "Which kind is it?"
FITTING = (Standing.ALERT, Standing.BORDERLINE)


async def ask_kind(now: Moment) -> Sequence[Card]:
    """Every kind that an alert may have but the one it has; Discord shows 25."""
    kinds = [k for k in now.desk.kinds().values() if k.standing in FITTING and k.slug != now.meant.story.kind]
    options = [_option(kind) for kind in kinds[:CHOICES]]
    mark = str(Mark("sorted", now.meant.head.id))
    menu: discord.ui.Select[Any] = discord.ui.Select(custom_id=mark, placeholder=QUESTION, options=options)
    await now.interaction.response.send_message(
        QUESTION, view=now.buttons.view([menu]), ephemeral=True, allowed_mentions=discord.AllowedMentions.none()
    )
    return ()


def _option(kind: Kind) -> discord.SelectOption:
    return discord.SelectOption(label=cut(kind.name, TEXT), value=kind.slug, description=cut(kind.description, TEXT) or None)
