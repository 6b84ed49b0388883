"""What `load` gives: one frozen value, cut into the slices that the constructors take. Nobody but `app` sees the whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, SecretStr

from bot.domain.digest import Digest
from bot.domain.heartbeat import Heartbeat
from bot.domain.kind import Kind
from bot.domain.person import Person
from bot.domain.policy import Policy
from bot.domain.rights import Guild
from bot.domain.rotation import Rotation
from bot.domain.route import Channel, Route
from bot.domain.schedule import Schedule
from bot.domain.silence import Inhibition, Maintenance
from bot.domain.source import SourceInfo
from bot.fetch.limits import Limits
from bot.fetch.request import Access
from bot.fetch.summaries import Endpoint
from bot.pipeline.activation import ActivationPlan
from bot.pipeline.cycle import CyclePlan
from bot.pipeline.deliver import DeliverPlan
from bot.pipeline.handover import HandoverPlan
from bot.pipeline.landscape import LandscapePlan
from bot.pipeline.paging import PagingPlan
from bot.pipeline.poll import PollPlan
from bot.pipeline.summaries import SummaryPlan
from bot.pipeline.triage import TriagePlan
from bot.ports.calendars import CalendarPlace


@dataclass(frozen=True, slots=True)
class BotSettings:
    """Who the bot is. `contact` goes into the User-Agent; "" says none."""

    name: str
    contact: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """`address` is one that `bot.storage.address.parse` has read; not shown, because it may hold a password."""

    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """`token` is None where Discord is not used. Slash commands are offered to `guilds` alone, to all when there are none.
    `sharded` opens as many connections as Discord asks for; `roles` says who is what, by the server's id.
    """

    token: SecretStr | None
    guilds: tuple[int, ...] = ()
    sharded: bool = False
    roles: Mapping[str, Guild] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """One source: what people know it by, its kind's own settings, and its rights on the way out."""

    info: SourceInfo
    config: BaseModel
    access: Access = field(default_factory=Access, repr=False)


@dataclass(frozen=True, slots=True)
class SummarySettings:
    """An endpoint that writes summaries, and how it is asked; items of the sources in `leave_out` (ids) are never sent to it."""

    endpoint: Endpoint
    plan: SummaryPlan
    leave_out: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Where Tocsin is asked over HTTP: `port` 0 is nowhere. `base` is how others see it, without a slash at the end."""

    host: str = "127.0.0.1"
    port: int = 0
    base: str = ""


@dataclass(frozen=True, slots=True)
class OnCall:
    """Who can be called, when, and in which order; each by its id."""

    people: Mapping[str, Person] = field(default_factory=dict)
    rotations: Mapping[str, Rotation] = field(default_factory=dict)
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    calendars: Mapping[str, CalendarPlace] = field(default_factory=dict)
    """Where the calendar behind a layer, "schedule/layer", is."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """Where it is told outside that all is well, and how often; "" is nowhere. The address is a secret."""

    url: str = field(default="", repr=False)
    every: timedelta = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PagingSettings:
    """How people are called; `channels` are the places behind their ways and behind webhooks, by the names that rows have for them."""

    plan: PagingPlan = field(default_factory=PagingPlan)
    heartbeats: Mapping[str, Heartbeat] = field(default_factory=dict)
    channels: Mapping[str, Channel] = field(default_factory=dict)
    pulse: Pulse = field(default_factory=Pulse)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that people can set."""

    bot: BotSettings
    database: DatabaseSettings
    limits: Limits
    poll: PollPlan
    triage: TriagePlan
    deliver: DeliverPlan
    cycle: CyclePlan
    notices: str
    """The channel where Tocsin speaks of itself, or ""."""
    discord: DiscordSettings
    kinds: Mapping[str, Kind]
    channels: Mapping[str, Channel]
    routes: tuple[Route, ...]
    sources: tuple[SourceSettings, ...]
    """Those switched on."""
    switched_off: tuple[SourceInfo, ...] = ()
    inhibitions: tuple[Inhibition, ...] = ()
    maintenance: tuple[Maintenance, ...] = ()
    summaries: SummarySettings | None = None
    """None: the built-in summaries are all there are."""
    digests: tuple[Digest, ...] = ()
    """Those set up by themselves; a route may be told in one too."""
    landscape: LandscapePlan = field(default_factory=LandscapePlan)
    oncall: OnCall = field(default_factory=OnCall)
    activation: ActivationPlan = field(default_factory=ActivationPlan)
    handover: HandoverPlan = field(default_factory=HandoverPlan)
    web: WebSettings = field(default_factory=WebSettings)
    paging: PagingSettings = field(default_factory=PagingSettings)
