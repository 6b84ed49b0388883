"""A story: what happened, told by one or more items. For now each story has one item."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Story:
    """`id` is the id of its first item."""

    id: str
    title: str
    kind: str
    severity: int
    first_seen: datetime
    last_seen: datetime
