"""A calendar somewhere on the web, as the calendars verb sees it."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CalendarCopy:
    """What was got, and by what it is asked for again. `body` is None where nothing changed since."""

    body: bytes | None
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class CalendarPlace:
    """Where a calendar is; the address may be a secret. `private` allows addresses that are not on the public Internet."""

    url: str = field(repr=False)
    private: bool = False


class CalendarWeb(Protocol):
    """Gets calendars."""

    async def get(self, place: CalendarPlace, etag: str, last_modified: str) -> CalendarCopy:
        """One conditional question. Raises `Transient` or `Permanent`; never retries by itself."""
        ...
