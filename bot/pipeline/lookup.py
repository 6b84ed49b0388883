"""LOOK UP: the questions that people ask, answered the same way in chat, on the command line and on the web."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.domain.source import SourceInfo
from bot.domain.status import Pulse, SourceLine, Status
from bot.domain.tlp import Tlp
from bot.domain.trace import Filed, Query, Trace
from bot.domain.trouble import Trouble
from bot.pipeline.disclosure import EVERYTHING, asked_for, trace_for
from bot.ports.clock import Clock
from bot.ports.store import Stores

LATE = timedelta(minutes=2)
"""A source that is due for longer is not merely waiting for its turn."""


class Lookups:
    """Read-only questions over the stores."""

    def __init__(
        self, stores: Stores, infos: Callable[[], Mapping[str, SourceInfo]], clock: Clock, version: str, model: str = ""
    ) -> None:
        """`infos` is asked each time, because a reload changes it; `model` is the judge's version."""
        self._stores = stores
        self._infos = infos
        self._clock = clock
        self._version = version
        self.model = model
        self._started_at = clock.now()

    async def latest(self, limit: int = 5, kind: str = "", min_severity: int = 0, clearance: Tlp = EVERYTHING) -> list[Filed]:
        """The newest alerts that readers with this clearance may see."""
        return await self.search(Query(kinds=(kind,) if kind else (), min_severity=min_severity, limit=limit), clearance)

    async def search(self, query: Query, clearance: Tlp = EVERYTHING) -> list[Filed]:
        """Alerts that answer the query."""
        return await self._stores.search.find(asked_for(query, clearance, self._infos()))

    async def why(self, url_or_id: str, clearance: Tlp = EVERYTHING) -> list[Trace]:
        """The trace of every item with this address or id."""
        found = await self._stores.search.trace(url_or_id.strip())
        return [t for t in (trace_for(t, clearance, self._infos()) for t in found) if t is not None]

    async def sources(self) -> list[SourceLine]:
        """Every configured source with its health, broken ones first."""
        states = {s.source_id: s for s in await self._stores.sources.all()}
        lines = [SourceLine(info, states.get(info.id)) for info in self._infos().values()]
        return sorted(lines, key=lambda x: (not (x.state and x.state.health.broken_since), x.info.id))

    async def troubles(self) -> list[Trouble]:
        """What is wrong, and what was in the last week."""
        return await self._stores.troubles.troubles(self._clock.now() - timedelta(days=7))

    async def status(self) -> Status:
        """Counts and health at this instant."""
        lines = await self.sources()
        waiting, oldest = await self._stores.outbox.backlog()
        now = self._clock.now()
        states = [x.state for x in lines if x.state and not x.state.paused]
        return Status(
            version=self._version,
            started_at=self._started_at,
            now=now,
            counts=await self._stores.items.counts(),
            sources=len(lines),
            broken=tuple(x for x in lines if x.state and x.state.health.broken_since),
            waiting=waiting,
            oldest_due=oldest,
            balance=await self._stores.ledger.last(),
            troubles=tuple(t for t in await self._stores.troubles.troubles(now) if t.ended_at is None),
            due=sum(s.due_at <= now for s in states),
            overdue=sum(s.due_at <= now - LATE for s in states),
            paused=sum(bool(x.state and x.state.paused) for x in lines),
            model=self.model,
        )

    async def pulse(self) -> Pulse:
        """Whether something is broken or late, without counting items."""
        lines = await self.sources()
        waiting, oldest = await self._stores.outbox.backlog()
        broken = sum(bool(x.state and x.state.health.broken_since) for x in lines)
        return Pulse(self._clock.now(), len(lines), broken, waiting, oldest)
