"""A page: somebody has to answer. What it is, what can happen to it (events), and what is then to be done (effects).

open -> acked | snoozed -> resolved; back to open by an ack time-out, a risen severity, a snooze that is over, or somebody's wish.
An open page always has a next timer; the others only that of their own end.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from bot.domain.person import Urgency
from bot.domain.policy import Policy, Target


class PageState(StrEnum):
    """Where a page stands."""

    OPEN = "open"
    """Somebody is being called."""
    ACKED = "acked"
    """As many as are needed have said that they see to it."""
    SNOOZED = "snoozed"
    """Put off to a certain time."""
    RESOLVED = "resolved"


class PageReason(StrEnum):
    """Why a page changed, or why somebody is told of it."""

    OPENED = "opened"
    STEP = "step"
    """The next step of the policy was due."""
    REPEATED = "repeated"
    """All steps were done, and they begin again."""
    NEXT_CONTACT = "next_contact"
    """The person has not answered by the way tried before."""
    LAST_RESORT = "last_resort"
    """Steps and repeats are used up."""
    NOBODY = "nobody"
    """Nobody is on call there, can be reached, or has not acknowledged yet: the next step follows at once."""
    ACKED = "acked"
    ACK_COUNTED = "ack_counted"
    """One more has acknowledged; more are needed."""
    ACK_TIMED_OUT = "ack_timed_out"
    SNOOZED = "snoozed"
    SNOOZE_OVER = "snooze_over"
    RESOLVED = "resolved"
    REASSIGNED = "reassigned"
    REOPENED = "reopened"
    ESCALATED = "escalated"
    """Somebody wants the next ones to be called now."""
    SEVERITY_ROSE = "severity_rose"
    STORM_CAP = "storm_cap"
    """As many notifications in an hour as the policy allows: further ones are held back, and counted."""
    STORM_OVER = "storm_over"
    """They go out again; the count is how many were held back."""


class TimerKind(StrEnum):
    """What is due. Of two at one instant the earlier in this list goes first."""

    SNOOZE_OVER = "snooze_over"
    ACK_OVER = "ack_over"
    CONTACT = "contact"
    STEP = "step"
    LAST_RESORT = "last_resort"


@dataclass(frozen=True, slots=True)
class Timer:
    """Something that is due at `at`; the last two are of CONTACT: whose way of which number."""

    at: datetime
    kind: TimerKind
    person: str = ""
    contact: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """One page. It carries its policy as it was when it was opened, so that new settings change no page under way."""

    id: str
    policy: Policy
    severity: int
    state: PageState = PageState.OPEN
    seq: int = 0
    """Changes so far; 0 is a page that is not opened yet."""
    round: int = 0
    step: int = 0
    """The next step of the policy."""
    acks: tuple[str, ...] = ()
    """Who has acknowledged since it last opened."""
    timers: tuple[Timer, ...] = ()
    sent: tuple[datetime, ...] = ()
    """When it notified somebody, the last hour only; the last resort is left out."""
    held: int = 0
    """Notifications that the cap held back and that nobody was told the count of yet."""

    called: tuple[str, ...] = ()
    """Who was notified of it, each once; the first one first."""

    @property
    def due(self) -> datetime | None:
        """When it has to be looked at next."""
        return min((timer.at for timer in self.timers), default=None)


@dataclass(frozen=True, slots=True)
class Opened:
    """The page begins."""


@dataclass(frozen=True, slots=True)
class Due:
    """A timer may be due."""


@dataclass(frozen=True, slots=True)
class Acked:
    """Somebody (an id) sees to it."""

    by: str


@dataclass(frozen=True, slots=True)
class Snoozed:
    """Somebody puts it off."""

    by: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Resolved:
    """It is over; `by` "" is Tocsin itself."""

    by: str


@dataclass(frozen=True, slots=True)
class Reassigned:
    """Somebody gives it to somebody else."""

    by: str
    to: str


@dataclass(frozen=True, slots=True)
class Reopened:
    """It was not over."""

    by: str


@dataclass(frozen=True, slots=True)
class Escalated:
    """Somebody cannot wait for who was called: the next step now."""

    by: str


@dataclass(frozen=True, slots=True)
class SeverityRose:
    """The story got worse."""

    to: int


Event: TypeAlias = Opened | Due | Acked | Snoozed | Resolved | Reassigned | Reopened | Escalated | SeverityRose


@dataclass(frozen=True, slots=True)
class Notify:
    """Call `person` by their contact of this number."""

    person: str
    urgency: Urgency
    contact: int
    reason: PageReason


@dataclass(frozen=True, slots=True)
class Post:
    """Tell a place: a channel or a webhook."""

    target: Target
    reason: PageReason


@dataclass(frozen=True, slots=True)
class Announce:
    """Say it where the page is shown. `who` is a person's id; `count` is acknowledgements, or notifications held back."""

    reason: PageReason
    who: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Arm:
    """The page is due at `at`, and at no other time; None: never."""

    at: datetime | None


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the audit trail; `seq` counts up by one from 1."""

    seq: int
    at: datetime
    before: PageState | None
    after: PageState
    reason: PageReason
    by: str = ""


Effect: TypeAlias = Notify | Post | Announce | Arm | Record
