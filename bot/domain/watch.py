"""A watch: what a person or a channel wants to hear of, wherever the routes send it, until a day that is named beforehand.

    actor:APT28   country:LT   sector:energy   cve:CVE-2026-1234   kind:ransomware   "free words"   severity>=3

It is written as any matcher is (`bot.analysis.matcher`): all conditions must hold, an actor is watched by every name it has.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from bot.domain.match import Match
from bot.domain.reasons import WatchRefusal
from bot.domain.route import Channel

DIRECT = "dm:"
"""Destinations that begin with it are a person's direct messages: "dm:" and the Discord user id."""


@dataclass(frozen=True, slots=True)
class Watch:
    """`owner` is who asked ("discord:7", "cli"); `to` is a channel id of routes.toml, or `DIRECT` and a user id."""

    id: str
    owner: str
    to: str
    text: str
    match: Match
    created: datetime
    ends: datetime
    ended_at: datetime | None = None
    """When it was ended before its time."""
    ended_by: str = ""
    guild: str = ""
    """The Discord server where it was asked for, "" at the command line."""

    def active(self, now: datetime) -> bool:
        """Whether it is in force."""
        return self.ended_at is None and now < self.ends


@dataclass(frozen=True, slots=True)
class NotWatched:
    """Why a wish was not taken; `detail` says it in words where the reason alone does not."""

    reason: WatchRefusal
    detail: str = ""


def direct(to: str) -> Channel | None:
    """The channel behind a destination of direct messages; None for any other."""
    return Channel(to, "discord_dm", to.removeprefix(DIRECT)) if to.startswith(DIRECT) else None


def watch_id(owner: str, to: str, match: Match) -> str:
    """8 hexadecimal digits, the same for the same wish: asking twice renews, and does not double. How it is written is free."""
    wish = sorted((name, str(value)) for name, value in match.as_dict().items())
    return hashlib.blake2b(f"{owner}\0{to}\0{wish}".encode(), digest_size=4).hexdigest()
