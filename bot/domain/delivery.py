"""A delivery: the intent to show one card in one channel, and what became of it.

    due -> leased -> sent | dead        (a failed try goes back to due, later)

The row is written in the transaction that decides the item, so a crash can neither lose nor invent a post.

The post of a story (its *head*) is one such row for as long as the story lives. A later report writes a new card into it and
counts `revision` up: what is wanted. `shown` is the revision that people see. The row is due again while the two differ, so
several reports that come before the sender does make one edit. Each report's line in the thread is a row of its own, that
names its head.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.card import Card
from bot.domain.reasons import FailReason
from bot.domain.route import Mention

PACE = timedelta(minutes=1)
"""Between two edits of one post, unless it got worse: a surge must not use up what Discord allows in a channel."""


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
    REPORT = "report"
    """One line in the thread of a story's post: what a further report adds."""
    LANDSCAPE = "landscape"
    """The threat level of a country or sector changed."""
    DIGEST = "digest"
    """What is new, open and changed, at its period."""
    SITUATION = "situation"
    """Many stories that are one event: one post in place of many."""
    ACTIVATION = "activation"
    """A team is asked to help: the board, and what each member is told."""
    ROOM = "room"
    """A place for those who accepted: a thread that others cannot read, where the sink can make one."""
    HANDOVER = "handover"
    """What one shift leaves to the next, and what somebody has to know of their own shifts."""
    CALL = "call"
    """Somebody called whoever is on call: a line below the post of the story."""
    PAGE = "page"
    """Somebody is called, or it is said what became of a page; `item_id` is the page's id."""
    WATCH = "watch"
    """A story that somebody watches for; `route` is the watch's id."""


def delivery_id(subject: str, channel: str) -> str:
    """20 hexadecimal digits, the same for the same subject and channel: also Discord's nonce (at most 25 characters)."""
    return hashlib.blake2b(f"{subject}\0{channel}".encode(), digest_size=10).hexdigest()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One card for one channel. `item_id` is "" for notices, the story's id for its post, the report's for a line; `priority` is
    the severity (higher first).
    """

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
    """When this was last shown, or shown anew."""
    revision: int = 1
    """Which writing of the card is wanted."""
    shown: int = 0
    """Which one people see; 0 for none."""
    generation: int = 0
    """How often the post was deleted by hand and made anew."""
    head: str = ""
    """For a line: the id of the post in whose thread it belongs."""
    silent: bool = False
    """Shown without a notification; for a post that is out: the change that waits is not worth one."""
    posted_at: datetime | None = None
    """When the present message was made."""
    wanted_at: datetime | None = None
    """When what waits now was written; None for the first writing, which is as old as the row."""
    note: str = ""
    """What people added to a post (who acknowledged it, and when); kept when its card is written anew."""

    @property
    def nonce(self) -> str:
        """At most 25 characters, another for each generation: Discord must not take a new post for the deleted one."""
        return delivery_id(self.id, str(self.generation)) if self.generation else self.id


OPEN = frozenset({DeliveryState.DUE, DeliveryState.LEASED})
"""States of what is not shown as it is wanted yet."""


def rewritten(old: Delivery, new: Delivery) -> Delivery:
    """The row of a post after its story changed; `new.due_at` is the time of the change, `new.silent` whether it is worth a
    notification. What is not shown yet stays one post; what is shown is edited, soon or at once if it got worse. A post that was
    given up is tried again, but one that was deleted by hand only for what is worth it.
    """
    if old.card == new.card:
        return old
    waits, now = old.state in OPEN, new.due_at
    fresh = replace(
        old,
        card=new.card,
        subject=new.subject,
        route=new.route or old.route,
        priority=max(old.priority, new.priority),
        revision=old.revision + 1,
        silent=new.silent and (old.silent or not waits),
        mention=old.mention if old.message_id else old.mention or new.mention,
        due_at=_due(old, new),
    )
    if waits or (old.state is DeliveryState.DEAD and old.reason is FailReason.DELETED_BY_HAND and new.silent):
        return fresh
    return replace(fresh, state=DeliveryState.DUE, attempts=0, wanted_at=now)


def noted(old: Delivery, note: str, at: datetime) -> Delivery:
    """The row after people added something: edited at once and without a sound, because they look at it now. What was given up
    stays so.
    """
    if old.note == note:
        return old
    waits = old.state in OPEN
    fresh = replace(old, note=note, revision=old.revision + 1, silent=old.silent if waits else True)
    if old.state is DeliveryState.DEAD:
        return fresh
    if waits:
        return replace(fresh, due_at=min(old.due_at, at)) if old.message_id else fresh
    return replace(fresh, state=DeliveryState.DUE, attempts=0, due_at=at, wanted_at=at)


def shown(old: Delivery, message_id: str, at: datetime, revision: int) -> Delivery:
    """The row after this writing of it was shown; due again where a newer one was written meanwhile."""
    after = replace(
        old,
        message_id=message_id,
        sent_at=at,
        shown=revision,
        uncertain=False,
        posted_at=old.posted_at if old.message_id == message_id and old.posted_at else at,
    )
    if old.revision > revision:
        return replace(after, state=DeliveryState.DUE, attempts=0)
    return replace(after, state=DeliveryState.SENT)


def lost(old: Delivery, at: datetime, *, again: bool) -> Delivery:
    """The row of a post that somebody deleted: wanted anew, without a sound, or given up."""
    bare = replace(old, message_id="", shown=0, uncertain=False, reason=FailReason.DELETED_BY_HAND, detail="")
    if not again:
        return replace(bare, state=DeliveryState.DEAD)
    return replace(bare, state=DeliveryState.DUE, due_at=at, wanted_at=at, attempts=0, generation=old.generation + 1)


def _due(old: Delivery, new: Delivery) -> datetime:
    if new.priority > old.priority or not old.sent_at:
        return old.due_at if old.state is DeliveryState.DUE and new.priority <= old.priority else new.due_at
    if old.state is DeliveryState.DUE:
        return old.due_at
    return max(new.due_at, old.sent_at + PACE)
