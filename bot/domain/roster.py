"""What people change about who is on call, beside the settings: overrides, leave, temporary schedules, swaps; and whether a way to
reach somebody was tried and found to be theirs.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from bot.domain.paging import PageRefusal
from bot.domain.person import Contact, Method
from bot.domain.schedule import Leave, Override, Temporary

CODE_LASTS = timedelta(minutes=30)
TRIES = 5
PUBLIC = frozenset({Method.DISCORD_MENTION})
"""Ways that need no check: being named in a channel of the team reaches no stranger."""


@dataclass(frozen=True, slots=True)
class Swap:
    """`asker` gives a stretch to `other` and, where `back_start` is set, takes one of theirs. It counts once they accept."""

    role: str
    asker: str
    other: str
    start: datetime
    end: datetime
    back_start: datetime | None = None
    back_end: datetime | None = None
    accepted: bool | None = None
    """None: not answered."""


RosterValue: TypeAlias = Override | Leave | Temporary | Swap


class RosterKind(StrEnum):
    """What an entry is."""

    OVERRIDE = "override"
    LEAVE = "leave"
    TEMPORARY = "temporary"
    SWAP = "swap"


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One change of who is on call. `schedule` is "" for leave, which concerns all; it counts from `created` until `ended_at`."""

    id: str
    kind: RosterKind
    schedule: str
    value: RosterValue
    by: str
    created: datetime
    ends: datetime
    ended_at: datetime | None = None
    """When it was taken back, or a swap was answered."""
    ended_by: str = ""

    @property
    def words(self) -> str:
        """In few words, for the audit trail."""
        what = self.value
        whom = f"{what.asker} to {what.other}" if isinstance(what, Swap) else getattr(what, "person", "")
        begins, ends = what.start.isoformat(timespec="minutes"), what.end.isoformat(timespec="minutes")
        where = "/".join(filter(None, (self.schedule, getattr(what, "role", ""))))
        return " ".join(filter(None, (self.kind, whom, where, f"from {begins} to {ends}")))

    @property
    def counts(self) -> bool:
        """Whether it was not taken back."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class ContactCheck:
    """Whether an address is its person's. It is known by its digest: no address, and no code, is kept."""

    person: str
    address: str
    code: str = ""
    sent_at: datetime | None = None
    tries: int = 0
    confirmed_at: datetime | None = None


def address_key(contact: Contact) -> str:
    """The same for the same method and address; another address has to be checked anew."""
    return _digest(f"{contact.method}\0{contact.address}")


def code_key(person: str, code: str) -> str:
    """A code as it is kept."""
    return _digest(f"{person}\0{code.strip()}")


def tried(check: ContactCheck | None, code: str, at: datetime) -> tuple[ContactCheck | None, PageRefusal | None]:
    """The check after somebody typed a code, and why it was refused; None: it is theirs from now on."""
    if check is None or not check.code or check.sent_at is None or at - check.sent_at > CODE_LASTS:
        return check, PageRefusal.NO_CODE
    if check.tries >= TRIES:
        return check, PageRefusal.TOO_MANY_TRIES
    if code_key(check.person, code) != check.code:
        return replace(check, tries=check.tries + 1), PageRefusal.WRONG_CODE
    return replace(check, code="", confirmed_at=at), None


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
