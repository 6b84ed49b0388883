"""The verbs of paging, over open hands: who is on call, pages, heartbeats, and the auditor that watches all of it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.app.hands import Hands
from bot.domain.rotation import Listed
from bot.domain.route import Channel
from bot.duty.standing import Duty
from bot.fetch.posting import Post
from bot.pipeline.auditor import Auditor, AuditPlan
from bot.pipeline.beats import Beats
from bot.pipeline.calendars import Wanted, with_calendars
from bot.pipeline.paging import Paging
from bot.pipeline.present_facts import PresentFacts
from bot.pipeline.roster import Roster
from bot.pipeline.world import World
from bot.ports.clock import Clock
from bot.ports.jobs import Jobs
from bot.ports.memory import Memory
from bot.ports.store import Stores
from bot.settings.shape import Settings

TICK = timedelta(seconds=2)
"""How often it is looked whether a page is due or earned."""
BEATS = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class PagingVerbs:
    """What the clock and people ask for."""

    roster: Roster
    paging: Paging
    beats: Beats
    auditor: Auditor

    def schedule(self, jobs: Jobs) -> None:
        """Hands each to the clock, but the auditor, which must not hang on it."""
        jobs.every(TICK, "page", self.paging.tick)
        jobs.every(BEATS, "heartbeats", self.beats.tick)

    async def once(self) -> None:
        """One round of what is due."""
        await self.beats.tick()
        await self.paging.tick()

    def use(self, settings: Settings) -> None:
        """Takes up other settings."""
        self.paging.plan = settings.paging.plan
        self.auditor.plan = audit_plan(settings, self.auditor.plan)

    @contextlib.asynccontextmanager
    async def audited(self) -> AsyncIterator[None]:
        """The auditor works while the block runs, in a task of its own."""
        task = asyncio.create_task(self.auditor.run(), name="auditor")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def duty_of(settings: Settings, listed: Mapping[str, Listed] | None = None) -> Duty:
    """The settings of on-call as the verbs take them, with the turns that were read from calendars."""
    told = settings.oncall
    return Duty(told.people, told.rotations, with_calendars(told.schedules, listed or {}), told.policies)


def wanted_calendars(settings: Settings) -> Wanted:
    """Which calendars are read, for whom."""
    return Wanted(settings.oncall.calendars, settings.oncall.schedules, settings.oncall.people)


def places(settings: Settings) -> Mapping[str, Channel]:
    """Where anything may be sent: channels of routes, ways of people, webhooks of policies."""
    return {**settings.channels, **settings.paging.channels}


def audit_plan(settings: Settings, plan: AuditPlan | None = None) -> AuditPlan:
    """Where the auditor speaks when no policy says it."""
    return replace(plan or AuditPlan(), channel=settings.paging.plan.channel, pulse_every=settings.paging.pulse.every)


def build_roster(
    current: Callable[[], Settings], stores: Stores, clock: Clock, listed: Callable[[], Mapping[str, Listed]] = dict
) -> Roster:
    """`current` and `listed` are asked each time, because a reload and a calendar change them."""
    return Roster(stores.roster, stores.contacts, lambda: duty_of(current(), listed()), clock)


def build_paging(
    current: Callable[[], Settings],
    hands: Hands,
    roster: Roster,
    world: Callable[[], World],
    facts: PresentFacts | None,
) -> PagingVerbs:
    """Over open hands."""
    stores, clock = hands.database.stores, hands.clock
    paging = Paging(stores, roster, world, clock, current().paging.plan, facts)
    beats = build_beats(current, hands.database.memory, paging, clock)

    async def pulse() -> None:
        if url := current().paging.pulse.url:
            await hands.poster.post(Post(url, b""))

    auditor = Auditor(
        stores.pages,
        hands.sinks,
        lambda: places(current()),
        lambda: roster.current,
        clock,
        audit_plan(current()),
        pulse,
    )
    return PagingVerbs(roster, paging, beats, auditor)


def build_beats(current: Callable[[], Settings], memory: Memory, paging: Paging, clock: Clock) -> Beats:
    """Who takes beats."""
    return Beats(memory, paging, lambda: current().paging.heartbeats, clock)
