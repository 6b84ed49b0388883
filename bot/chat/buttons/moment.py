"""All that a press needs, in one value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import discord

from bot.chat.answer import Desk
from bot.chat.buttons.row import Buttons
from bot.pipeline.presses import Meant


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
