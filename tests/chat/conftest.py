"""A Tocsin in a simulated Discord, over lookups that the test fills by hand."""

import asyncio
import itertools
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import partial
from typing import Any, cast

import pytest

from bot.analysis.aliases import canonical_names
from bot.analysis.matcher import Vocabulary
from bot.chat.answer import Desk, OnCallDesk
from bot.chat.client import TocsinClient
from bot.chat.duty import DutyDesk
from bot.chat.office import Brought, NewSource, OfficeDesk
from bot.chat.routing import RoutingDesk
from bot.chat.team import TeamDesk
from bot.domain.balance import Balance
from bot.domain.errors import ConfigError, Problem
from bot.domain.filing import Change, StoryFile
from bot.domain.item import ItemState
from bot.domain.kind import Kind
from bot.domain.match import Match
from bot.domain.person import Contact, Method, Person
from bot.domain.reasons import ItemReason
from bot.domain.rehearsal import ChannelRehearsal, Rehearsal
from bot.domain.rights import Guild
from bot.domain.rights import Person as Asker
from bot.domain.route import Channel, Route
from bot.domain.source import SourceInfo, SourceState
from bot.domain.tlp import Tlp
from bot.domain.trace import Filed, Query, Trace
from bot.domain.trouble import Trouble
from bot.duty.standing import Duty
from bot.pipeline.acks import Acks
from bot.pipeline.activation import ActivationPlan, Activations
from bot.pipeline.calls import Calls
from bot.pipeline.crew import Crew
from bot.pipeline.digest import DigestPlan, Digests
from bot.pipeline.dossiers import Dossiers
from bot.pipeline.feedback import Heed
from bot.pipeline.handover import HandoverPlan, Handovers
from bot.pipeline.landscape import LandscapePlan, Survey
from bot.pipeline.library import Library
from bot.pipeline.lookup import Lookups
from bot.pipeline.on_request import OnRequest
from bot.pipeline.paging import Paging, PagingPlan
from bot.pipeline.places import Places
from bot.pipeline.presses import Presses
from bot.pipeline.roster import Roster
from bot.pipeline.routing import Rules
from bot.pipeline.silences import Silences
from bot.pipeline.sourcing import Sourcing, Tried, tried
from bot.pipeline.stories import StoryChanges
from bot.pipeline.watches import Watches
from bot.pipeline.world import World
from bot.ports.store import Stores
from bot.present.months import months_png
from bot.storage.memory import Memory
from tests.fakes.clock import FakeClock
from tests.fakes.discord_rules import broken_rules
from tests.fakes.duty import DUTY
from tests.fakes.judge import WordJudge
from tests.fakes.memory import FakeMemory
from tests.fakes.nouns import DDOS, RANSOMWARE, SOURCE
from tests.fakes.source import FakePages, FakeSource
from tests.fakes.workers import NowWorkers


@dataclass
class Shelf:
    """What the stores would hold. `queries` is what was asked; `delay` is how long each answer takes."""

    filed: list[Filed] = field(default_factory=list)
    traces: dict[str, list[Trace]] = field(default_factory=dict)
    infos: dict[str, SourceInfo] = field(default_factory=lambda: {SOURCE.id: SOURCE})
    states: list[SourceState] = field(default_factory=list)
    totals: dict[tuple[ItemState, ItemReason], int] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=lambda: {k.slug: k for k in (RANSOMWARE, DDOS)})
    wrong: list[Trouble] = field(default_factory=list)
    balance: Balance | None = None
    stories: dict[str, StoryFile] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    queries: list[Query] = field(default_factory=list)
    delay: float = 0.0
    fault: Exception | None = None

    async def find(self, query: Query) -> list[Filed]:
        self.queries.append(query)
        await self._open()
        return self.filed[: query.limit]

    async def tally(self, query: Query, edges: list[datetime]) -> list[int]:
        await self._open()
        return [len(self.filed)] * (len(edges) - 1)

    async def files(self, story_ids: list[str]) -> dict[str, StoryFile]:
        return {i: self.stories[i] for i in story_ids if i in self.stories}

    async def changes(self, story_id: str) -> list[Change]:
        return []

    async def trace(self, url_or_id: str) -> list[Trace]:
        await self._open()
        return self.traces.get(url_or_id, [])

    async def all(self) -> list[SourceState]:
        return self.states

    async def counts(self) -> dict[tuple[ItemState, ItemReason], int]:
        return self.totals

    async def backlog(self) -> tuple[int, datetime | None]:
        return 0, None

    async def last(self) -> Balance | None:
        return self.balance

    async def troubles(self, since: datetime) -> list[Trouble]:
        return [t for t in self.wrong if t.ended_at is None or t.ended_at >= since]

    async def _open(self) -> None:
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.fault is not None:
            raise self.fault


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def memory() -> FakeMemory:
    return FakeMemory()


