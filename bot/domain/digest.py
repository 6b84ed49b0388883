"""A digest: what is new, open and changed in one place, said at its period instead of post by post."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.match import Match
from bot.domain.period import Schedule
from bot.domain.story import Story


class PeriodReason(StrEnum):
    """How a period of a timer ended."""

    SENT = "sent"
    """Something was said."""
    NOTHING_NEW = "nothing_new"
    """There was nothing to say, so nothing was said."""


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest as it is set up: which stories, where, when by whose clock. Of a route it tells what the route holds for it,
    else what `match` means.
    """

    id: str
    channel: str
    schedule: Schedule
    match: Match = field(default_factory=Match)
    route: str = ""

    @property
    def timer_id(self) -> str:
        """Its row among the timers."""
        return f"digest/{self.id}"


@dataclass(frozen=True, slots=True)
class Heard:
    """A story with what of it has not been told yet: `fresh` are the ids of its new reports, `before` is the story without them
    (None where all of it is new).
    """

    story: Story
    fresh: tuple[str, ...] = ()
    before: Story | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """What one digest says of the time from `since` to `until`; each list with the most severe first."""

    since: datetime
    until: datetime
    new: tuple[Heard, ...] = ()
    changed: tuple[Heard, ...] = ()
    still_open: tuple[Heard, ...] = ()
    """Stories told before, of which nothing new was heard and which are not closed."""
    corroborated: tuple[Heard, ...] = ()
    """The best supported of the new and changed: two publishers at least."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing worth a post: what is merely still open is none."""
        return not self.new and not self.changed

    @property
    def told(self) -> tuple[str, ...]:
        """Ids of the reports that this edition tells."""
        return tuple(item_id for heard in (*self.new, *self.changed) for item_id in heard.fresh)
