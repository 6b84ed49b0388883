"""Feedback: what people say of an alert that they were shown, and what they say together."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.reasons import RefusalReason


class Judgement(StrEnum):
    """What somebody says of an alert."""

    RELEVANT = "relevant"
    """Rightly posted."""
    NOISE = "noise"
    """Should not have been posted."""
    WRONG_KIND = "wrong_kind"
    """Rightly posted, under the wrong kind."""


@dataclass(frozen=True, slots=True)
class Press:
    """What somebody hands in, unchecked: by a button, a command or a page. `item` is an item's id or an article's address."""

    item: str
    who: str
    judgement: Judgement
    channel: str = ""
    right_kind: str = ""
    note: str = ""
    guild: str = ""
    """The Discord server where it was pressed, for the audit trail."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """The present judgement of one person of one alert in one channel. A later one takes its place.

    `kind`, `score` and `severity` are the verdict's: they outlive the item, which may be forgotten after a while.
    """

    item_id: str
    channel: str
    """An id of `routes.toml`; "" speaks of no channel and moves no threshold."""
    who: str
    """An opaque reference, such as `discord:` and a number."""
    judgement: Judgement
    at: datetime
    """When this judgement was given, UTC."""
    kind: str
    score: float
    severity: int
    right_kind: str = ""
    """For a wrong kind the right one; for noise the kind of non-alert that it is, where that was said."""
    note: str = ""
    changes: int = 0
    """How often this person has changed their mind about it."""


class Kept(StrEnum):
    """What a store did with a judgement."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    """It was there already, or a later one is."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A judgement was understood. `threshold` is the channel's from now on, `before` that until now; None without a channel."""

    feedback: Feedback
    kept: Kept
    before: float | None = None
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A judgement was not taken; `detail` names what it stumbled over."""

    reason: RefusalReason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Consensus:
    """What most people say of one item; `right_kind` is "" where they name none or agree on none."""

    judgement: Judgement
    right_kind: str = ""


def consensus(said: Iterable[Feedback]) -> Consensus | None:
    """One item's feedback in one answer: everybody has one vote, their latest over all channels. None at a tie."""
    votes: dict[str, Feedback] = {}
    for one in sorted(said, key=lambda f: (f.at, f.channel)):
        votes[one.who] = one
    judgement = _most(Counter(v.judgement for v in votes.values()))
    if judgement is None:
        return None
    kinds = Counter(v.right_kind for v in votes.values() if v.judgement == judgement and v.right_kind)
    return Consensus(Judgement(judgement), _most(kinds) or "")


def _most(votes: Counter[str] | Counter[Judgement]) -> str | None:
    """The choice with more votes than any other."""
    ranked = votes.most_common(2)
    return None if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]) else ranked[0][0]


@dataclass(frozen=True, slots=True)
class KindWeek:
    """How one kind did in one ISO week: items judged, what was said of them, and the share that was right.

    `low` and `high` bound that share with 95 % confidence (Wilson); `tied` items are not among the judged.
    """

    week: str
    """As `2026-W02`."""
    kind: str
    judged: int
    relevant: int
    wrong_kind: int
    noise: int
    tied: int
    precision: float | None
    """None when nothing but ties is there."""
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ChannelThreshold:
    """The least probability that a channel posts from, inside the bounds of its settings, and how much feedback set it."""

    channel: str
    low: float
    high: float
    threshold: float
    heard: int
