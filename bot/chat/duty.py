"""What people in Discord do about being on call: who they are to the roster, and what they may therefore do."""

from dataclasses import dataclass

import discord

from bot.domain.rights import Right
from bot.pipeline.paging import Paging
from bot.pipeline.roster import Roster
from bot.ports.store import Outbox


@dataclass(frozen=True, slots=True)
class DutyDesk:
    """Who is on call, pages, and the rows that buttons name."""

    roster: Roster
    paging: Paging
    outbox: Outbox

    def me(self, interaction: discord.Interaction) -> str:
        """The person of the roster who asks; "discord:" and their number for anybody else."""
        return self.roster.current.person_of(f"discord:{interaction.user.id}")

    def right(self, interaction: discord.Interaction, wanted: Right) -> Right:
        """What somebody needs for it: people of the roster may do it for themselves, wherever they are asked."""
        return Right.LOOK if self.me(interaction) in self.roster.current.people else wanted
