"""The one place that knows everybody: builds each part, hands it its slice of the settings, owns start and stop."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from rich.console import Console

from bot import __version__
from bot.analysis.draft import Checker
from bot.analysis.judge import load_judge
from bot.analysis.matcher import Vocabulary
from bot.domain.card import Card
from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.errors import ConfigError, TocsinError
from bot.domain.source import SourceInfo
from bot.fetch.client import Fetcher
from bot.fetch.pages import WebPages
from bot.fetch.summaries import ChatSummariser
from bot.jobs.local import LocalJobs
from bot.jobs.workers import Pools
from bot.pipeline.backtest import Backtest
from bot.pipeline.budget import DailyBudget
from bot.pipeline.cycle import Cycle, upkeep
from bot.pipeline.deliver import Deliver
from bot.pipeline.digest import DigestPlan, Digests, digests_of
from bot.pipeline.feedback import Heed
from bot.pipeline.landscape import Survey
from bot.pipeline.lookup import Lookups
from bot.pipeline.poll import Poll
from bot.pipeline.present_facts import PresentFacts
from bot.pipeline.routing import Rules
from bot.pipeline.stories import StoryChanges
from bot.pipeline.summaries import Summaries
from bot.pipeline.triage import Triage
from bot.pipeline.vigil import VigilPlan
from bot.pipeline.watches import Watches
from bot.pipeline.world import World
from bot.ports.clock import Clock
from bot.ports.memory import Memory
from bot.ports.sink import Sink
from bot.ports.source import Source
from bot.ports.store import Stores
from bot.ports.workers import Workers
from bot.present.notices import gateway_shut_card, settings_refused_card
from bot.present.places import message_links
from bot.settings.shape import Settings
from bot.sinks import KINDS as SINKS
from bot.sinks import Surroundings
from bot.sources import KINDS as SOURCES
from bot.storage.database import Database, connect, upgrade

if TYPE_CHECKING:
    from bot.chat.session import Chat

log = structlog.get_logger(__name__)

GRACE = timedelta(seconds=8)
"""How long a stop waits for work under way; with what follows it stays under ten seconds."""
TIMERS = timedelta(seconds=30)
"""How often it is looked whether a digest or the hour of the landscape is due."""
PRESENCE = timedelta(minutes=1)
"""How often the bot's own state beside its name is brought up to date."""
RECOUNT = timedelta(minutes=10)
"""How often the thresholds are counted without being asked: what `tocsin feedback` records is heard after so long at most."""

REFRESH = timedelta(minutes=1)
"""How often watches that another process stored are taken up."""


def user_agent(settings: Settings) -> str:
    """Who asks, and whom to write to about it (RFC 9110, section 10.1.5)."""
    contact = settings.bot.contact or "no contact configured"
    return f"{settings.bot.name}/{__version__} (cyber alert bot; {contact})"


def build_sources(settings: Settings, fetcher: Fetcher, workers: Workers) -> dict[str, Source]:
    """Every source that is switched on, by id."""
    return {s.info.id: SOURCES[s.info.kind].build(s.info, s.config, s.access, fetcher, workers) for s in settings.sources}


@contextlib.asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[Database]:
    """The database at the schema of this version."""
    for revision in await upgrade(settings.database.address):
        log.info("database.upgraded", revision=revision)
    opened = await connect(settings.database.address)
    try:
        yield opened
    finally:
        await opened.close()


@dataclass(frozen=True, slots=True)
class Hands:
    """What is open while the application runs."""

    database: Database
    fetcher: Fetcher
    workers: Pools
    clock: Clock


