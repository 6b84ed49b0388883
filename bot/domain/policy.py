"""Escalation policies: who is told first, who next, how long each is waited for, and what happens when nobody answers."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class TargetKind(StrEnum):
    """What a step may call."""

    PERSON = "person"
    ROTATION = "rotation"
    """Whose turn it is in a rotation, whatever stands above it."""
    LAYER = "layer"
    """Whose turn it is in one layer; `id` is "schedule/layer"."""
    ROLE = "role"
    """Who is on call for a role; `id` is "schedule/role"."""
    CHANNEL = "channel"
    WEBHOOK = "webhook"


PLACES = frozenset({TargetKind.CHANNEL, TargetKind.WEBHOOK})
"""Those that are no people: they are posted to and cannot answer."""


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody, or some place, by its id."""

    kind: TargetKind
    id: str


@dataclass(frozen=True, slots=True)
class Step:
    """All `targets` at once; the next step follows after `wait` unless enough have acknowledged by then."""

    targets: tuple[Target, ...]
    wait: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Policy:
    """Steps in order, all of them `repeats` more times, then the last resort again and again until somebody answers."""

    id: str
    steps: tuple[Step, ...]
    repeats: int = 1
    needs: int = 1
    """How many people must acknowledge."""
    ack_timeout: timedelta | None = None
    """How long an acknowledged page may stay unresolved before it is paged again; None: for ever."""
    last_resort: tuple[Target, ...] = ()
    last_resort_every: timedelta = timedelta(minutes=15)
    high_from: int = 3
    """The severity from which a page is urgent."""
    cap: int = 30
    """Notifications an hour at most, of one page; the last resort is not counted."""
