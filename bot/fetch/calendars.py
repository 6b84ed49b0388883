"""Calendars that somebody else keeps, asked conditionally, politely and within bounds."""

from bot.fetch.client import Fetcher
from bot.fetch.request import Access, Ask
from bot.ports.calendars import CalendarCopy, CalendarPlace

LARGEST = 5_000_000
"""Bytes; as many as are read."""


class WebCalendars:
    """Implements `ports.calendars.CalendarWeb`."""

    def __init__(self, fetcher: Fetcher) -> None:
        """The fetcher is open while calendars are asked for."""
        self._fetcher = fetcher

    async def get(self, place: CalendarPlace, etag: str, last_modified: str) -> CalendarCopy:
        """See the port."""
        access = Access(allow_private=place.private)
        ask = Ask(place.url, etag, last_modified, accept="text/calendar", access=access, max_body=LARGEST)
        answer = await self._fetcher.get(ask)
        return CalendarCopy(answer.body, answer.etag, answer.last_modified)
