"""What an error or a status means: worth another try (`Transient`), or for somebody to mend (`Permanent`).

Details are our own words: the library's messages show addresses with their secrets.

Statuses where the choice is ours: 403 is transient, because firewalls before web servers change their mind; so is
404, because publishers mend what they broke; 410 is permanent, because somebody said so on purpose.
"""

import os
from datetime import timedelta

import aiohttp

from bot.domain.errors import Failure, Permanent, Transient
from bot.domain.reasons import FailReason
from bot.fetch.address import RefusedAddressError

_PROXY_DENIED = 407
_TRANSIENT = {
    403: FailReason.FORBIDDEN,
    404: FailReason.NOT_FOUND,
    408: FailReason.TIMEOUT,
    425: FailReason.HTTP_STATUS,
    429: FailReason.RATE_LIMITED,
}
_PERMANENT = {401: FailReason.UNAUTHORIZED, _PROXY_DENIED: FailReason.UNAUTHORIZED, 410: FailReason.GONE}
_SERVER_ERRORS = range(500, 600)
_ERRORS: tuple[tuple[type[Exception], type[Failure], FailReason, str], ...] = (
    (TimeoutError, Transient, FailReason.TIMEOUT, "{where} took too long"),
    (aiohttp.ClientProxyConnectionError, Transient, FailReason.CONNECT, "the proxy for {where} cannot be reached"),
    (aiohttp.ClientConnectorDNSError, Transient, FailReason.DNS, "the host of {where} has no address"),
    (aiohttp.ClientSSLError, Transient, FailReason.TLS, "no secure connection to {where}"),
    (aiohttp.ClientConnectorError, Transient, FailReason.CONNECT, "cannot connect to {where}"),
    (aiohttp.ClientResponseError, Transient, FailReason.MALFORMED, "the answer of {where} is not proper HTTP"),
    (aiohttp.InvalidURL, Permanent, FailReason.BAD_ADDRESS, "{where} is not an address that can be asked"),
    (UnicodeError, Permanent, FailReason.BAD_ADDRESS, "{where} is not an address that can be asked"),
    (aiohttp.ClientError, Transient, FailReason.DISCONNECTED, "{where} broke the connection off"),
    (OSError, Transient, FailReason.DISCONNECTED, "{where} broke the connection off"),
)
"""The first that fits counts; sub-classes stand before their parents."""


def failure_of_status(status: int, where: str, wish: timedelta | None) -> Failure:
    """The failure that a status is; `wish` is the Retry-After."""
    detail = f"{where} answered {status}"
    if status in _SERVER_ERRORS:
        return Transient(FailReason.SERVER_ERROR, detail, retry_after=wish)
    if status in _TRANSIENT:
        return Transient(_TRANSIENT[status], detail, retry_after=wish)
    return Permanent(_PERMANENT.get(status, FailReason.HTTP_STATUS), detail)


def failure_of_error(error: Exception, where: str) -> Failure:
    """The failure that an error of aiohttp, of a socket, or of a value that cannot be sent is."""
    if isinstance(getattr(error, "os_error", None), RefusedAddressError):
        return refused(where)
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return _of_proxy(error, where)
    for types, failure, reason, words in _ERRORS:
        if isinstance(error, types):
            return failure(reason, words.format(where=where) + _system_words(error))
    return Permanent(FailReason.BAD_REQUEST, f"the headers for {where} cannot be sent")


def _system_words(error: Exception) -> str:
    """What the system calls a failed connection; its own table of words, so no secret is in it."""
    number = error.os_error.errno if type(error) is aiohttp.ClientConnectorError else None
    return f" ({os.strerror(number).lower()})" if number and number > 0 else ""


def _of_proxy(error: aiohttp.ClientHttpProxyError, where: str) -> Failure:
    if error.status == _PROXY_DENIED:
        return Permanent(FailReason.UNAUTHORIZED, f"the proxy for {where} wants a user and password")
    return Transient(FailReason.CONNECT, f"the proxy for {where} answered {error.status}")


def refused(where: str) -> Permanent:
    """The address is not public, and the source may not ask such ones."""
    return Permanent(
        FailReason.PRIVATE_ADDRESS,
        f"{where} is not on the public Internet; allow_private (of a layer: calendar_private) permits it",
    )
