"""What people do about a story that is posted: somebody takes it on, somebody calls for help. One server's do not concern another's."""

from dataclasses import dataclass
from datetime import datetime, timedelta

QUIET_AFTER_CALL = timedelta(minutes=10)
"""So long nobody is called again about the same story in the same server."""


@dataclass(frozen=True, slots=True)
class Ack:
    """Somebody deals with a story. The first one stands."""

    story_id: str
    guild: str
    """The Discord server; "" for whoever is at the command line."""
    who: str
    """An opaque reference, such as `discord:` and a number."""
    name: str
    """As people know them."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody called whoever is on call about a story."""

    story_id: str
    guild: str
    who: str
    name: str
    at: datetime
