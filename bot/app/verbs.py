"""The verbs: every step and every question, over open hands. Each is handed its slice of the settings, now and at each reload."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from bot import __version__
from bot.analysis.matcher import Vocabulary
from bot.app.hands import Hands
from bot.app.oncall import OnCallVerbs, build_oncall
from bot.app.paging import PagingVerbs, build_paging, build_roster, places, wanted_calendars
from bot.domain.source import SourceInfo
from bot.fetch.calendars import WebCalendars
from bot.fetch.pages import WebPages
from bot.pipeline.calendars import Calendars
from bot.pipeline.cycle import Cycle, upkeep
from bot.pipeline.deliver import Deliver
from bot.pipeline.digest import DigestPlan, Digests, digests_of
from bot.pipeline.feedback import Heed
from bot.pipeline.landscape import Survey
from bot.pipeline.lookup import Lookups
from bot.pipeline.overflow import Overflow
from bot.pipeline.poll import Poll
from bot.pipeline.present_facts import PresentFacts
from bot.pipeline.routing import Rules
from bot.pipeline.surging import Surging
from bot.pipeline.triage import Triage
from bot.pipeline.vigil import VigilPlan
from bot.pipeline.watches import Watches
from bot.pipeline.world import World
from bot.ports.clock import Clock
from bot.ports.jobs import Jobs
from bot.ports.store import Stores
from bot.settings.shape import Settings

TIMERS = timedelta(seconds=30)
"""How often it is looked whether a digest or the hour of the landscape is due."""
RECOUNT = timedelta(minutes=10)
"""How often the thresholds are counted without being asked: what `tocsin feedback` records is heard after so long at most."""
REFRESH = timedelta(minutes=1)
"""How often watches that another process stored are taken up."""


def world(settings: Settings) -> World:
    """The settings that triage judges by."""
    unsent = settings.summaries.leave_out if settings.summaries else None
    infos = {s.info.id: s.info for s in settings.sources}
    rules = Rules(settings.channels, settings.inhibitions, settings.maintenance)
    return World(settings.routes, infos, settings.kinds, settings.bot.zone, rules=rules, unsent=unsent)


def digest_plan(settings: Settings) -> DigestPlan:
    """What digests there are: those set up by themselves and those of routes."""
    every = (*settings.digests, *digests_of(settings.routes))
    return DigestPlan(every, settings.channels, settings.routes, settings.bot.zone)


def build_watches(settings: Callable[[], Settings], stores: Stores, clock: Clock) -> Watches:
    """Who takes watches; `settings` is asked each time, because a reload changes them."""

    def vocabulary() -> Vocabulary:
        return Vocabulary(settings().kinds, frozenset(s.info.id for s in settings().sources))

    return Watches(stores.watches, lambda: settings().channels, vocabulary, clock)


@dataclass(frozen=True, slots=True)
class Verbs:
    """What the clock and people ask for."""

    cycle: Cycle
    lookups: Lookups
    heed: Heed
    survey: Survey
    digests: Digests
    watches: Watches
    oncall: OnCallVerbs
    pages: PagingVerbs
    overflow: Overflow

    async def start(self) -> None:
        """Takes up what people said of earlier alerts, and what they watch for."""
        await self.oncall.calendars.start()
        await self.heed.recount()
        await self.watches.refresh()
        await self.pages.roster.refresh()

    def schedule(self, jobs: Jobs) -> None:
        """Hands each to the clock."""
        self.cycle.schedule(jobs)
        jobs.every(RECOUNT, "recount", self.heed.recount)
        jobs.every(TIMERS, "landscape", self.survey.tick)
        jobs.every(TIMERS, "digest", self.digests.tick)
        jobs.every(TIMERS, "overflow", self.overflow.tick)
        jobs.every(REFRESH, "watches", self.watches.refresh)
        self.oncall.schedule(jobs)
        self.pages.schedule(jobs)

    async def once(self) -> None:
        """One round of everything that is due."""
        await self.cycle.once()
        await self.survey.tick()
        await self.digests.tick()
        await self.oncall.once()
        await self.pages.once()
        await self.overflow.tick()
        await self.cycle.deliver.run()

    def use(self, settings: Settings) -> None:
        """Takes up other settings; what was learnt and gathered stays."""
        old = self.cycle.triage.world
        self.cycle.triage.world = replace(
            world(settings), thresholds=old.thresholds, facts=old.facts, watches=old.watches, watched=old.watched
        )
        self.cycle.deliver.channels = places(settings)
        self.heed.channels = self.overflow.channels = settings.channels
        self.pages.use(settings)
        self.heed.kinds = settings.kinds
        self.survey.plan, self.digests.plan = settings.landscape, digest_plan(settings)
        self.oncall.use(settings)


def build_verbs(settings: Settings, hands: Hands, current: Callable[[], Settings]) -> Verbs:
    """`current` is asked each time by those whose answers follow a reload by themselves."""

    def infos() -> Mapping[str, SourceInfo]:
        return {s.info.id: s.info for s in current().sources}

    def learn(thresholds: Mapping[str, float]) -> None:
        cycle.triage.world = replace(cycle.triage.world, thresholds=thresholds)

    stores, workers, clock = hands.database.stores, hands.workers, hands.clock
    watches = build_watches(current, stores, clock)
    calendars = Calendars(
        WebCalendars(hands.fetcher),
        hands.database.memory,
        workers,
        clock,
        lambda: wanted_calendars(current()),
        hands.database.stores.troubles,
    )
    roster = build_roster(current, stores, clock, lambda: calendars.listed)
    cycle = Cycle(
        Poll(stores.sources, clock, random.random, settings.poll),
        _triage(settings, hands, watches),
        Deliver(stores.outbox, hands.sinks, places(settings), clock, settings.deliver, roster.on_duty),
        stores.items,
        clock,
        settings.cycle,
        upkeep(stores, infos, clock, VigilPlan(settings.notices, settings.bot.zone)),
    )
    lookups = Lookups(stores, infos, clock, __version__, hands.model)
    return Verbs(
        cycle,
        lookups,
        Heed(stores, settings.channels, settings.kinds, clock, learn),
        Survey(stores, infos, workers, clock, settings.landscape),
        Digests(stores, infos, workers, clock, digest_plan(settings)),
        watches,
        build_oncall(current, stores, infos, lookups, clock, roster, calendars),
        build_paging(current, hands, roster, lambda: cycle.triage.world, PresentFacts(stores, workers, clock)),
        Overflow(stores, infos, settings.channels, clock),
    )


def _triage(settings: Settings, hands: Hands, watches: Watches) -> Triage:
    stores, workers, clock = hands.database.stores, hands.workers, hands.clock
    return Triage(
        stores,
        hands.judge,
        WebPages(hands.fetcher),
        workers,
        clock,
        settings.triage,
        world(settings),
        hands.summaries,
        placer=hands.placer,
        facts=PresentFacts(stores, workers, clock, watches),
        surging=Surging(stores, workers),
    )
