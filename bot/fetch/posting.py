"""Posts to webhooks: one signed body to one address of the operator's own.

It does not go through `client.Fetcher`, for the reasons of `summaries.py`: the address is no stranger's, so it may be a private one and
needs no politeness; what is sent is signed for that place alone, so no redirect is followed. The answer's body is not read: only
the status says anything, and nobody decides about our memory.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import hdrs
from aiohttp.abc import AbstractResolver

from bot.domain.errors import Permanent
from bot.domain.reasons import FailReason
from bot.fetch.freshness import retry_after
from bot.fetch.outcome import failure_of_error, failure_of_status
from bot.fetch.resolver import NameResolver
from bot.fetch.trail import REDIRECTS, parse
from bot.ports.clock import Clock

TOTAL = 15.0
"""Seconds for a whole post: less than `deliver` waits for a sink, so that the failure is told by its own name."""
CONNECT = 5.0
AT_ONCE = 20
_GOOD = range(200, 300)


@dataclass(frozen=True, slots=True)
class Post:
    """What is sent where. Path and query of the address may be a secret, and so may the body."""

    url: str = field(repr=False)
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class Poster:
    """Use as `async with`; one serves the whole application."""

    def __init__(
        self, clock: Clock, user_agent: str = "Tocsin", *, total: float = TOTAL, resolver: AbstractResolver | None = None
    ) -> None:
        """Nothing is opened before the `async with`. `total` is in seconds."""
        self._clock = clock
        self._headers = {hdrs.USER_AGENT: user_agent, hdrs.CONTENT_TYPE: "application/json"}
        self._times = aiohttp.ClientTimeout(total=total, connect=min(CONNECT, total))
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    def now(self) -> datetime:
        """The instant that a body and its signature name."""
        return self._clock.now()

    async def __aenter__(self) -> Self:
        self._resolver = self._resolver or NameResolver(threads=2)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=AT_ONCE, resolver=self._resolver, force_close=True),
            headers=self._headers,
            timeout=self._times,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for closing in (self._session, self._resolver):
            if closing is not None:
                await closing.close()

    async def post(self, post: Post) -> None:
        """Returns when it was taken (2xx). Raises `Transient` or `Permanent`, whose detail names the host alone, without their cause,
        which may show the rest.
        """
        if self._session is None:
            raise RuntimeError("a Poster is used inside its async with")
        url = parse(post.url)
        where = str(url.with_user(None).origin())
        try:
            async with self._session.post(url, data=post.body, headers=dict(post.headers), allow_redirects=False) as response:
                status, asked = response.status, response.headers.get(hdrs.RETRY_AFTER, "")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            failure = failure_of_error(error, where)
        else:
            if status in _GOOD:
                return
            if status in REDIRECTS:
                raise Permanent(FailReason.HTTP_STATUS, f"{where} answered {status}, a redirect, which is not followed")
            failure = failure_of_status(status, where, retry_after(asked, self._clock.now()))
        raise failure