@pytest.fixture
def routing(clock: FakeClock) -> RoutingDesk:
    words = Vocabulary(kinds={"ddos", "ransomware"}, sources={SOURCE.id})
    silences = Silences(Memory().stores.silences, lambda: words, clock, lambda: "s1")
    route = Route("all", ("soc",), Match(countries=frozenset({"LT"})), cap=5)

    async def rehearse(text: str, days: int, _clearance: Tlp) -> Rehearsal:
        if "cycle" in text:
            raise ConfigError([Problem("routes.toml", 'route "a".under', "goes round in a circle", "remove under")])
        return Rehearsal(days, 3, (ChannelRehearsal("soc", 2, 1, 1, 1, 0),), "all", 2)

    return RoutingDesk(silences, lambda: [route], rehearse)


PEOPLE = {
    name: Person(name, name.title(), country="LT", contacts=(Contact(Method.DISCORD_DM, str(account)),))
    for name, account in (("ana", 10**17 + 1), ("ben", 10**17 + 2))
}


def oncall_verbs(clock: FakeClock) -> tuple[Activations, Handovers]:
    """Over an empty store and a roster of two."""
    stores = Memory().stores

    async def crew() -> Crew:
        return Crew(PEOPLE)

    plan = ActivationPlan("soc", spare=0)
    return Activations(stores.activations, crew, clock, plan), Handovers(stores, dict, crew, clock, HandoverPlan())


def team_of(kept: Memory, clock: FakeClock, world: World, roles: dict[str, Guild] | None = None) -> TeamDesk:
    """As the application wires it, over one memory and a world that stays as it is."""
    stores, places = kept.stores, Places(FakeMemory())

    async def leave(guild: str) -> None:
        await stores.guilds.forget(guild, clock.now())

    return TeamDesk(
        guilds=lambda: roles or {},
        presses=Presses(stores, lambda: world),
        acks=Acks(stores.responses, clock),
        calls=Calls(stores.responses, lambda: world, clock),
        heed=Heed(stores, world.rules.channels, world.kinds, clock),
        places=places,
        trail=stores.audit,
        leave=leave,
    )


def duty_of(kept: Memory, clock: FakeClock, duty: Duty = DUTY) -> DutyDesk:
    """As the application wires it, over one memory and an invented roster."""
    stores, ids = kept.stores, map("c{}".format, itertools.count(1))
    roster = Roster(stores.roster, stores.contacts, lambda: duty, clock, partial(next, ids), lambda: "123456")
    paging = Paging(stores, roster, lambda: World((), {}, {}), clock, PagingPlan("desk", "default"))
    return DutyDesk(roster, paging, stores.outbox)


@dataclass
class Office:
    """What would change settings: keeps what it was asked for. `fault` is raised instead, `sound` is what a reload answers."""

    kept: Memory = field(default_factory=Memory)
    home: bool = True
    fault: ConfigError | None = None
    sound: bool = True
    routes: list[str] = field(default_factory=list)
    added: list[NewSource] = field(default_factory=list)
    source: FakeSource = field(default_factory=lambda: FakeSource(SOURCE.id))
    pages: FakePages = field(default_factory=FakePages)

    def desk(self, clock: FakeClock) -> OfficeDesk:
        sources = {self.source.info.id: self.source}
        return OfficeDesk(
            home=lambda _: self.home,
            sourcing=Sourcing(self.kept.stores.sources, lambda: sources, clock),
            on_request=OnRequest(WordJudge(), self.pages, NowWorkers()),
            add=self._add,
            bring=self._bring,
            take=self._take,
            set_routes=self._set_routes,
            reload=self._reload,
            shown=lambda: ["Name Tocsin, zone UTC"],
        )

    async def _add(self, wish: NewSource, _: Asker) -> Tried:
        self._check()
        self.added.append(wish)
        return await tried(self.source)

    async def _bring(self, data: bytes, _: Asker) -> Brought:
        self._check()
        return Brought((data.decode(),), 2)

    async def _take(self) -> bytes:
        return b"<opml/>"

    async def _set_routes(self, text: str, _: Asker) -> str:
        self._check()
        self.routes.append(text)
        return "routes.toml.20260105T120000Z.bak"

    async def _reload(self, _: Person) -> bool:
        return self.sound

    def _check(self) -> None:
        if self.fault is not None:
            raise self.fault


