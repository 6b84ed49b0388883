"""A source: who publishes, and what is remembered between two polls of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.reasons import FailReason
from bot.domain.tlp import Tlp


class Publisher(StrEnum):
    """What kind of voice a source is."""

    OFFICIAL = "official"
    PRESS = "press"
    VENDOR = "vendor"
    RESEARCH = "research"


class Grade(StrEnum):
    """Reliability of a source by the Admiralty code (NATO AJP-2.1): A completely reliable ... F cannot be judged."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What people know a source by. `lang` is ISO 639-1 or "" (detect), `country` ISO 3166 alpha-2, "EU", "INT" or ""."""

    id: str
    name: str
    kind: str
    address: str
    lang: str = ""
    country: str = ""
    publisher: Publisher = Publisher.PRESS
    grade: Grade = Grade.F
    post_backlog: bool = False
    """Whether entries found by the very first poll are posted too (else they are filed as backlog)."""
    full_text: bool = False
    """Whether the page behind each new entry is fetched for its main text."""
    min_interval: timedelta = timedelta(minutes=5)
    max_interval: timedelta = timedelta(hours=6)
    tlp: Tlp = Tlp.CLEAR
    """How far its texts may be passed on."""


@dataclass(frozen=True, slots=True)
class Memo:
    """What one poll leaves for the next one, so that unchanged things cost nothing."""

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    moved_to: str = ""
    """Where a permanent redirect said the source lives now."""
    seen: tuple[str, ...] = ()
    """Source kinds that list things (a folder) keep their fingerprint of it here."""
    address: str = ""
    """The configured address that this is the memory of; at another address nothing is known."""


@dataclass(frozen=True, slots=True)
class Health:
    """How a source has been doing. `failures` counts polls in a row that failed."""

    failures: int = 0
    reason: FailReason | None = None
    detail: str = ""
    broken_since: datetime | None = None
    announced: bool = False
    """Whether it has failed long enough to be told."""
    last_poll_at: datetime | None = None
    last_ok_at: datetime | None = None
    last_new_at: datetime | None = None
    items: int = 0
    """New items stored since the source was added."""
    empty_since: datetime | None = None
    """Since when it answers well and lists nothing, where it used to; None while it lists something."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """One row per source: when it is due, its memory and its health."""

    source_id: str
    due_at: datetime
    memo: Memo = field(default_factory=Memo)
    health: Health = field(default_factory=Health)
    interval: timedelta = timedelta(minutes=15)
    """The adaptive interval in force, without jitter."""
    paused: bool = False
