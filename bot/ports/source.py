"""A source as the poll verb sees it: ask it once, get new facts or a `Failure`."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.domain.item import Entry
from bot.domain.source import Memo, SourceInfo


@dataclass(frozen=True, slots=True)
class Polled:
    """One good answer. `entries` is None when nothing changed since the memo was written."""

    memo: Memo
    entries: tuple[Entry, ...] | None
    wait: timedelta | None = None
    """The least time the publisher asks us to stay away (Cache-Control, Expires, ttl, sy:updatePeriod)."""


class Source(Protocol):
    """One configured source."""

    @property
    def info(self) -> SourceInfo:
        """What people know it by."""
        ...

    async def poll(self, memo: Memo) -> Polled:
        """Asks once. Raises `Transient` or `Permanent`; never retries by itself."""
        ...


class Pages(Protocol):
    """Fetches the page behind an entry, politely and safely."""

    async def html(self, url: str) -> bytes:
        """The page's bytes. No source's secrets go there. Raises `Transient` or `Permanent`."""
        ...
