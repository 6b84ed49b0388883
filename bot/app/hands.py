"""The hands: everything that is open while the application runs, and how it is opened and closed."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import structlog
from rich.console import Console

from bot import __version__
from bot.analysis.draft import Checker
from bot.analysis.judge import load_judge
from bot.analysis.likeness import load_likeness
from bot.analysis.stories import Stories
from bot.analysis.telling import Telling
from bot.fetch.client import Fetcher
from bot.fetch.posting import Poster
from bot.fetch.summaries import ChatSummariser
from bot.jobs.workers import Pools
from bot.pipeline.budget import DailyBudget
from bot.pipeline.story_index import StoryIndex
from bot.pipeline.summaries import Summaries
from bot.ports.clock import Clock
from bot.ports.judge import Judge
from bot.ports.memory import Memory
from bot.ports.sink import Sink
from bot.ports.source import Source
from bot.ports.stories import Placer
from bot.ports.workers import Workers
from bot.settings.shape import Settings
from bot.sinks import KINDS as SINKS
from bot.sinks import Surroundings
from bot.sources import KINDS as SOURCES
from bot.storage.database import Database, connect, upgrade

log = structlog.get_logger(__name__)


def user_agent(settings: Settings) -> str:
    """Who asks, and whom to write to about it (RFC 9110, section 10.1.5)."""
    contact = settings.bot.contact or "no contact configured"
    return f"{settings.bot.name}/{__version__} (cyber alert bot; {contact})"


def build_sources(settings: Settings, fetcher: Fetcher, workers: Workers) -> dict[str, Source]:
    """Every source that is switched on, by id."""
    return {s.info.id: SOURCES[s.info.kind].build(s.info, s.config, s.access, fetcher, workers) for s in settings.sources}


@dataclass(frozen=True, slots=True)
class Hands:
    """What is open. `sinks` may still be added to until the application runs; without `summaries` the built-in ones are all there are."""

    database: Database
    fetcher: Fetcher
    workers: Pools
    clock: Clock
    judge: Judge
    placer: Placer | None
    sinks: dict[str, Sink]
    poster: Poster
    summaries: Summaries | None = None
    model: str = ""
    """The judge's version."""


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
async def open_hands(settings: Settings, clock: Clock, console: Console, transcripts: Path) -> AsyncIterator[Hands]:
    """Everything opened, and closed at the end. Raises `ConfigError`, `TocsinError`."""
    async with contextlib.AsyncExitStack() as stack:
        workers = Pools()
        stack.push_async_callback(workers.close)
        base = await stack.enter_async_context(database(settings))
        fetcher = await stack.enter_async_context(Fetcher(settings.limits, clock, user_agent(settings)))
        judge = await workers.light(load_judge, settings.kinds)
        placer = await workers.light(load_placer, settings)
        better = await stack.enter_async_context(summaries(settings, base.memory, workers, clock))
        poster = await stack.enter_async_context(Poster(clock, user_agent(settings)))
        around = Surroundings(console, transcripts, settings.bot.zone, poster)
        sinks: dict[str, Sink] = {name: kind.build(around) for name, kind in SINKS.items()}
        yield Hands(base, fetcher, workers, clock, judge, placer, sinks, poster, better, judge.version)


def load_placer(settings: Settings) -> Placer | None:
    """The index of stories, empty."""
    teller, likeness = load_likeness()
    return StoryIndex(teller.telling, Telling.from_dict, lambda: Stories(likeness, settings.triage.story_window))