class App:
    """All parts, wired. Made by `opened`."""

    def __init__(
        self,
        settings: Settings,
        hands: Hands,
        cycle: Cycle,
        lookups: Lookups,
        heed: Heed,
        survey: Survey,
        digests: Digests,
        sinks: dict[str, Sink],
    ) -> None:
        """`sinks` may still be added to until `run`."""
        self.settings = settings
        self.cycle = cycle
        self.lookups = lookups
        self.heed = heed
        self.survey = survey
        self.digests = digests
        self._hands = hands
        self._sinks = sinks
        self.on_trial: Callable[[str], Settings] = lambda _: self.settings
        """Settings with the text of another routes.toml: set by whoever knows where they stand."""
        self.watches = build_watches(lambda: self.settings, hands.database.stores, hands.clock)

    async def start(self) -> None:
        """Takes up the sources and what people said of earlier alerts; nothing is polled yet."""
        await self.heed.recount()
        await self.watches.refresh()
        await self.cycle.poll.use(build_sources(self.settings, self._hands.fetcher, self._hands.workers))

    async def run(self, stop: asyncio.Event) -> None:
        """Runs the schedule, and Discord where there is a token, until `stop` is set; then drains. Raises what Discord refuses for good."""
        async with self._discord(listen=True) as chat:
            listening = chat.task if chat else None
            jobs = LocalJobs()
            self.cycle.schedule(jobs)
            jobs.every(RECOUNT, "recount", self.heed.recount)
            jobs.every(TIMERS, "landscape", self.survey.tick)
            jobs.every(TIMERS, "digest", self.digests.tick)
            jobs.every(REFRESH, "watches", self.watches.refresh)
            if chat is not None:
                jobs.every(PRESENCE, "presence", chat.show_health)
            await jobs.start()
            log.info("started", sources=len(self.settings.sources), channels=len(self.settings.channels))
            stopped = asyncio.create_task(stop.wait(), name="until-stop")
            try:
                await asyncio.wait({stopped, listening or stopped}, return_when=asyncio.FIRST_COMPLETED)
                if listening and listening.done() and isinstance(error := listening.exception(), TocsinError):
                    await self._tell_shut(error)
                    await self.cycle.deliver.run()
            finally:
                stopped.cancel()
                log.info("stopping", grace_s=GRACE.total_seconds())
                await asyncio.gather(jobs.stop(GRACE), self.cycle.poll.stop(GRACE))
            if listening and listening.done():
                listening.result()

    async def once(self) -> None:
        """One round of everything that is due, then an orderly end."""
        async with self._discord(listen=False):
            await self.cycle.once()
            await self.survey.tick()
            await self.digests.tick()
            await self.cycle.deliver.run()
            await self.cycle.poll.stop(GRACE)

    async def reload(self, load: Callable[[], Settings]) -> bool:
        """Takes up new sources, routes, channels and kinds; a faulty file keeps the old ones and says so."""
        try:
            fresh = await asyncio.to_thread(load)
        except ConfigError as error:
            log.error("settings.refused", problems=[str(p) for p in error.problems])  # noqa: TRY400  a trace says nothing here
            await self._tell_refused(error)
            return False
        self.settings = fresh
        self.cycle.triage.world = replace(world(fresh), thresholds=self.cycle.triage.world.thresholds)
        self.cycle.deliver.channels = self.heed.channels = fresh.channels
        self.heed.kinds = fresh.kinds
        self.survey.plan, self.digests.plan = fresh.landscape, digest_plan(fresh)
        await self.start()
        log.info("settings.reloaded", sources=len(fresh.sources), routes=len(fresh.routes))
        return True

    async def _tell_refused(self, error: ConfigError) -> None:
        now = self._hands.clock.now()
        await self._tell(f"settings/{now.isoformat()}", settings_refused_card(error.problems, now))

    async def _tell_shut(self, error: TocsinError) -> None:
        """Once a day: a process that is started again and again says the same each time."""
        now = self._hands.clock.now()
        try:
            await self._tell(f"discord/{now.date()}", gateway_shut_card(error, now))
        except TocsinError as failure:
            log.warning("discord.not_told", detail=str(failure))

    async def _tell(self, about: str, card: Card) -> None:
        if there := self.settings.notices:
            now = self._hands.clock.now()
            row = Delivery(delivery_id(about, there), Subject.NOTICE, "", there, card, now, now, priority=1)
            await self._hands.database.stores.outbox.add([row])

    @contextlib.asynccontextmanager
    async def _discord(self, *, listen: bool) -> AsyncIterator["Chat | None"]:
        """Discord while the block runs; posts go out once it is signed in. Without `listen` there is no gateway and no command."""
        token = self.settings.discord.token
        if token is None:
            yield None
            return
        from bot.chat.answer import Desk  # noqa: PLC0415  without a token discord.py is never loaded
        from bot.chat.routing import routing_desk  # noqa: PLC0415  as above
        from bot.chat.session import signed_in  # noqa: PLC0415  as above

        hands, triage = self._hands, self.cycle.triage
        changes = StoryChanges(hands.database.stores, lambda: triage.world, hands.clock)
        test = Backtest(hands.database.stores, hands.clock, hands.workers, lambda: triage.world)
        routing = routing_desk(test, lambda text: world(self.on_trial(text)))
        kinds, zone, told = lambda: self.settings.kinds, self.settings.bot.zone, self.settings.discord
        link = message_links(self.settings.channels, told.guilds)
        desk = Desk(self.lookups, routing, self.watches, kinds, hands.clock, self.survey, self.digests, changes, zone, link)
        memory, tell = hands.database.memory, self._tell_shut
        signing = signed_in(token.get_secret_value(), desk, memory, told.guilds, listen=listen, sharded=told.sharded, tell=tell)
        async with signing as chat:
            self._sinks |= {"discord": chat.sink, "discord_dm": chat.direct}
            yield chat


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


