"""The life of a story in a channel: eight reports over six hours, restarts, kills, a moderator who deletes the post."""

import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import discord
import pytest
import simcord

from bot.chat.sink import DiscordSink
from bot.domain.delivery import Subject
from bot.domain.item import Item, ItemState, item_id
from bot.domain.reasons import ItemReason
from bot.domain.route import Channel, Mention, Route
from bot.domain.source import Grade, Publisher, SourceInfo, SourceState
from bot.domain.verdict import Article, Certainty, Claim, Verdict
from bot.pipeline.deliver import Deliver, DeliverPlan
from bot.pipeline.triage import Triage, TriagePlan
from bot.pipeline.world import World
from bot.ports.store import PollRecord
from bot.storage.database import connect, upgrade
from bot.storage.memory import Memory
from tests.fakes.clock import MONDAY, FakeClock
from tests.fakes.discord_rules import broken_rules
from tests.fakes.nouns import RANSOMWARE
from tests.fakes.placer import WordPlacer
from tests.fakes.sink import FakeSink
from tests.fakes.source import FakePages
from tests.fakes.workers import NowWorkers

pytestmark = pytest.mark.journey
MINUTES = timedelta(minutes=1)
BOAST = Claim("Grey Heron", "Port of Norhaven", "stole 2 TB of files", Certainty.CLAIMED)
DENIAL = Claim("Port of Norhaven", "Grey Heron", "no files were taken", Certainty.DENIED)
SUPPRESSED = 1 << 12


@dataclass(frozen=True)
class Told:
    """One report: minutes after the first, who, what, how bad, and what is claimed."""

    after: int
    source: str
    title: str
    severity: int = 2
    claims: tuple[Claim, ...] = ()


CALM = (
    Told(0, "herald", "Cranes of Norhaven stand still after attack", claims=(BOAST,)),
    Told(20, "gazette", "Norhaven: booking by telephone, ships wait"),
    Told(55, "wire", "What is known of the cyber attack on Norhaven"),
    Told(120, "cert", "CERT: ransomware at the port of Norhaven, suppliers to check their links", 3),
    Told(121, "blog", "How the Norhaven intruders came in", 3),
    Told(200, "herald", "Second day without cranes in Norhaven", 2),
    Told(290, "mirror", "Norhaven counts its losses", 1),
    Told(360, "ledger", "Norhaven cranes move again", 2),
)
"""The authority confirms and raises the severity in one report: the post, and one notification more."""
LOUD = (
    *CALM[:3],
    replace(CALM[3], severity=2),
    replace(CALM[4], severity=4),
    replace(CALM[5], claims=(DENIAL,)),
    *CALM[6:],
)
"""Confirmed, worse, denied: each by another report."""
SOURCES = {
    i: SourceInfo(i, i.title(), "feed", f"https://{i}.example/feed", publisher=Publisher.PRESS, grade=Grade.B)
    for i in ("herald", "gazette", "wire", "blog", "mirror", "ledger")
}
SOURCES["cert"] = SourceInfo("cert", "Harbour CERT", "feed", "", publisher=Publisher.OFFICIAL, grade=Grade.A)


class Scripted:
    """A judge that knows its articles."""

    def __init__(self, story: tuple[Told, ...]) -> None:
        self._by_title = {told.title: told for told in story}

    def many(self, articles: list[Article]) -> list[Verdict]:
        return [self._one(self._by_title[a.title]) for a in articles]

    def _one(self, told: Told) -> Verdict:
        kind = "ransomware"
        return Verdict(True, 0.95, kind, (kind,), told.severity, "en", f"{told.title}.", claims=told.claims, title=told.title)


