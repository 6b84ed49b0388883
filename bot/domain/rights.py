"""Who may do what in a Discord server: three roles, a closed list of rights, one table, one function."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is to Tocsin in one server; each may all that those before it may."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    DUTY_OFFICER = "duty_officer"


class Right(StrEnum):
    """One thing that a person may be allowed to do."""

    LOOK = "look"
    """Ask: alerts, stories, reasons, sources, levels, digests, silences."""
    FOLLOW = "follow"
    """Be told: follow a story, have watches of one's own."""
    JUDGE = "judge"
    """Say that an alert is not relevant or of the wrong kind, which moves thresholds."""
    ACKNOWLEDGE = "acknowledge"
    """Say that somebody deals with a story."""
    ESCALATE = "escalate"
    """Call whoever is on call."""
    MEND = "mend"
    """Split, merge, close and open stories."""
    SILENCE = "silence"
    """Ask for silence, and end it."""
    WATCH_CHANNEL = "watch_channel"
    """Have watches post to a channel."""
    ROUTES = "routes"
    """See routes, and try others."""
    ROSTER = "roster"
    """Change who is on call, for others than oneself."""
    ACTIVATE = "activate"
    """Ask a team to help, and stand it down."""
    READ = "read"
    """Have Tocsin read a page or poll a source on request."""
    SETTINGS = "settings"
    """See and change settings: sources, routes; only in a server that bot.toml names."""
    AUDIT = "audit"
    """Read who changed what."""


NEEDS: Mapping[Right, Role] = {
    Right.LOOK: Role.VIEWER,
    Right.FOLLOW: Role.VIEWER,
    Right.JUDGE: Role.ANALYST,
    Right.ACKNOWLEDGE: Role.ANALYST,
    Right.ESCALATE: Role.ANALYST,
    Right.MEND: Role.ANALYST,
    Right.SILENCE: Role.DUTY_OFFICER,
    Right.WATCH_CHANNEL: Role.DUTY_OFFICER,
    Right.ROUTES: Role.DUTY_OFFICER,
    Right.ROSTER: Role.DUTY_OFFICER,
    Right.ACTIVATE: Role.DUTY_OFFICER,
    Right.READ: Role.ANALYST,
    Right.SETTINGS: Role.DUTY_OFFICER,
    Right.AUDIT: Role.DUTY_OFFICER,
}
"""The least role for each right."""

_RANK = {role: rank for rank, role in enumerate(Role)}


@dataclass(frozen=True, slots=True)
class Guild:
    """What is set for one Discord server: which of its roles (ids) make a person what. Nobody named as viewer: everybody is one."""

    id: str
    duty_officer: frozenset[int] = frozenset()
    analyst: frozenset[int] = frozenset()
    viewer: frozenset[int] = frozenset()

    def roles(self, role: Role) -> frozenset[int]:
        """Discord's roles that make a person at least this."""
        named = {Role.DUTY_OFFICER: self.duty_officer, Role.ANALYST: self.analyst, Role.VIEWER: self.viewer}
        return frozenset().union(*(ids for what, ids in named.items() if _RANK[what] >= _RANK[role]))


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks, as Discord vouches for it at that moment: the server ("" in direct messages), and what they are there."""

    guild: str
    ref: str
    """Opaque, such as `discord:` and a number."""
    name: str
    roles: frozenset[int] = frozenset()
    administrator: bool = False


def role_of(person: Person, guild: Guild | None) -> Role | None:
    """What a person is: administrators are duty officers, and everybody is a viewer where nobody is named as one."""
    if person.administrator:
        return Role.DUTY_OFFICER
    rules = guild or Guild(person.guild)
    held = [role for role in Role if not person.roles.isdisjoint(rules.roles(role))]
    return held[-1] if held else None if rules.viewer else Role.VIEWER


def lacking(right: Right, person: Person, guild: Guild | None) -> Role | None:
    """The role that the person would need for this; None: they may."""
    role, least = role_of(person, guild), NEEDS[right]
    return None if role is not None and _RANK[role] >= _RANK[least] else least


def by_id(guilds: Iterable[Guild]) -> Mapping[str, Guild]:
    """For looking up."""
    return {guild.id: guild for guild in guilds}