@contextlib.asynccontextmanager
async def summaries(settings: Settings, memory: Memory, workers: Workers, clock: Clock) -> AsyncIterator[Summaries | None]:
    """Whoever is asked for better summaries; None where nobody is configured."""
    told = settings.summaries
    if told is None:
        yield None
        return
    checker = await workers.light(Checker)
    budget = DailyBudget(memory, clock, told.plan.requests_per_day, told.plan.tokens_per_day)
    async with ChatSummariser(replace(told.endpoint, user_agent=user_agent(settings)), clock) as writer:
        log.info("summaries.on", model=writer.name, endpoint=writer.where)
        yield Summaries(writer, checker, budget, workers, clock, told.plan)


@contextlib.asynccontextmanager
async def opened(settings: Settings, clock: Clock, console: Console, transcripts: Path) -> AsyncIterator[App]:
    """The application, built and started, with everything closed at the end. Raises `ConfigError`, `TocsinError`."""
    async with contextlib.AsyncExitStack() as stack:
        workers = Pools()
        stack.push_async_callback(workers.close)
        base = await stack.enter_async_context(database(settings))
        fetcher = await stack.enter_async_context(Fetcher(settings.limits, clock, user_agent(settings)))
        judge = await workers.light(load_judge, settings.kinds)
        better = await stack.enter_async_context(summaries(settings, base.memory, workers, clock))
        around = Surroundings(console, transcripts, settings.bot.zone)
        sinks: dict[str, Sink] = {name: kind.build(around) for name, kind in SINKS.items()}
        hands = Hands(base, fetcher, workers, clock)
        current: list[App] = []
        stores = base.stores
        pages, facts = WebPages(fetcher), PresentFacts(stores, clock)

        def infos() -> Mapping[str, SourceInfo]:
            return {s.info.id: s.info for s in current[0].settings.sources}

        cycle = Cycle(
            Poll(stores.sources, clock, random.random, settings.poll),
            Triage(stores, judge, pages, workers, clock, settings.triage, world(settings), better, facts=facts),
            Deliver(stores.outbox, sinks, settings.channels, clock, settings.deliver),
            stores.items,
            clock,
            settings.cycle,
            upkeep(stores, infos, clock, VigilPlan(settings.notices, settings.bot.zone)),
        )

        def tell(thresholds: Mapping[str, float]) -> None:
            cycle.triage.world = replace(cycle.triage.world, thresholds=thresholds)

        heed = Heed(stores, settings.channels, settings.kinds, clock, tell)
        survey = Survey(stores, infos, workers, clock, settings.landscape)
        digests = Digests(stores, infos, workers, clock, digest_plan(settings))
        app = App(settings, hands, cycle, Lookups(stores, infos, clock, __version__), heed, survey, digests, sinks)
        current.append(app)
        await app.start()
        yield app
