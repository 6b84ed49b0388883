"""Being signed in: from the token to a connection that holds, and to a clean goodbye."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import discord
import structlog
from discord.webhook.async_ import async_context

from bot.chat.again import Answers
from bot.chat.answer import Desk
from bot.chat.client import ShardedClient, TocsinClient
from bot.chat.direct import DirectSink
from bot.chat.identify import Overspent
from bot.chat.sink import DiscordSink
from bot.chat.wire import failures
from bot.domain.errors import ConfigError, Permanent, Problem, TocsinError, Transient
from bot.domain.reasons import FailReason
from bot.ports.clock import Clock
from bot.ports.memory import Memory

log = structlog.get_logger(__name__)

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=5)
AGAIN = timedelta(seconds=0.5)
"""Between two attempts to end the session."""
BAD_TOKEN = 4004
"""Close code "authentication failed" (Discord's documents, "Gateway Close Event Codes")."""
FATAL = {
    4010: "the shard is invalid",
    4011: "the bot is in too many guilds for one connection; set `sharded` under [discord] in bot.toml",
    4012: "this version of the API is gone",
    4013: "the intents are invalid",
}


Tell = Callable[[TocsinError], Awaitable[None]]


async def nobody(_: TocsinError) -> None:
    """Where there is no other way to tell people anything."""


class Session:
    """One client from sign-in to goodbye."""

    def __init__(self, client: TocsinClient, clock: Clock, tell: Tell) -> None:
        """The client is fresh; `tell` is for what people should hear by another way."""
        self._client = client
        self._clock = clock
        self._tell = tell

    async def run(self, token: str) -> None:
        """Stays connected until `close`. Raises `ConfigError` for a token that Discord will not have, `Permanent` for
        a door that stays shut; waits out everything that passes. The token appears in no message.
        """
        answers = async_context.set(Answers(self._clock))  # whatever this task starts answers people so
        try:
            await self.sign_in(token)
            await self._stay()
        except discord.ConnectionClosed as closed:
            raise _final(closed) from None
        except discord.PrivilegedIntentsRequired:
            raise Permanent(FailReason.FORBIDDEN, "Discord wants an intent that is not granted to this bot") from None
        finally:
            async_context.reset(answers)

    async def close(self) -> None:
        """Says goodbye; harmless when never signed in, and twice."""
        await self._client.close()

    async def sign_in(self, token: str) -> None:
        """From here on posts can be made; no gateway yet. Raises `ConfigError` for a token that Discord will not have."""
        token = token.strip()
        if not token or not all("!" <= c <= "~" for c in token):
            raise _refused()
        wait = FIRST_WAIT
        while not self._client.is_closed():
            try:
                with failures():
                    await self._client.login(token)
            except discord.LoginFailure:
                await self._client.close()
                raise _refused() from None
            except Transient as failure:
                log.warning("discord.not_signed_in", reason=str(failure.reason), detail=failure.detail, wait=wait.total_seconds())
                await self._start_over()
                await self._clock.sleep(max(wait, failure.retry_after or wait).total_seconds())
                wait = min(wait * 2, LONGEST_WAIT)
            else:
                return

    async def _stay(self) -> None:
        """The library reconnects by itself once it has had a connection; before that, and while the budget for signing in is
        used up, this waits.
        """
        wait = FIRST_WAIT
        while not self._client.is_closed():
            try:
                await self._client.identifies.room()
                return await self._connect()
            except Overspent as spent:
                log.error("discord.identify_budget", detail=spent.detail, wait=str(spent.retry_after))  # noqa: TRY400  a trace says nothing here
                await self._tell(spent)
                await self._clock.sleep((spent.retry_after or wait).total_seconds())
                continue
            except Transient as failure:
                log.warning("discord.gateway_unreachable", detail=failure.detail, wait=wait.total_seconds())
            await self._clock.sleep(wait.total_seconds())
            wait = min(wait * 2, LONGEST_WAIT)
        return None

    async def _connect(self) -> None:
        """Until the client is closed. What the library trips over costs a new session, never the posts; its version 2.7 trips
        when its first connection fails, because it asks the socket it never had for a sequence number.
        """
        try:
            with failures():
                await self._client.connect(reconnect=True)
        except (TocsinError, discord.ConnectionClosed, discord.PrivilegedIntentsRequired):
            raise
        except discord.GatewayNotFound:
            raise Transient(FailReason.CONNECT, "Discord does not say where its gateway is") from None
        except Exception as error:
            if self._client.is_closed():
                raise
            line = getattr(self._client, "ws", None)
            if line is None and isinstance(error, AttributeError):
                raise Transient(FailReason.CONNECT, "the first connection failed") from None
            log.exception("discord.gateway_bug")
            if line is not None:
                await line.close(code=1000)
            raise Transient(FailReason.UNEXPECTED, type(error).__name__) from error

    async def _start_over(self) -> None:
        """Throws away the connections of a failed sign-in; the library makes new ones only when it has none."""
        await self._client.http.close()
        self._client.clear()
        self._client.http.connector = discord.utils.MISSING


@dataclass(frozen=True, slots=True)
class Chat:
    """Discord, opened: where posts go, the connection's task (None where nobody listens), and how it shows its health."""

    sink: DiscordSink
    direct: DirectSink
    task: asyncio.Task[None] | None
    show_health: Callable[[], Awaitable[None]]


@contextlib.asynccontextmanager
async def signed_in(
    token: str,
    desk: Desk,
    memory: Memory,
    guilds: Sequence[int] = (),
    *,
    listen: bool,
    sharded: bool = False,
    tell: Tell = nobody,
) -> AsyncIterator[Chat]:
    """Discord while the block runs. With `listen` signing in goes on beside it, and the task ends only when Discord
    refuses for good; without, it is signed in when the block begins, and answers no command.
    """
    client = (ShardedClient if sharded else TocsinClient)(desk, memory, guilds)
    session = Session(client, desk.clock, tell)
    task: asyncio.Task[None] | None = None
    async with client:
        try:
            if listen:
                task = asyncio.create_task(session.run(token), name="discord")
            else:
                await session.sign_in(token)
            posts = DiscordSink(client, desk.clock, client.buttons.below, desk.zone)
            yield Chat(posts, DirectSink(client, posts), task, client.show_health)
        finally:
            if task is not None:
                await _ended(task)  # before the goodbye, or a sign-in under way would open what was just closed


async def _ended(task: asyncio.Task[None]) -> None:
    """Cancels until it is so: `asyncio.wait_for` of Python 3.11, which the library uses, swallows a cancellation that comes
    just as its work is done.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=AGAIN.total_seconds())
    with contextlib.suppress(asyncio.CancelledError):
        task.exception()  # looked at, so that nothing complains that nobody did


def _refused() -> ConfigError:
    mend = "make a new one on the Bot page of its developer portal"
    return ConfigError([Problem("TOCSIN_DISCORD_TOKEN", "", "Discord refused the token", mend)])


def _final(closed: discord.ConnectionClosed) -> ConfigError | Permanent:
    if closed.code == BAD_TOKEN:
        return _refused()
    return Permanent(FailReason.FORBIDDEN, f"Discord closed the gateway: {FATAL.get(closed.code, f'code {closed.code}')}")
