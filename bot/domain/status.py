"""How the bot and its sources are doing, as people ask for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.balance import Balance
from bot.domain.item import ItemState
from bot.domain.reasons import ItemReason
from bot.domain.source import SourceInfo, SourceState
from bot.domain.trouble import Trouble


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source as `/sources list` shows it; `state` is None until its first row exists."""

    info: SourceInfo
    state: SourceState | None


@dataclass(frozen=True, slots=True)
class Status:
    """The whole bot at the instant `now`; `counts` are items."""

    version: str
    started_at: datetime
    now: datetime
    counts: Mapping[tuple[ItemState, ItemReason], int]
    sources: int
    broken: tuple[SourceLine, ...]
    waiting: int
    """Deliveries that are not out yet."""
    oldest_due: datetime | None
    """When the longest due of them was due."""
    balance: Balance | None = None
    """The last count of everything fetched; None before the first."""
    troubles: tuple[Trouble, ...] = ()
    """What is wrong now, the newest first."""
    due: int = 0
    """Sources whose time to be polled has come."""
    overdue: int = 0
    """Of those, so many that came long ago: the bot does not keep up, or stands still."""
    paused: int = 0
    model: str = ""
    """The judge's version."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """What of a `Status` is cheap enough to be asked every minute."""

    now: datetime
    sources: int
    broken: int
    waiting: int
    oldest_due: datetime | None