class Life:
    """Triage and delivery over one database and one sink, on a clock that the test turns; may be started anew at any moment."""

    def __init__(self, stores: Any, sink: Any, target: str, story: tuple[Told, ...]) -> None:
        self.stores, self.sink, self.story = stores, sink, story
        self.clock = FakeClock(MONDAY)
        self.channels = {"desk": Channel("desk", "fake", target)}
        route = Route("all", ("desk",), mention=Mention("duty", role_id=7), mention_from=4)
        self.world = World((route,), SOURCES, {"ransomware": RANSOMWARE})
        self.restart()

    def restart(self) -> None:
        """Another process: nothing is left but the database and the channel."""
        parts = (self.stores, Scripted(self.story), FakePages(), NowWorkers(), self.clock, TriagePlan(), self.world)
        self.triage = Triage(*parts, placer=WordPlacer("norhaven"))
        self.deliver = Deliver(self.stores.outbox, {"fake": self.sink}, self.channels, self.clock, DeliverPlan())

    async def fetch(self, number: int) -> None:
        told = self.story[number]
        at = MONDAY + told.after * MINUTES
        url = f"https://{told.source}.example/{number}"
        text = f"{told.title}. " + " ".join(f"Word{number * 97 + n * 13}" for n in range(40))
        made = Item(item_id(told.source, str(number)), told.source, str(number), told.title, text, url, url, "en", at, at)
        await self.stores.sources.sync(list(SOURCES), at)
        await self.stores.sources.record([PollRecord(SourceState(told.source, at), (made,))])

    def turn_to(self, number: int) -> None:
        due = MONDAY + self.story[number].after * MINUTES
        self.clock.advance(max((due - self.clock.now()).total_seconds(), 0))

    async def work(self) -> None:
        await self.triage.run()
        await self.deliver.run()

    async def to_the_end(self) -> None:
        """Until nothing is due any more."""
        for _ in range(200):
            await self.work()
            pending = any(state is ItemState.PENDING for state, _ in await self.stores.items.counts())
            if not pending and (await self.stores.outbox.backlog())[0] == 0:
                return
            self.clock.advance(61)
        raise AssertionError("something stays due for ever")


@pytest.fixture
async def stores(tmp_path):
    address = f"sqlite:///{tmp_path / 'tocsin.db'}"
    await upgrade(address)
    async with await connect(address) as database:
        yield database.stores


@pytest.fixture
async def env():
    made = simcord.Env(discord.Client(intents=discord.Intents(guilds=True)))
    await made.start()
    yield made
    faults = {f"{r.method} {r.path}": broken_rules(r.method, r.path, r.json) for r in made.http_requests}
    await made.shutdown()
    assert {where: found for where, found in faults.items() if found} == {}


def record(env) -> list[tuple[str, str, bool]]:
    """Every message, edit and thread that Discord was asked for, in order: what, its words, whether it notifies."""
    found = []
    for asked in env.http_requests:
        if asked.method == "PATCH" and "/messages/" in asked.path:
            found.append(("edit", asked.json["embeds"][0]["fields"][0]["value"], False))
        elif asked.method == "POST" and asked.path.endswith("/threads"):
            found.append(("thread", asked.json["name"], False))
        elif asked.method == "POST" and asked.path.endswith("/messages"):
            words = asked.json.get("content") or asked.json["embeds"][0]["title"]
            what = "post" if asked.json.get("embeds") else "line"
            found.append((what, words, not asked.json.get("flags", 0) & SUPPRESSED))
    return found


@pytest.mark.parametrize(("story", "aloud"), [(CALM, 2), (LOUD, 4)], ids=["two", "each-of-three"])
async def test_eight_reports_over_six_hours(stores, env, story, aloud):
    """One message, one thread, at most seven edits. The post itself notifies, and then only what is worth it: in the calm story
    one report, so two notifications in all; in the other one each for the first official word, a higher severity, a denial.
    The bot is restarted in the middle.
    """
    channel = env.create_guild().create_text_channel("alerts")
    life = Life(stores, DiscordSink(env.bot, FakeClock(MONDAY)), str(channel.id), story)
    for number in range(len(story)):
        life.turn_to(number)
        await life.fetch(number)
        await life.work()
        if number == 4:
            life.restart()
    await life.to_the_end()
    asked = record(env)
    sys.stdout.write("".join(f"{'! ' if aloud else '  '}{what:6} {words[:110]}\n" for what, words, aloud in asked))
    counts = {what: sum(w == what for w, *_ in asked) for what in ("post", "thread", "edit", "line")}
    lines = [words for what, words, _ in asked if what == "line"]
    assert (counts["post"], counts["thread"]) == (1, 1)
    assert 1 <= counts["edit"] <= 7
    assert len(set(lines)) == 7
    assert sum(loud for *_, loud in asked) == aloud
    assert len([m for m in env.backend.messages[channel.id].values() if m.embeds]) == 1
    assert await stores.items.counts() == {
        (ItemState.ALERTED, ItemReason.ROUTED): 1,
        (ItemState.ALERTED, ItemReason.JOINED): 7,
    }
    [trace] = await stores.search.trace(item_id("herald", "0"))
    fields = {f.name: f.value for d in trace.deliveries for f in d.card.fields if d.subject is Subject.ALERT}
    assert fields["Source"].startswith("7 sources: Herald (press, B), ")
    assert fields["Severity"].endswith("was moderate (2)")


