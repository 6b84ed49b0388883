"""A timer: something that is to happen once at its time, kept as a row, so that a restart neither loses nor repeats it."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.delivery import Delivery
from bot.domain.digest import PeriodReason
from bot.domain.landscape import Reading


@dataclass(frozen=True, slots=True)
class Timer:
    """`spec` says in words what the due times follow from; a timer that is armed with another one starts anew."""

    id: str
    spec: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class PeriodEnd:
    """How one period of a timer ended, with all that follows from it; written once, in one transaction."""

    timer_id: str
    due_at: datetime
    """The period: when it was due."""
    next_due: datetime
    done_at: datetime
    reason: PeriodReason
    detail: str = ""
    told: tuple[str, ...] = ()
    """Ids of what was told, so that it is not told again."""
    deliveries: tuple[Delivery, ...] = ()
    levels: tuple[Reading, ...] = ()
