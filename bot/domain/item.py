"""An item: one entry of one source, from fetched to its one final state.

    pending -> alerted | quiet | rejected | duplicate | failed

`pending` is the only state that is not final; `reason` says why in every state.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.reasons import ItemReason


class ItemState(StrEnum):
    """Where an item stands."""

    PENDING = "pending"
    ALERTED = "alerted"
    """An alert with at least one delivery."""
    QUIET = "quiet"
    """An alert that nobody's route asked for, that was less probable than asked for, or from the backlog of a new source."""
    REJECTED = "rejected"
    """Not an alert."""
    DUPLICATE = "duplicate"
    """`duplicate_of` says of which item."""
    FAILED = "failed"
    """Could not be judged; the detail is kept."""


ALERTS = frozenset({ItemState.ALERTED, ItemState.QUIET})
"""The states of an item that was judged to be an alert and repeats none."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a source yields: plain text only, addresses absolute, times UTC. `id` is stable within its source."""

    id: str
    title: str
    text: str
    url: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    author: str = ""
    tags: tuple[str, ...] = ()
    lang: str = ""


def item_id(source_id: str, entry_id: str) -> str:
    """The same entry of the same source always gets the same id: 20 hexadecimal digits."""
    return hashlib.blake2b(f"{source_id}\0{entry_id}".encode(), digest_size=10).hexdigest()


@dataclass(frozen=True, slots=True)
class Item:
    """A stored entry. `canonical_url` is "" where there is no address; times are UTC."""

    id: str
    source_id: str
    entry_id: str
    title: str
    text: str
    url: str
    canonical_url: str
    lang: str
    published: datetime | None
    fetched_at: datetime
    state: ItemState = ItemState.PENDING
    reason: ItemReason = ItemReason.FETCHED
    detail: str = ""
    duplicate_of: str = ""
    backlog: bool = False
    attempts: int = 0
    """How often judging it was begun."""
    story_id: str | None = None
    """The story it tells, a copy that of its original; None for what is no alert."""
    turn: int = 0
    """Items with a smaller one are judged first: below 0 for what looks pressing."""
