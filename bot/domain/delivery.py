"""A delivery: the intent to show one card in one channel, and what became of it.

    due -> leased -> sent | dead        (a failed try goes back to due, later)

The row is written in the transaction that decides the item, so a crash can neither lose nor invent a post.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.card import Card
from bot.domain.reasons import FailReason
from bot.domain.route import Mention


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    DUE = "due"
    LEASED = "leased"
    SENT = "sent"
    DEAD = "dead"
    """Given up, with its reason; people are told another way."""


class Subject(StrEnum):
    """What a delivery is about."""

    ALERT = "alert"
    NOTICE = "notice"
    """Tocsin speaking of itself: a source died, a channel is gone."""
    WATCH = "watch"
    """A story that somebody watches for; `route` is the watch's id."""


def delivery_id(subject: str, channel: str) -> str:
    """20 hexadecimal digits, the same for the same subject and channel: also Discord's nonce (at most 25 characters)."""
    return hashlib.blake2b(f"{subject}\0{channel}".encode(), digest_size=10).hexdigest()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One card for one channel. `item_id` is "" for notices; `priority` is the severity (higher first)."""

    id: str
    subject: Subject
    item_id: str
    channel: str
    card: Card
    due_at: datetime
    created_at: datetime
    priority: int = 0
    route: str = ""
    mention: Mention | None = None
    state: DeliveryState = DeliveryState.DUE
    attempts: int = 0
    uncertain: bool = False
    """An earlier sender took it and was never heard of again: it may have been posted."""
    message_id: str = ""
    reason: FailReason | None = None
    detail: str = ""
    sent_at: datetime | None = None
