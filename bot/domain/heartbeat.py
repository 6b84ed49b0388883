"""A dead-man's switch: something that reports regularly, and calls people by its silence."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """It reports at least once in `every`; `grace` later its silence is a page of this severity by this policy ("": the usual one)."""

    id: str
    name: str
    every: timedelta
    grace: timedelta = timedelta(minutes=1)
    policy: str = ""
    severity: int = 3
