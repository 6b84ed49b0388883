"""A night on call: an alert at 03:10, the first person silent, the second answers, it gets worse, is over, and is handed over at 08:00;
and every kill in it.
"""

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.app.oncall import crews
from bot.domain import page as events
from bot.domain.audit import AuditAction
from bot.domain.delivery import Subject
from bot.domain.item import Item, item_id
from bot.domain.match import Match
from bot.domain.page import PageState
from bot.domain.paging import PageFile
from bot.domain.rotation import Entry, Listed
from bot.domain.route import Channel, Mention, Route
from bot.domain.schedule import Layer, Schedule
from bot.domain.silence import Silence
from bot.domain.source import SourceState
from bot.pipeline.deliver import Deliver, DeliverPlan
from bot.pipeline.handover import HandoverPlan, Handovers
from bot.pipeline.paging import Paging, PagingPlan
from bot.pipeline.present_facts import PresentFacts
from bot.pipeline.roster import Roster
from bot.pipeline.triage import Triage, TriagePlan
from bot.pipeline.world import World
from bot.ports.store import PollRecord
from bot.storage.memory import Memory
from tests.fakes.clock import FakeClock
from tests.fakes.duty import DUTY, PEOPLE, confirm_all
from tests.fakes.nouns import RANSOMWARE
from tests.fakes.placer import WordPlacer
from tests.fakes.sink import FakeSink
from tests.fakes.source import FakePages
from tests.fakes.workers import NowWorkers
from tests.journeys.test_story import SOURCES, Dying, DyingSink, Fate, Killed, Life, Scripted, Told

