"""VITALS: is everything alive that must be? What the health page and the metrics say, asked anew each time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import TocsinError
from bot.domain.item import ItemState
from bot.domain.status import Status
from bot.pipeline.lookup import Lookups
from bot.ports.activations import ActivationStore
from bot.ports.clock import Clock

LATE = timedelta(minutes=2)
"""What is due for longer than that is late."""
SILENT = timedelta(minutes=1)
"""Without a beat for so long the scheduler is held to be dead."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """`wrong` is why it is not healthy, a line each; `status` is None where the database could not be asked."""

    wrong: tuple[str, ...]
    status: Status | None
    standing: int = 0
    """Activations that are not stood down."""

    @property
    def healthy(self) -> bool:
        """Nothing is wrong."""
        return not self.wrong

    @property
    def backlog(self) -> int:
        """Items that wait for judgement."""
        return sum(n for (state, _), n in self.status.counts.items() if state is ItemState.PENDING) if self.status else 0

    @property
    def late(self) -> timedelta:
        """For how long the longest due post has been due; nothing where none is."""
        oldest = self.status.oldest_due if self.status else None
        return max(self.status.now - oldest, timedelta()) if self.status and oldest else timedelta()


class Pulsed:
    """Keeps when the scheduler last gave a beat, and looks at everything else when asked."""

    def __init__(self, lookups: Lookups, activations: ActivationStore, clock: Clock) -> None:
        """The first beat is now."""
        self._lookups = lookups
        self._activations = activations
        self._clock = clock
        self._beat: datetime = clock.now()

    async def beat(self) -> None:
        """The scheduler lives."""
        self._beat = self._clock.now()

    async def read(self) -> Vitals:
        """All of it now. A database that cannot be asked is an answer, and not an error."""
        wrong = [] if self._clock.now() - self._beat < SILENT else ["the scheduler gives no beat"]
        try:
            status = await self._lookups.status()
            standing = len(await self._activations.find(standing=True))
        except (TocsinError, OSError) as error:
            return Vitals((*wrong, f"the database cannot be asked ({type(error).__name__})"), None)
        found = Vitals((), status, standing)
        if found.late > LATE:
            wrong.append(f"a post is late by {int(found.late.total_seconds())} s")
        if status.sources and len(status.broken) == status.sources:
            wrong.append("every source is broken")
        return Vitals(tuple(wrong), status, standing)
