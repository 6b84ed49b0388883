"""What can happen to an activation, what follows from it, and what a number of them were like."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.domain.activation import ActivationReason


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline; `seq` counts up by one from 1. `who` is the person it is about, `by` who did it ("" Tocsin)."""

    seq: int
    at: datetime
    reason: ActivationReason
    who: str = ""
    by: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """It begins."""


@dataclass(frozen=True, slots=True)
class Due:
    """Its time may have come."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """`who` comes; `by` says so, who may be another."""

    who: str
    by: str


@dataclass(frozen=True, slots=True)
class Refused:
    """`who` does not come, or no longer."""

    who: str
    by: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """Something for the timeline."""

    by: str
    text: str


@dataclass(frozen=True, slots=True)
class StoodDown:
    """It is over."""

    by: str
    outcome: str = ""


Event: TypeAlias = Opened | Due | Accepted | Refused | Noted | StoodDown


@dataclass(frozen=True, slots=True)
class Tell:
    """Something that one person has to know: that they are asked, reminded, called up, not needed any more."""

    person: str
    reason: ActivationReason


Effect: TypeAlias = Line | Tell


@dataclass(frozen=True, slots=True)
class Figures:
    """What activations were like, all of them together. Times are medians; None where there is none."""

    activations: int
    met: int
    """How many had enough people inside the deadline."""
    asked: int
    accepted: int
    refused: int
    silent: int
    first_answer: timedelta | None
    until_ready: timedelta | None
    by_country: Mapping[str, tuple[int, int]]
    """Country -> how many of it were asked, and how many came."""
