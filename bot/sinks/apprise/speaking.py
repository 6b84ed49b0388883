"""One message through Apprise, in the thread that calls: everything here blocks.

Apprise and its two hundred services are loaded with the first message, not at import: they cost a second and most people never
need them. A service is made anew for each message: kept, it would sleep between two messages longer than a row's lease allows;
that it asks too often is for the service to say.
"""

import logging
from datetime import UTC
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

from bot.domain.card import Card
from bot.domain.errors import Failure, Permanent
from bot.domain.reasons import FailReason
from bot.present.message import SHORT, full_message, short_message
from bot.sinks.apprise.outcome import failure_of

if TYPE_CHECKING:
    from apprise.plugins.base import NotifyBase

TIGHT = 2 * SHORT
"""A service whose longest text is no longer than this is given the short form: SMS, IRC, pagers."""
_LOUD = ("apprise", "urllib3", "requests", "requests_oauthlib", "oauthlib")
"""Loggers whose lines show addresses with their tokens."""
_TYPES = ("info", "info", "warning", "failure", "failure")
"""Apprise's own kinds of messages, by severity: some services have a colour or a sound for each."""


@cache
def library() -> ModuleType:
    """Apprise, with its log and those of the libraries below it kept from every other handler: only the capture that belongs to
    a message hears them.
    """
    import apprise  # noqa: PLC0415  see above

    for name in _LOUD:
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.addHandler(logging.NullHandler())
    logging.getLogger("apprise").setLevel(logging.DEBUG)  # the reasons are told at this level
    return apprise


def service_at(address: str) -> "NotifyBase":
    """The service at an address. Raises `Permanent`, without a word of the address that may be a secret."""
    apprise = library()
    asset = apprise.AppriseAsset(
        app_id="Tocsin",
        app_desc="Tocsin alerts",
        app_url="",
        async_mode=False,
        http_redirects=False,  # what an address carries is meant for its host alone
        image_url_logo="",  # else readers' programs fetch pictures from elsewhere
        image_url_mask="",
        interpret_emojis=False,
        language="en",
        pem_autogen=False,
        pgp_autogen=False,
        secure_logging=True,
        service_timeout=0,  # with one, Apprise would use threads of its own that outlive us
        storage_mode="memory",
        timezone=UTC,
    )
    service: NotifyBase | None = apprise.Apprise.instantiate(address, asset=asset)
    if service is None:
        raise Permanent(FailReason.BAD_ADDRESS, _why_not(address))
    service.optional = False  # else Apprise calls a failure a success
    return service


def tell(address: str, card: Card, calls: str, *, short: bool) -> None:
    """Sends one message. Raises a `Failure` whose detail has no secret in it."""
    apprise = library()
    service = service_at(address)
    name = str(service.service_name)
    if short or service.body_maxlen <= TIGHT:
        title, text = "", short_message(card)
    else:
        title, text = full_message(card, calls)
        service.overflow_mode = apprise.OverflowMode.TRUNCATE  # too long would be refused
    if not text:  # without one, Apprise sends nothing
        title, text = "", title
    speaker = apprise.Apprise(asset=service.asset)
    speaker.add(service)
    kind = _TYPES[min(max(card.severity, 0), 4)]
    with speaker.notify(body=text, title=title, notify_type=kind, body_format="text", log_level=logging.DEBUG) as result:
        failure: Failure | None = None if result else failure_of(name, ((entry.level, entry.message) for entry in result.logs()))
    if failure is not None:
        raise failure


def _why_not(address: str) -> str:
    """Names the service only where Apprise knows it: anything else may be a piece of a secret."""
    from apprise.plugins import N_MGR  # noqa: PLC0415  as `library`

    scheme = address.partition("://")[0].lower()
    if "://" in address and scheme in N_MGR:
        return f"the address for {scheme} is not whole, or a library that {scheme} needs is not installed"
    return "the address is of no service that Apprise knows"
