"""The source kind `feed`: ask the publisher politely, read what changed, leave the rest alone."""

from dataclasses import replace
from datetime import timedelta

import structlog
from pydantic import BaseModel, ConfigDict, Field

from bot.domain.errors import Permanent
from bot.domain.reasons import FailReason
from bot.domain.source import Memo, SourceInfo
from bot.fetch.again import Getter, ask_again, or_at_home
from bot.fetch.request import Access, Answer
from bot.ports.source import Polled
from bot.ports.workers import Workers
from bot.sources.feed.discover import feed_address
from bot.sources.feed.document import MAX_ENTRIES
from bot.sources.feed.reading import Reading, read_fast, read_tolerant

log = structlog.get_logger(__name__)

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5, */*;q=0.3"
)
_LONGEST_WAIT = timedelta(days=1)
"""What a publisher may ask for at most; beyond that it is a mistake."""


class FeedConfig(BaseModel):
    """What `config/sources.toml` may say of a feed beside what every source has."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    discover: bool = Field(default=True, description="If the address is a web page, look there for its feed and poll that")


class FeedSource:
    """One feed. Keeps nothing between polls but what is in the memo: validators, the body's hash, the feed's own ttl."""

    def __init__(self, info: SourceInfo, config: FeedConfig, access: Access, fetcher: Getter, workers: Workers) -> None:
        self._info = info
        self._config = config
        self._access = access
        self._fetcher = fetcher
        self._workers = workers

    @property
    def info(self) -> SourceInfo:
        """What people know it by."""
        return self._info

    async def poll(self, memo: Memo) -> Polled:
        """Asks once, and once more where a page names its feed or a remembered address has died."""
        return await or_at_home(self._poll, memo)

    async def _poll(self, memo: Memo) -> Polled:
        answer, known = await self._ask(memo)
        if answer.body is None or known.body_hash == memo.body_hash:
            return Polled(known, None, self._wait(answer, _ttl(memo)))
        try:
            reading = await self._read(answer.body, answer)
        except Permanent as failure:
            if failure.reason is not FailReason.NOT_A_FEED or not self._config.discover:
                raise
            return await self._discovered(answer, answer.body, failure)
        return self._polled(known, reading, answer)

    async def _ask(self, memo: Memo) -> tuple[Answer, Memo]:
        return await ask_again(self._fetcher, self._info.address, memo, self._access, _ACCEPT)

    async def _read(self, body: bytes, answer: Answer) -> Reading:
        language = self._info.lang
        reading = await self._workers.light(read_fast, body, answer.url, language)
        if reading is None:
            reading = await self._workers.heavy(read_tolerant, body, answer.url, answer.content_type, language)
        return reading

    async def _discovered(self, page: Answer, body: bytes, failure: Permanent) -> Polled:
        """The feed that the page names, read and remembered. Raises the page's own failure where it names none."""
        address = await self._workers.light(feed_address, body, page.url)
        if address in {"", page.url, self._info.address}:
            raise failure
        answer, known = await self._ask(Memo(moved_to=address))
        if answer.body is None:
            raise failure
        return self._polled(known, await self._read(answer.body, answer), answer)

    def _polled(self, memo: Memo, reading: Reading, answer: Answer) -> Polled:
        seconds = int(reading.ttl.total_seconds()) if reading.ttl else 0
        memo = replace(memo, seen=(str(seconds),) if seconds else ())
        if len(reading.entries) >= MAX_ENTRIES:
            log.warning("feed.cut", source=self._info.id, entries=MAX_ENTRIES)
        return Polled(memo, reading.entries, self._wait(answer, reading.ttl))

    def _wait(self, answer: Answer, ttl: timedelta | None) -> timedelta | None:
        """The longer of what the server and the document ask for; the document's word counts up to the longest interval."""
        asked = [answer.wait or timedelta(0), min(ttl or timedelta(0), self._info.max_interval)]
        return min(max(asked), _LONGEST_WAIT) or None


def _ttl(memo: Memo) -> timedelta | None:
    """The feed's own ttl as its last full document gave it, kept in `seen` in seconds."""
    return timedelta(seconds=int(memo.seen[0])) if memo.seen and memo.seen[0].isdecimal() else None
