"""The polite and careful way out: one conditional GET at a time, and every outcome has a name.

    parse -> refuse by looks -> take a turn -> connect (guarded) -> read (bounded) -> answer
                    ^                                                   |
                    +----------------- redirect, by hand ---------------+

Two sessions, because connections are reused: what one source may reach through an open door, another must not find
open. Waits for politeness use the injected clock; time-outs are the sockets' own and use real time.
"""

import asyncio
import base64
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import hdrs
from aiohttp.abc import AbstractResolver
from multidict import CIMultiDict

from bot.domain.errors import Permanent, Transient
from bot.domain.reasons import FailReason
from bot.fetch.address import guarded_socket, is_refused_host
from bot.fetch.body import ACCEPTED, Body
from bot.fetch.freshness import fresh_for, retry_after
from bot.fetch.limits import Limits
from bot.fetch.outcome import failure_of_error, failure_of_status, refused
from bot.fetch.request import Answer, Ask
from bot.fetch.resolver import NameResolver
from bot.fetch.trail import REDIRECTS, Trail, shown
from bot.fetch.turns import Turns
from bot.ports.clock import Clock

_NOT_MODIFIED = 304
_PARTIAL = 206
_LEAST = 0.001
"""Seconds; to aiohttp, 0 means no time-out at all."""
_GOOD = range(200, 300)


