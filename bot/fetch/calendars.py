"""Calendars that somebody else keeps, asked conditionally, politely and within bounds."""

from bot.fetch.client import Fetcher
from bot.fetch.request import Access, Ask
from bot.ports.calendars import CalendarCopy

LARGEST = 5_000_000
"""Bytes; as many as are read."""


class WebCalendars:
    """Implements `ports.calendars.CalendarWeb`."""

    def __init__(self, fetcher: Fetcher, *, allow_private: bool = False) -> None:
        """`allow_private` lets a test serve calendars from its own machine."""
        self._fetcher = fetcher
        self._access = Access(allow_private=allow_private)

    async def get(self, url: str, etag: str, last_modified: str) -> CalendarCopy:
        """See the port."""
        ask = Ask(url, etag, last_modified, accept="text/calendar", access=self._access, max_body=LARGEST)
        answer = await self._fetcher.get(ask)
        return CalendarCopy(answer.body, answer.etag, answer.last_modified)
