"""The page behind an entry, for its full text."""

from bot.domain.errors import Permanent
from bot.domain.reasons import FailReason
from bot.fetch.client import Fetcher
from bot.fetch.limits import MIB
from bot.fetch.request import Access, Ask

_MEDIA = ("text/html", "application/xhtml+xml")


class WebPages:
    """Implements `ports.source.Pages`. A page's address comes out of a stranger's feed: no source's secrets go there."""

    def __init__(self, fetcher: Fetcher, *, allow_private: bool = False, max_body: int = 5 * MIB) -> None:
        """`max_body` in bytes; `allow_private` lets a test serve pages from its own machine."""
        self._fetcher = fetcher
        self._access = Access(allow_private=allow_private)
        self._max_body = max_body

    async def html(self, url: str) -> bytes:
        """The page's bytes; anything that calls itself something else than HTML is refused as `UNREADABLE`."""
        accept = ", ".join(_MEDIA)
        answer = await self._fetcher.get(Ask(url, accept=accept, access=self._access, only=_MEDIA, max_body=self._max_body))
        if not answer.body:
            raise Permanent(FailReason.EMPTY, "the page is empty")
        return answer.body
