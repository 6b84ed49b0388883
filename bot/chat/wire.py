"""What discord.py leaves open on the wire: a time-out, one try a call, and failures in Tocsin's own words.

The library sleeps on 429 and 5xx inside the call, for as long as the server says and with the whole client locked when
the limit is global; a call cancelled there leaves it locked for ever. Our outbox keeps times better than a sleeping
call, so both answers become a `Transient` at once and the library never sees them.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route

from bot.domain.errors import Failure, Permanent, Transient
from bot.domain.reasons import FailReason
from bot.present.escape import inert
from bot.present.limits import cut

TOO_MANY = 429
NO_TOKEN = 401
SERVER = 500
UNKNOWN_MESSAGE = 10008
"""Discord's JSON error code: the message was deleted, the channel is there."""
WAIT = timedelta(seconds=5)
"""When the server asks us to wait and does not say how long."""


NOT_REACHED = frozenset({503, 521, 522, 523})
"""Answers of a proxy that could not hand the request on (521 to 523 are Cloudflare's), or of a server that took nothing."""


class Trouble(Transient):
    """A 5xx answer."""

    def __init__(self, status: int, detail: str) -> None:
        """`status` is that of HTTP."""
        super().__init__(FailReason.SERVER_ERROR, detail)
        self.status = status


class Limited(Transient):
    """Discord asks for a pause, in one place or everywhere."""

    def __init__(self, wait: timedelta, *, everywhere: bool) -> None:
        """`wait` counts from now."""
        super().__init__(FailReason.RATE_LIMITED, "everywhere" if everywhere else "", retry_after=wait)
        self.everywhere = everywhere


def bound(http: HTTPClient, total: timedelta) -> None:
    """Gives each REST call of this client that long, and one try. discord.py has no setting for either."""
    unbound = http.request
    limit = aiohttp.ClientTimeout(total=total.total_seconds())

    async def request(route: Route, **options: Any) -> Any:
        return await unbound(route, timeout=limit, raise_for_status=refuse, **options)

    http.request = request  # type: ignore[method-assign]  # the library leaves no other door


KNOWN = (discord.RateLimited, discord.HTTPException, TimeoutError, aiohttp.ClientError, OSError)
"""What a REST call raises when Discord or the way there is at fault."""


@contextmanager
def failures() -> Iterator[None]:
    """Whatever a REST call raises, as `Transient` or `Permanent` with one line of detail."""
    try:
        yield
    except KNOWN as error:
        raise failure_of(error) from error


def failure_of(error: Exception) -> Failure:
    """One of `KNOWN` in our words."""
    match error:
        case discord.RateLimited():
            return Limited(timedelta(seconds=error.retry_after), everywhere=False)
        case discord.HTTPException():
            return _failure(error)
        case TimeoutError():
            return Transient(FailReason.TIMEOUT, "Discord did not answer in time")
        case aiohttp.ClientConnectorError():
            return Transient(FailReason.CONNECT, "Discord cannot be reached")
        case _:
            return Transient(FailReason.DISCONNECTED, f"the connection broke ({type(error).__name__})")


def untaken(failure: Transient) -> bool:
    """Whether Discord has certainly not acted on the request."""
    if isinstance(failure, Trouble):
        return failure.status in NOT_REACHED
    return isinstance(failure, Limited) or failure.reason is FailReason.CONNECT


def _failure(error: discord.HTTPException) -> Failure:
    """By status (Discord's documents, "HTTP Response Codes")."""
    detail = cut(inert(f"HTTP {error.status}, code {error.code}: {error.text}"), 200)
    if error.status >= SERVER:
        return Trouble(error.status, detail)
    if error.status == TOO_MANY:
        return Limited(WAIT, everywhere=False)
    if error.code == UNKNOWN_MESSAGE:
        return Permanent(FailReason.NOT_FOUND, detail)
    reasons = {NO_TOKEN: FailReason.UNAUTHORIZED, 403: FailReason.FORBIDDEN, 404: FailReason.NO_SUCH_CHANNEL}
    return Permanent(reasons.get(error.status, FailReason.BAD_REQUEST), detail)


async def refuse(answer: aiohttp.ClientResponse) -> None:
    """Raises for the answers that the library would sleep on; reads the body, so that the connection is free again."""
    if answer.status != TOO_MANY and answer.status < SERVER:
        return
    body = await answer.read()
    if answer.status != TOO_MANY:
        raise Trouble(answer.status, f"HTTP {answer.status}")
    said = _said(body)
    everywhere = bool(said.get("global")) or answer.headers.get("X-RateLimit-Global", "") == "true"
    raise Limited(_wait(said.get("retry_after"), answer.headers.get("Retry-After")), everywhere=everywhere)


def _said(body: bytes) -> dict[str, Any]:
    """The body of a 429; a proxy in between may answer in HTML."""
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _wait(*told: object) -> timedelta:
    """The first of these that is a number of seconds; at most a day."""
    for value in told:
        try:
            seconds = float(str(value))
        except ValueError:
            continue
        if 0 <= seconds < float("inf"):
            return timedelta(seconds=min(seconds, 86400))
    return WAIT
