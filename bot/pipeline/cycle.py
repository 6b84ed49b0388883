"""The story of one alert.

    source -> poll -> Item stored -> extract text -> judge -> join a story -> route -> Delivery rows  (one transaction)
                                                                         -> send -> message id kept

Each step takes up what the one before it stored, so a step that dies is taken up again by the next tick or the next
process. This module alone knows the order; the steps do not know each other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.domain.source import SourceInfo
from bot.pipeline.deliver import Deliver
from bot.pipeline.poll import Poll
from bot.pipeline.reconcile import Reconcile
from bot.pipeline.triage import Triage
from bot.pipeline.vigil import Vigil, VigilPlan
from bot.ports.clock import Clock
from bot.ports.jobs import Jobs
from bot.ports.store import ItemStore, Stores

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CyclePlan:
    """How often each step looks for work. `keep` is how long final items are kept; None keeps them for ever."""

    tick: timedelta = timedelta(seconds=1)
    prune_every: timedelta = timedelta(hours=6)
    keep: timedelta | None = None
    look_every: timedelta = timedelta(seconds=5)
    """How often it is looked whether something is wrong."""
    count_every: timedelta = timedelta(minutes=10)
    """How often it is looked whether the daily count is due."""


@dataclass(frozen=True, slots=True)
class Upkeep:
    """The steps beside the news: what is wrong, and whether anything is lost."""

    vigil: Vigil
    reconcile: Reconcile


def upkeep(stores: Stores, infos: Callable[[], Mapping[str, SourceInfo]], clock: Clock, plan: VigilPlan) -> Upkeep:
    """Both over one database; `infos` is asked each time, because a reload changes it."""
    vigil = Vigil(stores.sources, stores.troubles, infos, clock, plan)
    return Upkeep(vigil, Reconcile(stores.ledger, stores.troubles, clock))


class Cycle:
    """The steps in their order."""

    def __init__(
        self,
        poll: Poll,
        triage: Triage,
        deliver: Deliver,
        items: ItemStore,
        clock: Clock,
        plan: CyclePlan,
        upkeep: Upkeep | None = None,
    ) -> None:
        """All steps are built; this only orders them."""
        self.upkeep = upkeep
        self.poll = poll
        self.triage = triage
        self.deliver = deliver
        self._items = items
        self._clock = clock
        self._plan = plan

    def schedule(self, jobs: Jobs) -> None:
        """Hands each step to the clock. They overlap each other but never themselves."""
        jobs.every(self._plan.tick, "poll", self.poll.tick)
        jobs.every(self._plan.tick, "triage", self._triage)
        jobs.every(self._plan.tick, "deliver", self._deliver)
        if self.upkeep is not None:
            jobs.every(self._plan.look_every, "vigil", self.upkeep.vigil.tick)
            jobs.every(self._plan.count_every, "reconcile", self.upkeep.reconcile.tick)
        if self._plan.keep is not None:
            jobs.every(self._plan.prune_every, "prune", self.prune)

    async def once(self) -> None:
        """Every step once, in order, to its end: what is due now is polled, judged and sent."""
        await self.poll.tick()
        await self.poll.drain()
        await self.triage.run()
        await self.look()
        await self.deliver.run()

    async def look(self) -> None:
        """Whether something is wrong, now and not at the next tick."""
        if self.upkeep is not None:
            await self.upkeep.vigil.tick()

    async def prune(self) -> None:
        """Forgets what is older than the settings keep."""
        if self._plan.keep is None:
            return
        gone = await self._items.prune(self._clock.now() - self._plan.keep)
        if gone:
            log.info("pruned", items=gone)

    async def _triage(self) -> None:
        await self.triage.run()

    async def _deliver(self) -> None:
        await self.deliver.run()