@pytest.fixture(scope="session")
def drawn() -> None:
    """The first picture and the first look at the galaxy cost seconds on a busy machine: more than SimCord waits for an answer."""
    canonical_names(["Grey Heron"])
    months_png([], "Title", "Alt")


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def desk(shelf: Shelf, clock: FakeClock, routing: RoutingDesk, office: Office) -> Desk:
    stores = Stores(*(cast("Any", shelf),) * len(fields(Stores)))
    lookups = Lookups(stores, lambda: shelf.infos, clock, "1.0", "t1")
    survey = Survey(stores, lambda: shelf.infos, NowWorkers(), clock, LandscapePlan())
    digests = Digests(stores, lambda: shelf.infos, NowWorkers(), clock, DigestPlan())
    watches = Watches(Memory().stores.watches, lambda: {"soc"}, lambda: Vocabulary(shelf.kinds, set(shelf.infos)), clock)
    changes = StoryChanges(stores, lambda: World((), shelf.infos, shelf.kinds), clock)
    library = Library(stores, lambda: World((), shelf.infos, shelf.kinds), NowWorkers(), clock)
    dossiers = Dossiers(stores, lambda: shelf.infos, NowWorkers(), clock)
    oncall = OnCallDesk(*oncall_verbs(clock))
    team = team_of(Memory(), clock, World((), shelf.infos, shelf.kinds, rules=Rules({})))
    duty = duty_of(Memory(), clock)
    known, channels = lambda: shelf.kinds, lambda: shelf.channels
    verbs = (survey, digests, changes, library, dossiers, oncall, team, duty, office.desk(clock))
    return Desk(lookups, routing, watches, known, clock, *verbs, channels, slow=0.02, patience=0.2)


@pytest.fixture
def simcord_bot(desk: Desk, memory: FakeMemory) -> TocsinClient:
    return TocsinClient(desk, memory)


@pytest.fixture
def channel(simcord_env: Any) -> Any:
    return simcord_env.create_guild().create_text_channel("soc")


@pytest.fixture
def alice(simcord_env: Any, channel: Any) -> Any:
    return simcord_env.guild.add_member(simcord_env.create_user("alice"))


@pytest.fixture
async def stage(simcord_env: Any, desk: Desk, clock: FakeClock) -> Any:
    from tests.chat.stage import Stage  # it uses what stands here

    stage = Stage(simcord_env, desk, clock)
    await simcord_env.restart_bot(stage.client)
    return stage


@pytest.fixture
async def posted(stage: Any) -> Any:
    await stage.post()
    return stage


@pytest.fixture
def anna(stage: Any) -> Any:
    return stage.person("anna", stage.analysts)


@pytest.fixture
def otto(stage: Any) -> Any:
    return stage.person("otto", stage.officers)


@pytest.fixture
def viv(stage: Any) -> Any:
    return stage.person("viv")


@pytest.fixture(autouse=True)
def lawful(request: pytest.FixtureRequest) -> Any:
    """After each test in the simulated Discord: every request it made keeps Discord's own rules."""
    if "simcord_env" not in request.fixturenames:
        yield
        return
    env = request.getfixturevalue("simcord_env")
    yield
    faults = {f"{r.method} {r.path}": broken_rules(r.method, r.path, r.json) for r in env.http_requests}
    assert {where: found for where, found in faults.items() if found} == {}
