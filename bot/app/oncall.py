"""The verbs of on-call: who is on it, activations, hand-overs, calendars; and what the web server shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.source import SourceInfo
from bot.pipeline.activation import Activations
from bot.pipeline.beats import Beats
from bot.pipeline.calendars import EVERY, Calendars
from bot.pipeline.crew import Crew, Crews
from bot.pipeline.handover import Handovers
from bot.pipeline.links import Links
from bot.pipeline.lookup import Lookups
from bot.pipeline.roster import Roster
from bot.pipeline.vitals import Pulsed
from bot.ports.clock import Clock
from bot.ports.jobs import Jobs
from bot.ports.store import Stores
from bot.settings.shape import Settings
from bot.web.beat import beat
from bot.web.calendar import calendar
from bot.web.health import health
from bot.web.server import Server

TICK = timedelta(seconds=10)
"""How often it is looked whether something of on-call is due, and the scheduler gives a beat."""


@dataclass(frozen=True, slots=True)
class OnCallVerbs:
    """What the clock, people and the web ask for."""

    activations: Activations
    handovers: Handovers
    links: Links
    pulsed: Pulsed
    calendars: Calendars

    def schedule(self, jobs: Jobs) -> None:
        """Hands each to the clock."""
        jobs.every(TICK, "activation", self.activations.tick)
        jobs.every(TICK, "handover", self.handovers.tick)
        jobs.every(TICK, "beat", self.pulsed.beat)
        jobs.every(EVERY, "calendars", self.calendars.tick)

    async def once(self) -> None:
        """One round of what is due."""
        await self.calendars.tick()
        await self.activations.tick()
        await self.handovers.tick()

    def use(self, settings: Settings) -> None:
        """Takes up other settings."""
        self.activations.plan, self.handovers.plan = settings.activation, settings.handover


def crews(roster: Roster) -> Crews:
    """People, schedules and leave as they stand when it is asked."""

    async def crew() -> Crew:
        await roster.refresh()
        found = roster.current
        return Crew(found.people, found.schedules, found.leaves)

    return crew


def build_oncall(
    current: Callable[[], Settings],
    stores: Stores,
    infos: Callable[[], Mapping[str, SourceInfo]],
    lookups: Lookups,
    clock: Clock,
    roster: Roster,
    calendars: Calendars,
) -> OnCallVerbs:
    """`current` is asked each time, because a reload changes it."""
    who, found = crews(roster), current()
    return OnCallVerbs(
        Activations(stores.activations, who, clock, found.activation),
        Handovers(stores, infos, who, clock, found.handover),
        Links(stores.links, who, clock),
        Pulsed(lookups, stores.activations, clock),
        calendars,
    )


def build_server(settings: Settings, verbs: OnCallVerbs, beats: Beats) -> Server | None:
    """None where `[web]` names no address."""
    told = settings.web

    async def taken(secret: str) -> bool:
        name = await verbs.links.reports(secret)
        return name is not None and await beats.beat(name) is None

    pages = [health(verbs.pulsed.read), calendar(verbs.links.calendar), beat(taken)]
    return Server(told.host, told.port, pages) if told.port else None