class Fetcher:
    """Use as `async with Fetcher(...) as fetcher`; one serves the whole application."""

    def __init__(self, limits: Limits, clock: Clock, user_agent: str, resolver: AbstractResolver | None = None) -> None:
        """`user_agent` names us and a contact. Nothing is opened before the `async with`."""
        self._limits = limits
        self._clock = clock
        self._headers = {hdrs.USER_AGENT: user_agent, hdrs.ACCEPT_ENCODING: ACCEPTED}
        self._turns = Turns(limits, clock)
        self._times = self._times_within(limits.total)
        self._resolver = resolver
        self._guarded: aiohttp.ClientSession | None = None
        self._open: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        resolver = self._resolver = self._resolver or NameResolver()
        self._guarded = self._session(aiohttp.TCPConnector(limit=0, resolver=resolver, socket_factory=guarded_socket))
        self._open = self._session(aiohttp.TCPConnector(limit=0, resolver=resolver))
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for closing in (self._guarded, self._open, self._resolver):
            if closing is not None:
                await closing.close()

    async def get(self, ask: Ask) -> Answer:
        """Asks once and follows redirects. Raises `Transient` or `Permanent`; never retries by itself."""
        trail = Trail(ask.url, self._limits.max_redirects)
        left = self._limits.total
        loop = asyncio.get_running_loop()
        host = ""
        while True:
            spaced, host = trail.url.raw_host != host, trail.url.raw_host or ""
            await self._turns.take(host, spaced=spaced)
            began = loop.time()
            try:
                answer = await self._hop(ask, trail, left)
            finally:
                self._turns.give(host)
            if answer is not None:
                return answer
            left = max(left - (loop.time() - began), _LEAST)

    async def _hop(self, ask: Ask, trail: Trail, left: float) -> Answer | None:
        """One request; None when the trail was led on. Errors are raised without their cause, which may show secrets."""
        session = self._session_for(ask, trail)
        times = self._times if left == self._limits.total else self._times_within(left)
        try:
            async with session.get(
                trail.url, headers=_headers(ask, trail), proxy=ask.access.proxy or None, allow_redirects=False, timeout=times
            ) as response:
                return await self._take(response, ask, trail)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            failure = failure_of_error(error, shown(trail.url))
        raise failure

    async def _take(self, response: aiohttp.ClientResponse, ask: Ask, trail: Trail) -> Answer | None:
        """Decides by the status; reads the body where it is wanted."""
        status, headers = response.status, response.headers
        if status in REDIRECTS and (location := headers.get(hdrs.LOCATION)):
            trail.follow(status, location)
            return None
        now = self._clock.now()
        wish = retry_after(headers[hdrs.RETRY_AFTER], now) if hdrs.RETRY_AFTER in headers else None
        body: bytes | None = None
        if status == _NOT_MODIFIED:
            if not (ask.etag or ask.last_modified):
                raise Transient(FailReason.HTTP_STATUS, f"{shown(trail.url)} answered 304 to a question without conditions")
        elif status in _GOOD and status != _PARTIAL:
            body = await self._read(response, ask, shown(trail.url))
        else:
            raise failure_of_status(status, shown(trail.url), wish)
        fresh = None
        if hdrs.CACHE_CONTROL in headers or hdrs.EXPIRES in headers:
            control = ", ".join(headers.getall(hdrs.CACHE_CONTROL, ()))
            fresh = fresh_for(control, headers.get(hdrs.EXPIRES, ""), headers.get(hdrs.DATE, ""), headers.get(hdrs.AGE, ""), now)
        kept = body is None
        return Answer(
            url=str(trail.url),
            body=body,
            content_type=headers.get(hdrs.CONTENT_TYPE, ""),
            etag=headers.get(hdrs.ETAG, ask.etag if kept else ""),
            last_modified=headers.get(hdrs.LAST_MODIFIED, ask.last_modified if kept else ""),
            moved_to=trail.moved_to if trail.trusted or not _has_secrets(ask) else "",
            wait=max(filter(None, (fresh, wish)), default=None),
        )

    async def _read(self, response: aiohttp.ClientResponse, ask: Ask, where: str) -> bytes:
        """The whole body, inside its bounds."""
        media = response.headers.get(hdrs.CONTENT_TYPE, "").partition(";")[0].strip().lower()
        if ask.only and media and media not in ask.only:
            raise Permanent(FailReason.UNREADABLE, f"{where} is of another kind than asked for")
        most = ask.max_body or self._limits.max_body
        if (response.content_length or 0) > most:
            raise Permanent(FailReason.TOO_LARGE, f"the answer of {where} is more than {most} bytes")
        body = Body(response.headers.get(hdrs.CONTENT_ENCODING, ""), self._limits, most, where)
        if response.content_length is not None and hdrs.TRANSFER_ENCODING not in response.headers and body.plain:
            return await response.read()  # its own length bounds it
        while piece := await response.content.readany():
            body.add(piece)
        return body.finish()

    def _times_within(self, total: float) -> aiohttp.ClientTimeout:
        """`total` in seconds for what is left of a chain of redirects."""
        return aiohttp.ClientTimeout(total=total, connect=self._limits.connect, sock_read=self._limits.read)

    def _session_for(self, ask: Ask, trail: Trail) -> aiohttp.ClientSession:
        """Behind the guard, unless private addresses are allowed; a proxy's own address is the operator's choice."""
        if not ask.access.allow_private and is_refused_host(trail.url.host or ""):
            raise refused(shown(trail.url))
        session = self._open if ask.access.allow_private or ask.access.proxy else self._guarded
        if session is None:
            raise RuntimeError("a Fetcher is used inside its async with")
        return session

    def _session(self, connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        """No cookies, nothing from the environment, no decompression but ours, no queue but our turns."""
        return aiohttp.ClientSession(
            connector=connector,
            headers=self._headers,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )


def _headers(ask: Ask, trail: Trail) -> CIMultiDict[str]:
    """The fields of one request. The source's own fields and secrets go only where they belong."""
    headers: CIMultiDict[str] = CIMultiDict({hdrs.ACCEPT: ask.accept})
    if ask.etag:
        headers[hdrs.IF_NONE_MATCH] = ask.etag
    if ask.last_modified:
        headers[hdrs.IF_MODIFIED_SINCE] = ask.last_modified
    if not trail.trusted:
        return headers
    access = ask.access
    if access.bearer:
        headers[hdrs.AUTHORIZATION] = f"Bearer {access.bearer}"
    elif pair := access.basic or trail.user:
        headers[hdrs.AUTHORIZATION] = "Basic " + base64.b64encode(":".join(pair).encode()).decode()
    headers.update(access.headers)
    return headers


def _has_secrets(ask: Ask) -> bool:
    """Whether asking elsewhere from now on would carry something there that was meant for the old place."""
    return bool(ask.access.headers or ask.access.basic or ask.access.bearer)
