"""Why a service of Apprise did not take a message. Pure.

Apprise says yes or no, and tells its log why. Its lines hold addresses, people and answers of strangers, so they are read for
numbers and a few words of the libraries below, and never shown.

Where the choice is ours: 401 and 403 are permanent, unlike for feeds: they answer a token that is ours, and whoever waits for a
page must hear at once that this way is shut. What says nothing is transient, because a lost page is worse than a second one.
"""

import re
from collections.abc import Iterable

from bot.domain.errors import Failure, Permanent, Transient
from bot.domain.reasons import FailReason

_STATUS = re.compile(r"\berror=([1-5]\d\d)\d{0,2}\b")
"""The status of an answer; ntfy puts two digits of its own behind it."""
_REPLY = re.compile(r"\(([245]\d\d), b['\"]")
"""A mail server's reply, as smtplib shows it (RFC 5321, section 4.2)."""

_STATUSES: dict[int, tuple[type[Failure], FailReason]] = {
    400: (Permanent, FailReason.BAD_REQUEST),
    401: (Permanent, FailReason.UNAUTHORIZED),
    403: (Permanent, FailReason.FORBIDDEN),
    404: (Transient, FailReason.NOT_FOUND),
    408: (Transient, FailReason.TIMEOUT),
    410: (Permanent, FailReason.GONE),
    413: (Permanent, FailReason.TOO_LARGE),
    422: (Permanent, FailReason.BAD_REQUEST),
    429: (Transient, FailReason.RATE_LIMITED),
}
_SERVER_ERRORS = range(500, 600)
_CREDENTIALS = frozenset({530, 534, 535, 538})
_FOR_GOOD = 500

_TOLD = ("Socket Exception", "Notification Exception", "I/O Exception")
"""How the lines begin in which Apprise passes on what a library below it raised."""
_WORDS: tuple[tuple[re.Pattern[str], FailReason, str], ...] = tuple(
    (re.compile(pattern), reason, words)
    for pattern, reason, words in (
        (r"NameResolutionError|getaddrinfo|Name or service not known|Errno -[235]\b", FailReason.DNS, "has no address"),
        (r"SSLError|SSLCert|SSL: |CERTIFICATE_|STARTTLS", FailReason.TLS, "offers no secure connection"),
        (r"ConnectTimeout|NewConnectionError|Errno 11[0123]\b|Errno 101\b", FailReason.CONNECT, "cannot be reached"),
        (r"timed out", FailReason.TIMEOUT, "did not answer in time"),
        (
            r"Errno 104\b|Errno 32\b|aborted|RemoteDisconnected|unexpectedly closed",
            FailReason.DISCONNECTED,
            "broke the connection off",
        ),
    )
)
"""Words of `socket`, `ssl`, `urllib3` and `smtplib`; the first that fits counts."""


def failure_of(service: str, lines: Iterable[tuple[str, str]]) -> Failure:
    """The failure that the log of one message tells of: pairs of level and line. `service` is the name that Apprise gives it."""
    told = list(lines)
    warned = "\n".join(line for level, line in told if level in ("WARNING", "ERROR"))
    raised = "\n".join(line for _, line in told if line.startswith(_TOLD))
    if found := _STATUS.findall(warned):
        return _of_status(service, int(found[-1]))
    if found := _REPLY.findall(raised):
        return _of_reply(service, int(found[-1]))
    for pattern, reason, words in _WORDS:
        if pattern.search(raised):
            return Transient(reason, f"{service} {words}")
    return Transient(FailReason.REFUSED, f"{service} did not take it and did not say why")


def _of_status(service: str, status: int) -> Failure:
    detail = f"{service} answered {status}"
    if status in _SERVER_ERRORS:
        return Transient(FailReason.SERVER_ERROR, detail)
    made, reason = _STATUSES.get(status, (Transient, FailReason.REFUSED))
    return made(reason, detail)


def _of_reply(service: str, code: int) -> Failure:
    """A mail server's; 4xx means later, 5xx never."""
    detail = f"{service}: the mail server answered {code}"
    if code in _CREDENTIALS:
        return Permanent(FailReason.UNAUTHORIZED, detail)
    if code >= _FOR_GOOD:
        return Permanent(FailReason.REFUSED, detail)
    return Transient(FailReason.SERVER_ERROR, detail)
