"""What the people of a server may do, and what that needs: roles, presses, acknowledgements, calls, judgements, the trail."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import discord

from bot.domain.card import Card
from bot.domain.rights import Guild, Person, Right, lacking
from bot.domain.route import Channel
from bot.pipeline.acks import Acks
from bot.pipeline.calls import Calls
from bot.pipeline.feedback import Heed
from bot.pipeline.places import Places, within
from bot.pipeline.presses import Presses
from bot.ports.audit import AuditStore
from bot.present.escape import inert
from bot.present.responses import lacking_words

GREY = 0x95A5A6


@dataclass(frozen=True, slots=True)
class TeamDesk:
    """`guilds` (by id) is asked each time, because a reload changes it; `leave` forgets a server."""

    guilds: Callable[[], Mapping[str, Guild]]
    presses: Presses
    acks: Acks
    calls: Calls
    heed: Heed
    places: Places
    trail: AuditStore
    leave: Callable[[str], Awaitable[None]]

    def refusal(self, interaction: discord.Interaction, right: Right) -> Card | None:
        """What a person reads who may not do this; None: they may."""
        person = person_of(interaction)
        rules = self.guilds().get(person.guild)
        role = lacking(right, person, rules)
        if role is None:
            return None
        there = [interaction.guild.get_role(i) for i in sorted(rules.roles(role))] if interaction.guild and rules else []
        words = lacking_words(role, [inert(r.name) for r in there if r is not None])
        return Card(title="You may not do this here", body=words, colour=GREY)

    def channels(self) -> Mapping[str, Channel]:
        """Those of routes.toml, each with its server."""
        return self.presses.world().rules.channels

    def here(self, channel: str, guild: str) -> bool:
        """Whether people of this server may know of this channel of routes.toml."""
        return within(self.channels().get(channel), guild)

    async def hear(self, client: discord.Client) -> None:
        """Takes up in which server each channel is, as far as the client sees them."""
        targets = [c.target for c in self.channels().values() if c.kind == "discord" and c.target.isdigit()]
        seen = {target: client.get_channel(int(target)) for target in targets}
        await self.places.heard({t: str(c.guild.id) for t, c in seen.items() if isinstance(c, discord.abc.GuildChannel)})


def person_of(interaction: discord.Interaction) -> Person:
    """Who asks, as Discord vouches for it with this interaction."""
    user = interaction.user
    return Person(
        guild=guild_of(interaction),
        ref=f"discord:{user.id}",
        name=user.display_name,
        roles=frozenset(role.id for role in user.roles) if isinstance(user, discord.Member) else frozenset(),
        administrator=interaction.guild_id is not None and interaction.permissions.administrator,
    )


def guild_of(interaction: discord.Interaction) -> str:
    """The server it comes from; "" for direct messages."""
    return str(interaction.guild_id or "")
