"""What duty officers may do to the settings and the sources from Discord, and what may be judged on request."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import discord

from bot.chat.team import GREY, TeamDesk, guild_of
from bot.domain.card import Card
from bot.domain.rights import Person, Right
from bot.pipeline.on_request import OnRequest
from bot.pipeline.sourcing import Sourcing, Tried

ELSEWHERE = (
    "Sources and settings are everybody's, so they are seen and changed only in servers that `bot.toml` names, under "
    "`discord.guilds` or `[[guild]]`."
)


@dataclass(frozen=True, slots=True)
class NewSource:
    """What a person gives for a source; "" leaves a key to its default, an `id` "" is made of name or address."""

    url: str
    id: str = ""
    name: str = ""
    publisher: str = ""
    grade: str = ""
    lang: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of an import: the ids that were added, how many were there already, and the faults of the others, a line each."""

    added: tuple[str, ...]
    known: int = 0
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficeDesk:
    """All that change settings raise `ConfigError` with every fault, and change nothing then. `home` says whether a server may;
    `add` polls the source first and adds none that fails; `bring` takes OPML and polls nothing; `set_routes` gives the name of
    the copy of the old file; `reload` is False where the files have a fault.
    """

    home: Callable[[str], bool]
    sourcing: Sourcing
    on_request: OnRequest
    add: Callable[[NewSource, Person], Awaitable[Tried]]
    bring: Callable[[bytes, Person], Awaitable[Brought]]
    take: Callable[[], Awaitable[bytes]]
    """The feeds in force as OPML."""
    set_routes: Callable[[str, Person], Awaitable[str]]
    reload: Callable[[Person], Awaitable[bool]]
    shown: Callable[[], Sequence[str]]

    def refusal(self, interaction: discord.Interaction, team: TeamDesk) -> Card | None:
        """What a person reads who may not see and change settings here; None: they may."""
        if denied := team.refusal(interaction, Right.SETTINGS):
            return denied
        if not self.home(guild_of(interaction)):
            return Card(title="Not in this server", body=ELSEWHERE, colour=GREY)
        return None
