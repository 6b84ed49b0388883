"""What asking may cost a day, counted where a restart does not forget it.

    reserve the most it can cost -> ask -> put the true cost in its place

The reservation is written down before the question goes out: a crash, or an answer that never came, counts as paid. Days are
those of UTC, as on most bills.
"""

import asyncio
import json
from dataclasses import asdict, dataclass, replace

import structlog

from bot.domain.errors import TocsinError
from bot.ports.clock import Clock
from bot.ports.memory import Memory

log = structlog.get_logger(__name__)

KEY = "summaries.spent"


class OverBudget(TocsinError):
    """The day's requests or tokens do not suffice for this question."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What one day (ISO 8601) has cost."""

    day: str
    requests: int = 0
    tokens: int = 0


def spent_on(day: str, words: str) -> Spent:
    """What was remembered of this day; words of another day, or that cannot be read, are nothing spent."""
    try:
        told = json.loads(words) if words else {}
        found = Spent(str(told["day"]), int(told["requests"]), int(told["tokens"]))
    except (ValueError, LookupError, TypeError, OverflowError):
        return Spent(day)
    return found if found.day == day else Spent(day)


class DailyBudget:
    """One per database: two processes that share one may together spend a question more."""

    def __init__(self, memory: Memory, clock: Clock, requests: int, tokens: int) -> None:
        """At most so many `requests` and `tokens` a day."""
        self._memory = memory
        self._clock = clock
        self._requests = requests
        self._tokens = tokens
        self._turn = asyncio.Lock()
        self._told = ""
        """The day whose end of the budget was logged."""

    async def reserve(self, tokens: int) -> str:
        """Counts one request and so many tokens, and says of which day. Raises `OverBudget`."""
        async with self._turn:
            spent = await self._spent()
            if spent.requests + 1 > self._requests or spent.tokens + tokens > self._tokens:
                self._tell(spent)
                raise OverBudget
            await self._put(replace(spent, requests=spent.requests + 1, tokens=spent.tokens + tokens))
            return spent.day

    async def correct(self, day: str, reserved: int, true: int) -> None:
        """Puts the true cost in the place of what was reserved; a day that is over stays as it is."""
        async with self._turn:
            spent = await self._spent()
            if spent.day == day:
                await self._put(replace(spent, tokens=max(spent.tokens - reserved + true, 0)))

    async def _spent(self) -> Spent:
        return spent_on(self._clock.now().date().isoformat(), await self._memory.get(KEY))

    async def _put(self, spent: Spent) -> None:
        await self._memory.put(KEY, json.dumps(asdict(spent)))

    def _tell(self, spent: Spent) -> None:
        """Once a day."""
        if self._told != spent.day:
            self._told = spent.day
            log.warning("summaries.budget", requests=spent.requests, tokens=spent.tokens)
