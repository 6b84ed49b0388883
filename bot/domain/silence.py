"""Why a story that a route wants is not posted: somebody asked for silence, something bigger explains it, work is being done."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.hours import Hours
from bot.domain.match import Match
from bot.domain.reasons import SilenceReason


@dataclass(frozen=True, slots=True)
class Silence:
    """A stored wish for silence. In force from `starts` to `ends`, unless somebody ends it before: then `ends` is that moment."""

    id: str
    matcher: str
    """As it was written; what it means is `match`."""
    match: Match
    starts: datetime
    ends: datetime
    author: str
    reason: str
    created: datetime
    ended_by: str = ""
    """Who ended it before its time."""
    guild: str = ""
    """The Discord server that asked: only what is posted there is held back. "": everything."""

    def in_force(self, now: datetime) -> bool:
        """Whether it holds at this instant."""
        return self.starts <= now < self.ends


@dataclass(frozen=True, slots=True)
class SilenceRefusal:
    """Why a wish for silence was not taken; `detail` says what and, after a semicolon, how to mend it."""

    reason: SilenceReason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Inhibition:
    """While an open story meets `source`, stories that meet `target` and share a value of each field in `equal` are not posted."""

    id: str
    source: Match
    target: Match
    equal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Maintenance:
    """Stories that meet `match` are not posted during the hours of each week, or from one instant to another."""

    id: str
    match: Match
    reason: str = ""
    hours: Hours | None = None
    starts: datetime | None = None
    ends: datetime | None = None

    def in_force(self, now: datetime) -> bool:
        """Whether it holds at this instant."""
        if self.hours is not None:
            return self.hours.until(now) is not None
        return self.starts is not None and self.ends is not None and self.starts <= now < self.ends
