"""When a source brought something new: all that its rhythm is learnt from."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Gap:
    """A time without anything new. `weekday` is the day it began on, Monday 0, in UTC."""

    weekday: int
    length: timedelta


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The gaps of one source, oldest first, and when it last brought something new."""

    source_id: str
    last: datetime | None = None
    gaps: tuple[Gap, ...] = ()
