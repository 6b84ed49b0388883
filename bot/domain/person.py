"""People who can be called: where they live, what they can do, and by which ways they are reached."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

UTC_ZONE = ZoneInfo("UTC")


class Method(StrEnum):
    """A way to reach somebody. The last eight are spoken by Apprise."""

    DISCORD_DM = "discord_dm"
    DISCORD_MENTION = "discord_mention"
    """By name in the channel of the page."""
    EMAIL = "email"
    SMS = "sms"
    VOICE = "voice"
    PUSH = "push"
    SLACK = "slack"
    TEAMS = "teams"
    MATRIX = "matrix"
    NTFY = "ntfy"
    TELEGRAM = "telegram"
    APPRISE = "apprise"
    """Any other address that Apprise knows."""


class Urgency(StrEnum):
    """How much a page may disturb."""

    HIGH = "high"
    LOW = "low"


BOTH = frozenset(Urgency)


@dataclass(frozen=True, slots=True)
class Contact:
    """One way, tried `after` the person was first notified and has not answered; `urgencies` are the pages that it is used for.

    `address` is what the method needs: a Discord id, a mail address, a number in E.164, or an address of Apprise.
    """

    method: Method
    address: str = field(repr=False)
    after: timedelta = timedelta()
    urgencies: frozenset[Urgency] = BOTH


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Wall-clock times in the person's own zone, each day; an `end` that is not after `start` is on the next day."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a roster. `country` is ISO 3166 alpha-2 or "", languages ISO 639-1, skills are words of the roster's own."""

    id: str
    name: str
    zone: ZoneInfo = UTC_ZONE
    country: str = ""
    languages: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    contacts: tuple[Contact, ...] = ()
    quiet: QuietHours | None = None