async def test_a_moderator_deletes_the_post(stores, env):
    """The next report makes it anew, silently, with a thread of its own; deleted once more the same day it stays away."""
    channel = env.create_guild().create_text_channel("alerts")
    life = Life(stores, DiscordSink(env.bot, FakeClock(MONDAY)), str(channel.id), CALM)

    async def report(number):
        life.turn_to(number)
        await life.fetch(number)
        await life.to_the_end()

    async def deleted():
        """The one post that is there; what Discord itself says of a new thread stays."""
        [shown] = [m.id for m in env.backend.messages[channel.id].values() if m.embeds]
        env.backend.delete_message(channel.id, shown)

    await report(0)
    await report(1)
    await deleted()
    await report(2)
    assert [loud for what, _, loud in record(env) if what == "post"] == [True, False]
    assert len([what for what, *_ in record(env) if what == "thread"]) == 2
    await deleted()
    await report(5)
    assert len([what for what, *_ in record(env) if what == "post"]) == 2
    await report(3)
    assert len([what for what, *_ in record(env) if what == "post"]) == 3, "a higher severity is worth it"


class Killed(BaseException):
    """kill -9, as far as one process can play it."""


class Dying:
    """Passes calls on; dies before, or just after, the call whose turn it is."""

    def __init__(self, inner: Any, fate: "Fate") -> None:
        self._inner, self._fate = inner, fate

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)

        async def call(*args: Any, **named: Any) -> Any:
            self._fate.step(before=True)
            made = await found(*args, **named)
            self._fate.step(before=False)
            return made

        return call


class Fate:
    """Counts steps, two a call; kills at one of them."""

    def __init__(self, at: int) -> None:
        self.at, self.steps = at, 0

    def step(self, *, before: bool) -> None:
        self.steps += 1
        if self.steps == self.at:
            raise Killed


class DyingSink(FakeSink):
    """A channel that outlives the bot, which may die before or after each request."""

    fate = Fate(0)

    async def send(self, delivery, channel):
        self.fate.step(before=True)
        made = await super().send(delivery, channel)
        self.fate.step(before=False)
        return made

    async def edit(self, delivery, channel):
        self.fate.step(before=True)
        await super().edit(delivery, channel)
        self.fate.step(before=False)

    async def say(self, line, head, channel):
        self.fate.step(before=True)
        made = await super().say(line, head, channel)
        self.fate.step(before=False)
        return made


async def lived_through(kill_at: int) -> tuple[int, Memory, DyingSink]:
    """The story with one kill at that step, and the next process an hour later where need be."""
    fate, memory, sink = Fate(kill_at), Memory(), DyingSink()
    sink.fate = fate
    inner = memory.stores
    dying = replace(inner, items=Dying(inner.items, fate), outbox=Dying(inner.outbox, fate), stories=Dying(inner.stories, fate))
    life = Life(dying, sink, "desk", CALM[:5])
    for number in range(5):
        life.turn_to(number)
        await life.fetch(number)
        try:
            await life.work()
        except Killed:
            life.restart()
    try:
        await life.to_the_end()
    except Killed:
        life.restart()
        await life.to_the_end()
    return fate.steps, memory, sink


async def test_a_kill_between_any_two_steps_changes_nothing():
    """I1 for heads and lines: one post, each line once, the last writing shown, whatever step the bot died at."""
    steps, clean, _ = await lived_through(0)
    assert steps > 100
    wanted = sorted((str(i.state), str(i.reason)) for i in clean.items)
    for at in range(1, steps + 1):
        _, memory, sink = await lived_through(at)
        head = next(d for d in memory.deliveries if d.subject is Subject.ALERT)
        assert [d.id for d in sink.shown] == [head.id], f"killed at {at}"
        assert sorted(line.id for line, _ in sink.lines) == sorted(d.id for d in memory.deliveries if d.head), f"killed at {at}"
        assert (head.shown, len({d.id for d in memory.deliveries})) == (head.revision, 5), f"killed at {at}"
        last = [*sink.shown, *sink.edits][-1].card
        assert last == head.card, f"killed at {at}"
        assert sorted((str(i.state), str(i.reason)) for i in memory.items) == wanted, f"killed at {at}"