pytestmark = pytest.mark.journey
NIGHT = datetime(2026, 1, 8, 3, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
STORY = (
    Told(0, "cert", "CERT: ransomware at the port of Norhaven", 3),
    Told(30, "wire", "Norhaven: pilots, tugs and the hospital are cut off", 4),
)
ANA, BEN = "111111111111111111", "222222222222222222"


DAY = timedelta(days=1)
CHANGE = NIGHT.replace(hour=8, minute=0)
TURNS = Listed("turns", (Entry("ana", NIGHT - DAY, CHANGE), Entry("ben", CHANGE, NIGHT + 90 * DAY)))
TEAM = replace(
    DUTY, rotations={"turns": TURNS}, schedules={"main": Schedule("main", "Team", (Layer("turns", "lead", TURNS),), PEOPLE)}
)


class Night(Life):
    """The same life with people who are called. `facts`, once there are any, are what is silenced."""

    facts: PresentFacts | None = None

    def restart(self) -> None:
        """Another process: nothing is left but the database and the channel."""
        mention = Mention("duty", role_id=7, schedule="main", role="lead", policy="default")
        route = Route("all", ("desk",), mention=mention, mention_from=3)
        self.world = World((route,), SOURCES, {"ransomware": RANSOMWARE})
        parts = (self.stores, Scripted(self.story), FakePages(), NowWorkers(), self.clock, TriagePlan(), self.world)
        self.triage = Triage(*parts, placer=WordPlacer("norhaven"))
        roster = Roster(self.stores.roster, self.stores.contacts, lambda: TEAM, self.clock)
        self.handovers = Handovers(self.stores, lambda: SOURCES, crews(roster), self.clock, HandoverPlan("desk"))
        self.paging = Paging(self.stores, roster, lambda: self.world, self.clock, PagingPlan("desk", "default"), self.facts)
        sinks = {"fake": self.sink, "discord_dm": self.sink}
        channels = {"desk": Channel("desk", "fake", "1")}
        self.deliver = Deliver(self.stores.outbox, sinks, channels, self.clock, DeliverPlan(), roster.on_duty)

    async def report(self, number: int) -> None:
        """A report comes in, as the poll would store it."""
        told = self.story[number]
        await self.fetch_at(number, NIGHT + told.after * MINUTE)

    async def fetch_at(self, number: int, at: datetime) -> None:
        told = self.story[number]
        url = f"https://{told.source}.example/{number}"
        text = f"{told.title}. " + " ".join(f"Word{number * 97 + n * 13}" for n in range(40))
        made = Item(item_id(told.source, str(number)), told.source, str(number), told.title, text, url, url, "en", at, at)
        await self.stores.sources.sync(list(SOURCES), at)
        await self.stores.sources.record([PollRecord(SourceState(told.source, at), (made,))])

    async def page(self) -> PageFile:
        [file] = await self.stores.pages.find()
        return file

    async def steps(self) -> None:
        """What the clock asks for, in order."""
        await self.triage.run()
        await self.paging.tick()
        await self.handovers.tick()
        await self.deliver.run()


def at(hour: int, minute: int) -> datetime:
    return NIGHT.replace(hour=hour, minute=minute)


async def press(life: Night, event: events.Event) -> None:
    file = await life.page()
    await life.paging.press(file.id, event)


SCRIPT = (
    (at(3, 10), "report 0"),
    (at(3, 15), ""),
    (at(3, 20), ""),
    (at(3, 21), "ben acknowledges"),
    (at(3, 22), ""),
    (at(3, 35), ""),
    (at(3, 40), "report 1"),
    (at(3, 43), "ana acknowledges"),
    (at(3, 59), ""),
    (at(4, 30), "ana resolves"),
    (at(7, 0), ""),
    (at(8, 0), ""),
)


async def act(life: Night, what: str) -> None:
    """What somebody outside does. What was done already is not done again."""
    if what.startswith("report"):
        await life.report(int(what[-1]))
    elif what == "ben acknowledges":
        await press(life, events.Acked(life.paging.who(f"discord:{BEN}")))
    elif what == "ana acknowledges":
        await press(life, events.Acked("ana"))
    elif what == "ana resolves":
        await press(life, events.Resolved("ana"))


async def turned(life: Night, to: datetime) -> None:
    life.clock.advance(max((to - life.clock.now()).total_seconds(), 0))


async def night(stores, sink: FakeSink) -> Night:
    life = Night(stores, sink, "1", STORY)
    life.clock = FakeClock(NIGHT)
    life.restart()
    await confirm_all(stores, TEAM)
    return life


NOTE = "Hand-over main/lead: Ana Example to Ben Example"


class Heard:
    """What was said since the last look: where, and in which words."""

    def __init__(self, sink: FakeSink) -> None:
        self._sink, self._posts, self._lines = sink, 0, 0

    def fresh(self) -> list[str]:
        posts, lines = self._sink.posts[self._posts :], self._sink.lines[self._lines :]
        self._posts, self._lines = len(self._sink.posts), len(self._sink.lines)
        return [f"{c.id}: {d.card.title}" for c, d in posts] + [f"thread: {d.card.body}" for d, _ in lines]


async def test_a_night_on_call():
    """Each message of the night, to whom and when; and no other message at all."""
    memory, sink = Memory(), FakeSink()
    life, heard, told = await night(memory.stores, sink), Heard(sink), {}
    for when, what in SCRIPT:
        await turned(life, when)
        await act(life, what)
        await life.steps()
        told[f"{when:%H:%M}"] = heard.fresh()
    first = STORY[0].title
    [line] = [m for m in told["03:40"] if "pilots" in m]
    assert told == {
        "03:10": [f"desk: {first}", f"dm:{ANA}: {first}"],
        "03:15": [],
        "03:20": [f"dm:{BEN}: {first}"],
        "03:21": ["thread: Ben Example sees to it."],
        "03:22": [],
        "03:35": [],
        "03:40": [f"dm:{ANA}: {first}", "thread: The severity rose to 4.", line],
        "03:43": ["thread: Ana Example sees to it."],
        "03:59": [],
        "04:30": ["thread: Ana Example resolved it."],
        "07:00": [f"dm:{BEN}: Your shift starts in 1 h: main/lead"],
        "08:00": [f"desk: {NOTE}", f"dm:{BEN}: {NOTE}"],
    }
    note = next(d.card for _, d in sink.posts if d.card.title == NOTE)
    assert first in str(note)
    assert [d.mention.user_id for _, d in sink.posts if d.mention] == [int(ANA)], "whoever is on call, not the role"
    called = [d for c, d in sink.posts if c.id.startswith("dm:") and d.subject is Subject.PAGE]
    assert "severity 3; official source: Harbour CERT; route all" in str(called[0].card.fields)
    assert "severity 4; official source: Harbour CERT" in str(called[2].card.fields)
    file = await life.page()
    assert file.page.state is PageState.RESOLVED
    assert (file.acked_at, file.resolved_at) == (at(3, 21), at(4, 30))


async def lived_through(kill_at: int) -> tuple[int, Memory, DyingSink, list[tuple[datetime, str]]]:
    """The night with one kill at that step. The next process is there at once, and again when the leases of the dead one are over;
    who pressed and saw nothing happen presses again. With whom was called when.
    """
    fate, memory, sink = Fate(kill_at), Memory(), DyingSink()
    sink.fate, inner = fate, memory.stores
    names = ("items", "outbox", "stories", "pages", "roster", "timers")
    life = await night(replace(inner, **{name: Dying(getattr(inner, name), fate) for name in names}), sink)
    calls: list[tuple[datetime, str]] = []
    for when, what in SCRIPT:
        await turned(life, when)
        if what.startswith("report"):
            await act(life, what)
        await tried(life, what)
        for wait in (6, 61, 61):
            life.clock.advance(wait)
            await tried(life, "")
        calls += [(when, c.id) for c, d in sink.posts[len(calls) :]]
    return fate.steps, memory, sink, sorted(calls)


async def tried(life: Night, what: str) -> None:
    """A person's act and a round of work; killed, a new process does both again."""
    for _ in range(2):
        try:
            if what and not what.startswith("report"):
                await act(life, what)
            await life.steps()
        except Killed:
            life.restart()
        else:
            return


async def test_a_kill_at_any_step_of_the_night():
    """I2, I3, I5: whatever step the bot died at, the same people are called as in a quiet night, in the same minute, nobody after an
    answer, nothing twice; and each change stands in the trail once, in order.
    """
    steps, _, clean, wanted = await lived_through(0)
    assert steps >= 200
    for kill_at in range(1, steps + 1):
        _, memory, sink, calls = await lived_through(kill_at)
        assert calls == wanted, f"killed at {kill_at}"
        assert sorted(x.card.body for x, _ in sink.lines) == sorted(x.card.body for x, _ in clean.lines), f"killed at {kill_at}"
        trail = [x for x in reversed(await memory.stores.audit.find()) if x.action is AuditAction.PAGE_CHANGED]
        assert [x.after.split()[0] for x in trail] == [f"#{n}" for n in range(1, len(trail) + 1)], f"killed at {kill_at}"
        assert [x.after.split()[1] for x in trail] == ["open", "acked", "open", "acked", "resolved"], f"killed at {kill_at}"
    sys.stdout.write(f"{steps} kills\n")


async def test_a_silence_that_ends_calls_for_what_it_held_back():
    """Nobody is called while it holds, somebody is when it ends, and once, also by another process."""
    life = await night(Memory().stores, FakeSink())
    life.facts = PresentFacts(life.stores, NowWorkers(), life.clock)
    life.restart()
    quiet = Silence("s1", "kind:ransomware", Match(kinds=frozenset({"ransomware"})), NIGHT, at(4, 0), "ana", "drill", NIGHT)
    await life.stores.silences.put(quiet)
    await life.report(0)
    await life.steps()
    assert await life.stores.pages.find() == []
    await turned(life, at(4, 1))
    await life.steps()
    assert (await life.page()).opened_at == at(4, 1)
    life.restart()
    await turned(life, at(4, 2))
    await life.steps()
    assert len(await life.stores.pages.find()) == 1
