"""All that a press needs, in one value; and where it was made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import discord

from bot.chat.answer import Desk
from bot.chat.buttons.row import Buttons
from bot.pipeline.presses import Meant, Spot


@dataclass(frozen=True, slots=True)
class Moment:
    """A press that may be, of a button that is about something."""

    interaction: discord.Interaction
    desk: Desk
    buttons: Buttons
    meant: Meant

    @property
    def chosen(self) -> str:
        """What was chosen in a menu, "" for a button."""
        return str(next(iter(data_of(self.interaction).get("values") or ()), ""))


def data_of(interaction: discord.Interaction) -> Mapping[str, Any]:
    """What Discord sent with it."""
    data: Any = interaction.data  # the library's type is a union of payloads
    return data or {}


def spot_of(interaction: discord.Interaction, *, inside: bool = False) -> Spot:
    """As Discord vouches for it. `inside`: of a choice in an answer, which is another message than the post."""
    parent = getattr(interaction.channel, "parent_id", None)
    channels = frozenset(str(i) for i in (interaction.channel_id, parent) if i)
    message = "" if inside or interaction.message is None else str(interaction.message.id)
    return Spot(channels, message, "" if interaction.guild_id else str(interaction.user.id))
