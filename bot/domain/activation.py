"""An activation: a team is asked to help. Who asked for what, who was called, what each answered, and each thing that happened.

calling -> ready (as many as are wanted have accepted) | short (the deadline passed) -> stood_down

Until it is stood down an answer always counts, however late. Each change has one line of the timeline, numbered without a hole.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.person import Person


class ActivationState(StrEnum):
    """Where an activation stands."""

    CALLING = "calling"
    """People are being asked."""
    READY = "ready"
    """As many as are wanted have accepted."""
    SHORT = "short"
    """Too few have, and the deadline is over."""
    STOOD_DOWN = "stood_down"


class MemberState(StrEnum):
    """What somebody who was asked has answered."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    RESERVE = "reserve"
    """Accepted when enough had: needed where somebody drops out."""
    REFUSED = "refused"
    SILENT = "silent"
    """Has not answered in half the time; somebody else is asked, and an answer still counts."""


class ActivationReason(StrEnum):
    """What happened in an activation: one line of its timeline."""

    OPENED = "activation_opened"
    ASKED = "asked"
    ASKED_MORE = "asked_more"
    """Somebody was asked in the place of one who refused or is silent."""
    SHARE_RAISED = "share_raised"
    """No country is left that gives less than its share, so that each may give one more."""
    SKILL_MISSING = "skill_missing"
    """Nobody who can be asked has this skill."""
    NOBODY_LEFT = "nobody_left"
    """Everybody on the roster who fits was asked."""
    REMINDED = "reminded"
    ACCEPTED = "accepted"
    RESERVED = "reserved"
    """Accepted, when there were enough already."""
    CALLED_UP = "called_up"
    """One in reserve takes the place of one who dropped out."""
    REFUSED = "refused"
    SILENT = "silent"
    READY = "ready"
    DEADLINE_OVER = "deadline_over"
    NOTED = "noted"
    """Somebody wrote something down."""
    STOOD_DOWN = "stood_down"


class ActivationRefusal(StrEnum):
    """Why a wish about an activation was not done."""

    NO_SUCH_ACTIVATION = "no_such_activation"
    NO_SUCH_PERSON = "no_such_person"
    NOT_ASKED = "not_asked"
    """The person was not asked in this activation."""
    NOT_YOURS = "not_yours_to_answer"
    """The request is to somebody else."""
    OVER = "activation_over"
    """It is stood down."""
    NO_REASON = "activation_without_reason"
    NO_REQUESTER = "activation_without_requester"
    BAD_COUNT = "bad_count"
    BAD_DEADLINE = "bad_deadline"
    UNKNOWN_SKILL = "unknown_skill"
    NOBODY_TO_ASK = "nobody_to_ask"
    NOTHING_SAID = "nothing_said"
    CHANGED_MEANWHILE = "changed_meanwhile"
    """Others changed it at the same moment, again and again; say it once more."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be asked. `lead` has the lead's shift now, `carried` is in how many activations of late they accepted."""

    person: Person
    on_duty: bool = False
    lead: bool = False
    carried: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: by whom, why, about which story ("" for none), which skills, and how many people until when."""

    requester: str
    reason: str
    wanted: int
    deadline: datetime
    skills: frozenset[str] = frozenset()
    story_id: str = ""
    exercise: bool = False
    spare: float = 0.5
    """How many more than wanted are asked at once, as a share of those wanted."""


@dataclass(frozen=True, slots=True)
class Member:
    """One who was asked. `skills` are those of the wanted ones that they bring, `by` is who answered for them, where another did."""

    person: str
    name: str
    country: str
    skills: tuple[str, ...]
    lead: bool
    asked_at: datetime
    state: MemberState = MemberState.ASKED
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Activation:
    """One activation as it stands. It is due at `due`; None: never again."""

    id: str
    request: Request
    opened_at: datetime
    opened_by: str
    state: ActivationState = ActivationState.CALLING
    seq: int = 0
    """Lines of its timeline so far; 0 is one that is not opened yet."""
    members: tuple[Member, ...] = ()
    share: int = 0
    """How many of one country may be asked."""
    reminded: int = 0
    """How many of its reminders are done."""
    silenced: bool = False
    """Whether those who had not answered in half the time were found silent."""
    due: datetime | None = None
    channel: str = ""
    """Where its board stands; "" for nowhere."""
    closed_at: datetime | None = None
    outcome: str = ""

    @property
    def accepted(self) -> int:
        """How many come."""
        return sum(m.state is MemberState.ACCEPTED for m in self.members)

    def member(self, person: str) -> Member | None:
        """The one of this id who was asked."""
        return next((m for m in self.members if m.person == person), None)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            **asdict(self),
            "request": {**asdict(self.request), "skills": sorted(self.request.skills), "deadline": _text(self.request.deadline)},
            "members": [{**asdict(m), "asked_at": _text(m.asked_at), "answered_at": _text(m.answered_at)} for m in self.members],
            **{name: _text(getattr(self, name)) for name in ("opened_at", "due", "closed_at")},
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> "Activation":
        """Reads back `as_dict`."""
        asked, members = raw["request"], raw["members"]
        request = Request(**{**asked, "skills": frozenset(asked["skills"]), "deadline": _instant(asked["deadline"])})
        made = tuple(
            Member(
                **{**m, **_times(m, "asked_at", "answered_at"), "skills": tuple(m["skills"]), "state": MemberState(m["state"])}
            )
            for m in members
        )
        times = _times(raw, "opened_at", "due", "closed_at")
        return cls(**{**raw, **times, "request": request, "members": made, "state": ActivationState(raw["state"])})


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _times(raw: Mapping[str, Any], *names: str) -> dict[str, datetime | None]:
    return {name: _instant(raw[name]) for name in names}
