"""When a source brought something new: all that its rhythm is learnt from."""

from dataclasses import dataclass
from datetime import datetime, timedelta

DAYS = 7


@dataclass(frozen=True, slots=True)
class Gap:
    """The longest time without anything new that began on a day. `day` counts days in UTC as `date.toordinal` does."""

    day: int
    length: timedelta

    @property
    def weekday(self) -> int:
        """Monday is 0: day 1 was one."""
        return (self.day - 1) % DAYS


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The gaps of one source, one a day at most, oldest first; and when it last brought something new."""

    source_id: str
    last: datetime | None = None
    gaps: tuple[Gap, ...] = ()
