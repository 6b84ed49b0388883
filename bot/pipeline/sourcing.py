"""SOURCES by hand: polled once to see, paused and polled again. What is added stands in a settings file, which is another room's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.domain.audit import source_paused
from bot.domain.errors import Failure
from bot.domain.rights import Person
from bot.domain.source import Memo
from bot.ports.clock import Clock
from bot.ports.source import Polled, Source
from bot.ports.store import SourceStore


@dataclass(frozen=True, slots=True)
class Tried:
    """What one poll brought: an answer, or why there is none."""

    source: str
    polled: Polled | None = None
    failure: Failure | None = None


class Sourcing:
    """What people do with the sources that are polled."""

    def __init__(self, store: SourceStore, sources: Callable[[], Mapping[str, Source]], clock: Clock) -> None:
        """`sources` (by id) is asked each time, because a reload changes it."""
        self._store = store
        self.sources = sources
        self._clock = clock

    async def test(self, source_id: str) -> Tried | None:
        """Asks once as if for the first time; nothing is stored. None: there is no such source."""
        source = self.sources().get(source_id)
        return None if source is None else await tried(source)

    async def pause(self, source_id: str, by: Person, *, paused: bool) -> bool | None:
        """Stops or starts polling, with a line of audit. False: it is so already; None: there is no such source."""
        if source_id not in self.sources():
            return None
        line = source_paused(source_id, self._clock.now(), by.guild, by.ref, paused=paused)
        return await self._store.pause(source_id, paused, line)


async def tried(source: Source) -> Tried:
    """One poll of a source, whether it is in force or not."""
    try:
        return Tried(source.info.id, await source.poll(Memo()))
    except Failure as failure:
        return Tried(source.info.id, failure=failure)
