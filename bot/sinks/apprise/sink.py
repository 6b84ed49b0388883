"""The sink: one message a post, off the loop, inside a time.

Apprise blocks, and cannot be told to stop. Each message therefore has a thread of its own that nobody waits for at the end of the
process; at most `AT_ONCE` are under way, the ones that hang included, so that a dead service costs its own messages alone and
a bounded number of threads.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from pydantic import BaseModel, Field, StrictBool

from bot.domain.delivery import Delivery
from bot.domain.errors import Failure, Permanent, Transient
from bot.domain.reasons import FailReason
from bot.domain.route import Channel
from bot.sinks.apprise.speaking import service_at, tell

TARGET = "target"
"""Name of the secret that is the address."""
AT_ONCE = 16
TIMEOUT = timedelta(seconds=15)
"""Less than `deliver` waits for a sink, so that the failure is told by its own name."""


class AppriseChannel(BaseModel):
    """What a channel of kind "apprise" has beside its id and kind."""

    target_env: str = Field(examples=["TEAM_NTFY"])
    short: StrictBool = False


class AppriseSink:
    """One for all channels of this kind. Keeps `ports.sink.Sink` and no ability: what is sent cannot be found, edited or answered."""

    def __init__(self, timeout: timedelta = TIMEOUT, at_once: int = AT_ONCE) -> None:
        """`timeout` is for one message, waiting for a thread included."""
        self._timeout = timeout
        self._free = asyncio.Semaphore(at_once)

    async def send(self, delivery: Delivery, channel: Channel) -> str:
        """Sends the card in the form that the service takes. Apprise gives no id, so the nonce is the message's."""
        address = channel.secrets.get(TARGET, "")
        if not address:
            raise Permanent(FailReason.NO_SUCH_CHANNEL, f"channel {channel.id} has no address")
        calls = delivery.mention.name if delivery.mention else ""
        try:
            async with asyncio.timeout(self._timeout.total_seconds()):
                await self._in_a_thread(partial(tell, address, delivery.card, calls, short=channel.short))
        except TimeoutError:
            slow = Transient(FailReason.TIMEOUT, f"channel {channel.id} took longer than {self._timeout.total_seconds():g} s")
            raise slow from None
        return delivery.nonce

    async def _in_a_thread(self, work: Callable[[], None]) -> None:
        """Its place is given back when the thread ends, whoever still waits for it."""
        await self._free.acquire()
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()

        def settle(error: Exception | None) -> None:
            self._free.release()
            if done.cancelled():
                return
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(error)

        def run() -> None:
            error: Exception | None = None
            try:
                work()
            except Failure as failure:
                error = failure
            except Exception as bug:  # noqa: BLE001  a service's own; its words may show the address
                error = Transient(FailReason.UNEXPECTED, type(bug).__name__)
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(settle, error)

        threading.Thread(target=run, name="apprise", daemon=True).start()
        await done


def check(secrets: Mapping[str, str]) -> None:
    """Raises `ValueError` that says what to mend, before the first message would fail."""
    try:
        service_at(secrets.get(TARGET, ""))
    except Failure as failure:
        raise ValueError(f"{failure.detail}; see https://appriseit.com/services for how it is written") from None
