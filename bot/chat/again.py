"""The one place where a call to Discord is made a second time.

Posts and their edits are rows of the outbox, which keeps their times; signing in waits by itself (`session.py`). What is left
has nobody behind it: the answer to a person, whose time is 3 s for the first and 15 min for those after it (Discord's
documents, "Receiving and Responding"), and the telling of commands. discord.py repeats these only after some statuses, sleeps
as long as the server says, and sets no time-out; here every gap is closed the same way.

A call is repeated only where that is harmless: because the second has the effect of the first, or because the first was
certainly not taken. A message has a nonce only when it is posted with the bot's token, so a further answer is not repeated in doubt.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar, cast

import aiohttp
import discord
import structlog
from discord.webhook.async_ import AsyncWebhookAdapter

from bot.chat.wire import KNOWN, failure_of, refuse, untaken
from bot.domain.errors import Permanent, Transient
from bot.ports.clock import Clock

log = structlog.get_logger(__name__)

Told = TypeVar("Told")
ACKNOWLEDGED = 40060
"""Error code "interaction has already been acknowledged"."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long it is worth trying, counted from the first try; how long one request may take; the first pause, doubled each time."""

    within: timedelta
    each: timedelta = timedelta(seconds=10)
    pause: timedelta = timedelta(seconds=1)
    harmless: bool = True
    """Whether a repetition adds nothing when the first was taken."""


FIRST_ANSWER = Patience(timedelta(seconds=2.5), timedelta(seconds=1.25), timedelta(seconds=0.1))
EDIT = Patience(timedelta(seconds=30))
FURTHER_ANSWER = replace(EDIT, harmless=False)
TELLING = Patience(timedelta(seconds=20))


async def again(ask: Callable[[], Awaitable[Told]], patience: Patience, clock: Clock) -> Told:
    """What `ask` gives at last. Raises `Transient` when patience ends; a refusal comes through as discord.py raises it."""
    end, pause = clock.now() + patience.within, patience.pause
    while True:
        try:
            return await ask()
        except (Transient, *KNOWN) as error:
            failure = error if isinstance(error, Transient) else failure_of(error)
            if isinstance(failure, Permanent):
                raise
            wait = max(pause, failure.retry_after or pause) if isinstance(failure, Transient) else pause
            hopeful = isinstance(failure, Transient) and (patience.harmless or untaken(failure))
            if not hopeful or clock.now() + wait > end:
                raise failure from error
        log.info("discord.again", reason=str(failure.reason), detail=failure.detail, wait=wait.total_seconds())
        await clock.sleep(wait.total_seconds())
        pause *= 2


class Answers(AsyncWebhookAdapter):
    """How discord.py answers an interaction, with time-outs and second tries. It is bound to the task that listens: see `session.py`."""

    def __init__(self, clock: Clock) -> None:
        """One for all interactions of one client."""
        super().__init__()  # type: ignore[no-untyped-call]  # the library left its annotation out
        self._clock = clock

    async def request(self, route: discord.http.Route, session: aiohttp.ClientSession, **options: Any) -> Any:
        """One call of the library, made as often as its patience allows."""
        patience = patience_with(route.method, route.path, files=bool(options.get("files")))
        bounded = cast("aiohttp.ClientSession", _Bounded(session, patience.each))
        once, tries = super().request, 0

        async def ask() -> Any:
            nonlocal tries
            tries += 1
            for file in options.get("files") or ():
                file.reset(seek=True)
            return await once(route, bounded, **options)

        try:
            return await again(ask, patience, self._clock)
        except discord.HTTPException as error:
            if tries > 1 and error.code == ACKNOWLEDGED:  # the first try was taken, only its answer was lost
                return {"interaction": {"id": str(route.webhook_id), "type": 2}}
            raise


def patience_with(method: str, path: str, *, files: bool = False) -> Patience:
    """By what is asked: the first answer, a change of an answer (or a look at it), or one more answer."""
    if path.endswith("/callback"):
        return replace(FIRST_ANSWER, each=FIRST_ANSWER.within) if files else FIRST_ANSWER
    return FURTHER_ANSWER if method == "POST" else EDIT


class _Bounded:
    """A session that asks with a time-out, and leaves nothing for the library to sleep on."""

    def __init__(self, session: aiohttp.ClientSession, total: timedelta) -> None:
        self._session = session
        self._limit = aiohttp.ClientTimeout(total=total.total_seconds())

    def request(self, method: str, url: str, **options: Any) -> Any:
        return self._session.request(method, url, timeout=self._limit, raise_for_status=refuse, **options)
