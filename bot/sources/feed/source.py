"""The source kind `feed`: ask the publisher politely, read what changed, leave the rest alone."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Protocol
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from bot.domain.errors import Failure, Permanent
from bot.domain.reasons import FailReason
from bot.domain.source import Memo, SourceInfo
from bot.fetch.request import Access, Answer, Ask
from bot.ports.source import Polled
from bot.ports.workers import Workers
from bot.sources.feed.discover import feed_address
from bot.sources.feed.reading import Reading, read_fast, read_tolerant

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5, */*;q=0.3"
)
_LONGEST_WAIT = timedelta(days=1)
"""What a publisher may ask for at most; beyond that it is a mistake."""
_LOST = frozenset((FailReason.NOT_FOUND, FailReason.GONE, FailReason.NOT_A_FEED))
"""Failures after which a remembered new address is not believed any longer."""


class FeedConfig(BaseModel):
    """What `config/sources.toml` may say of a feed beside what every source has."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    discover: bool = Field(default=True, description="If the address is a web page, look there for its feed and poll that")


class Getter(Protocol):
    """What this kind needs of `fetch`."""

    async def get(self, ask: Ask) -> Answer:
        """One conditional GET. Raises `Transient` or `Permanent`."""
        ...


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
        try:
            return await self._poll(memo)
        except Failure as failure:
            if not memo.moved_to or failure.reason not in _LOST:
                raise
            return await self._poll(Memo())

    async def _poll(self, memo: Memo) -> Polled:
        answer = await self._get(memo)
        known = _remembered(memo, answer)
        if answer.body is None:
            return Polled(known, None, self._wait(answer, _ttl(memo)))
        known = replace(known, body_hash=hashlib.blake2b(answer.body, digest_size=16).hexdigest())
        if known.body_hash == memo.body_hash:
            return Polled(known, None, self._wait(answer, _ttl(memo)))
        try:
            reading = await self._read(answer.body, answer)
        except Permanent as failure:
            if failure.reason is not FailReason.NOT_A_FEED or not self._config.discover:
                raise
            return await self._discovered(answer, answer.body, failure)
        return self._polled(known, reading, answer)

    async def _get(self, memo: Memo) -> Answer:
        url = memo.moved_to or self._info.address
        home = url == self._info.address or _origin(url) == _origin(self._info.address)
        access = self._access if home else self._access.without_secrets()
        return await self._fetcher.get(Ask(url, memo.etag, memo.last_modified, _ACCEPT, access))

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
        memo = Memo(moved_to=address)
        answer = await self._get(memo)
        if answer.body is None:
            raise failure
        digest = hashlib.blake2b(answer.body, digest_size=16).hexdigest()
        reading = await self._read(answer.body, answer)
        return self._polled(replace(_remembered(memo, answer), body_hash=digest), reading, answer)

    def _polled(self, memo: Memo, reading: Reading, answer: Answer) -> Polled:
        seconds = int(reading.ttl.total_seconds()) if reading.ttl else 0
        memo = replace(memo, seen=(str(seconds),) if seconds else ())
        return Polled(memo, reading.entries, self._wait(answer, reading.ttl))

    def _wait(self, answer: Answer, ttl: timedelta | None) -> timedelta | None:
        """The longer of what the server and the document ask for; the document's word counts up to the longest interval."""
        asked = [answer.wait or timedelta(0), min(ttl or timedelta(0), self._info.max_interval)]
        return min(max(asked), _LONGEST_WAIT) or None


def _origin(url: str) -> tuple[str, str]:
    """Scheme and authority: secrets belong to one origin."""
    parts = urlsplit(url)
    return parts.scheme.lower(), parts.netloc.lower()


def _remembered(memo: Memo, answer: Answer) -> Memo:
    """The memo after an answer: a 304 may leave the validators out, which means that they still hold (RFC 9110, 15.4.5)."""
    unchanged = answer.body is None
    etag = answer.etag or (memo.etag if unchanged else "")
    last_modified = answer.last_modified or (memo.last_modified if unchanged else "")
    moved_to = answer.moved_to or memo.moved_to
    if (etag, last_modified, moved_to) == (memo.etag, memo.last_modified, memo.moved_to):
        return memo
    return replace(memo, etag=etag, last_modified=last_modified, moved_to=moved_to)


def _ttl(memo: Memo) -> timedelta | None:
    """The feed's own ttl as its last full document gave it, kept in `seen` in seconds."""
    return timedelta(seconds=int(memo.seen[0])) if memo.seen and memo.seen[0].isdecimal() else None
