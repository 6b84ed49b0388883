"""How often the bot may sign in at the gateway.

1000 IDENTIFYs in 24 h end every session of the bot and make Discord reset its token (Discord's documents, "Identifying"), so a
crash that repeats itself could take the bot off the air for good. Each one is written down before it is sent: a restart forgets
none. Past the budget nobody signs in until there is room; posts go on meanwhile, because they need no gateway.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.domain.errors import TocsinError, Transient
from bot.domain.reasons import FailReason
from bot.ports.clock import Clock
from bot.ports.memory import Memory

log = structlog.get_logger(__name__)

WINDOWS = ((timedelta(hours=1), 100), (timedelta(days=1), 950))
"""At most so many in so long. The hour stops a crash loop early; what is left of the 1000 is for a second process, by mistake."""
PAUSE = timedelta(seconds=5)
"""One IDENTIFY in 5 s ("max_concurrency" of an ordinary bot)."""
MINUTE = 60


class Overspent(Transient):
    """The budget is used up; `retry_after` says until when."""

    def __init__(self, count: int, span: timedelta, wait: timedelta) -> None:
        """`count` IDENTIFYs were sent within `span`."""
        hours = f"{span.total_seconds() / 3600:g} h"
        said = f"{count} sign-ins at the gateway in {hours}: no more, or Discord resets the token; look for what restarts the bot"
        super().__init__(FailReason.RATE_LIMITED, said, retry_after=wait)
        self.wait = wait


class Identifies:
    """The budget of one bot. Counted by the minute."""

    def __init__(
        self, memory: Memory, clock: Clock, bot: Callable[[], int | None], windows: Sequence[tuple[timedelta, int]] = WINDOWS
    ) -> None:
        """`bot` is asked each time: its id is known only after the sign-in over REST."""
        self._memory = memory
        self._clock = clock
        self._bot = bot
        self._windows = tuple(windows)
        self._spent: dict[int, int] = {}
        self._turn = asyncio.Lock()

    async def room(self) -> None:
        """Raises `Overspent` where the budget is used up."""
        async with self._turn:
            await self._room()

    async def spend(self) -> None:
        """Writes one down; call it before the IDENTIFY goes out. Raises `Overspent`."""
        async with self._turn:
            minute = _minute(await self._room())
            self._spent[minute] = self._spent.get(minute, 0) + 1
            await self._keep()

    async def _room(self) -> datetime:
        now = self._clock.now()
        await self._recall(now)
        refusals = []
        for span, most in self._windows:
            inside = sorted((m, n) for m, n in self._spent.items() if _end(m, now) + span > now)
            count = sum(n for _, n in inside)
            if count >= most:
                refusals.append(Overspent(count, span, _freed(inside, count - most + 1, now) + span - now))
        if refusals:
            raise max(refusals, key=lambda r: r.wait)
        return now

    async def _recall(self, now: datetime) -> None:
        """What still counts. Sign-ins that lie in the future, because the clock was set back, are taken to be of now, for good."""
        longest, this = max(span for span, _ in self._windows), _minute(now)
        known = await self._remembered()
        self._spent = {m: n for m, n in known.items() if m <= this and _end(m, now) + longest > now}
        if later := sum(n for m, n in known.items() if m > this):
            self._spent[this] = self._spent.get(this, 0) + later
            await self._keep()

    async def _keep(self) -> None:
        try:
            await self._memory.put(self._key, json.dumps(self._spent))
        except TocsinError as error:
            log.warning("discord.identify_not_remembered", detail=str(error))

    async def _remembered(self) -> dict[int, int]:
        """As kept; what this process knows, where that cannot be read: a database that is away must not keep the bot off the air."""
        try:
            told = json.loads(await self._memory.get(self._key) or "{}")
            return {int(m): int(n) for m, n in told.items()}
        except TocsinError as error:
            log.warning("discord.identify_not_remembered", detail=str(error))
        except (ValueError, AttributeError, TypeError):
            log.warning("discord.identify_not_remembered", detail="what was kept cannot be read")
        return self._spent

    @property
    def _key(self) -> str:
        return f"discord.identifies.{self._bot()}"


def _minute(at: datetime) -> int:
    return int(at.timestamp()) // MINUTE


def _end(minute: int, now: datetime) -> datetime:
    """When that minute was over."""
    return datetime.fromtimestamp((minute + 1) * MINUTE, now.tzinfo)


def _freed(inside: Sequence[tuple[int, int]], wanted: int, now: datetime) -> datetime:
    """The end of the minute with which so many, the oldest first, are gone."""
    gone = 0
    for minute, count in inside:
        gone += count
        if gone >= wanted:
            return _end(minute, now)
    return now
