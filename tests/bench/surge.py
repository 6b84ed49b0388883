"""A bad day: 10,000 items within a minute, 95 % of them copies in slightly other words, one of them critical, on SQLite.

    OMP_NUM_THREADS=1 python -m tests.bench.surge [--items 10000] [--profile]

The real judge, the real index of stories, the shipped route; a sink that counts. Printed: items a second, when the critical
post went out and what went out before it, how many messages there were, and what became of every item.
"""

import argparse
import asyncio
import cProfile
import pstats
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.analysis.address import canonical
from bot.analysis.judge import load_judge
from bot.analysis.likeness import load_likeness
from bot.analysis.pressing import turn
from bot.analysis.stories import Stories
from bot.analysis.telling import Telling
from bot.domain.delivery import Delivery
from bot.domain.item import Item, item_id
from bot.domain.reasons import TroubleReason
from bot.domain.route import Channel, Route
from bot.domain.source import SourceInfo, SourceState
from bot.jobs.workers import Pools
from bot.pipeline.deliver import Deliver, DeliverPlan
from bot.pipeline.overflow import Overflow
from bot.pipeline.present_facts import PresentFacts
from bot.pipeline.routing import Rules
from bot.pipeline.story_index import StoryIndex
from bot.pipeline.surging import Surging
from bot.pipeline.triage import Triage, TriagePlan
from bot.pipeline.world import World
from bot.ports.store import PollRecord
from bot.settings import load
from bot.settings.folder import shipped_dir
from bot.storage.database import connect, upgrade
from tests.fakes.clock import MONDAY, FakeClock
from tests.fakes.source import FakePages

OUTLETS = 200
CRITICAL = (
    "State of emergency after cyberattack shuts down power grid nationwide",
    (
        "A destructive cyberattack shut down the national power grid of Norland on Monday. Hospitals across the country are without power "
        "and the government declared a state of emergency. The grid operator Norland Grid confirmed that wiper malware destroyed its "
        "control systems; more than 4 million households are affected."
    ),
)
PLACES = [
    "Alder",
    "Birch",
    "Cedar",
    "Dorn",
    "Elm",
    "Fern",
    "Gorse",
    "Hazel",
    "Iris",
    "Juniper",
    "Kale",
    "Larch",
    "Maple",
    "Nettle",
    "Oak",
    "Pine",
    "Quill",
    "Rowan",
    "Sedge",
    "Thorn",
]
BODIES = [
    "city council",
    "harbour authority",
    "regional bank",
    "tax office",
    "university",
    "museum",
    "bus company",
    "newspaper",
    "library",
    "waterworks",
]
ENDS = [
    "",
    " (Agency)",
    " - update",
    " Read more on our site.",
    " Reporting by our desk.",
    " The story was first told by an agency.",
]


@dataclass
class CountingSink:
    """Keeps what is shown, in order."""

    shown: list[tuple[str, Delivery]] = field(default_factory=list)

    async def send(self, delivery: Delivery, channel: Channel) -> str:
        self.shown.append(("post", delivery))
        return f"m{len(self.shown)}"

    async def edit(self, delivery: Delivery, channel: Channel) -> None:
        self.shown.append(("edit", delivery))

    async def say(self, line: Delivery, head: Delivery, channel: Channel) -> str:
        self.shown.append(("line", line))
        return f"m{len(self.shown)}"

    async def said(self, line: Delivery, head: Delivery, channel: Channel) -> str | None:
        return None

    @property
    def messages(self) -> list[Delivery]:
        return [d for what, d in self.shown if what != "edit"]


WAVE = (
    (
        "Hackers knock website of {who} offline",
        (
            "The website of the {who} in Lithuania was unreachable for {n} hours on Monday after a distributed denial-of-service attack. "
            "The group NoName057(16) claimed it on Telegram. A spokesman said that {m} servers had been overwhelmed with requests."
        ),
    ),
    (
        "{who} hit by DDoS attack, pro-Russian group takes credit",
        (
            "Visitors of the {who} saw only error pages since the morning. Pro-Russian NoName057(16) boasted of the flood of traffic, "
            "{m} gigabits a second at its peak, against what it called an enemy in Lithuania. Staff worked by telephone for {n} hours."
        ),
    ),
    (
        "NoName057(16) targets {who} in Lithuania",
        (
            "In a new round of denial-of-service attacks on Lithuanian targets, NoName057(16) named the {who}. Engineers filtered {m} "
            "addresses abroad and brought the pages back after {n} hours, the national cyber centre said."
        ),
    ),
)
OTHERS = (
    (
        "{who} pays no ransom after ransomware attack",
        (
            "The {who} said criminals encrypted {m} of its computers over the weekend and asked for {n} bitcoin. Orders are taken on paper. "
            "The police are investigating; backups were not touched."
        ),
    ),
    (
        "Data of {m} thousand customers of {who} stolen",
        (
            "Names, addresses and dates of birth of {m} thousand people were copied from a server of the {who}, which found the breach "
            "{n} days ago and has told the data protection authority."
        ),
    ),
    (
        "Critical flaw in the {place} mail gateway patched: CVE-2026-{code}",
        (
            "Version {n}.{m} of the {place} mail gateway closes CVE-2026-{code}, through which a message could run code. The maker knows of no attack. "
            "Administrators should update this week."
        ),
    ),
    (
        "Flower show at {who} draws {m} visitors",
        "The {n}th flower show at the {who} opened on Sunday in the sun. {place} roses took the first prize. Buses run until ten.",
    ),
)


def report(n: int) -> tuple[str, str]:
    """The first report of one event: half of them of the wave (one actor, one country, each with a victim of its own), the others
    of anything else.
    """
    place = f"{PLACES[n % len(PLACES)]}{PLACES[n // 20 % len(PLACES)].lower()}"
    facts = {"place": place, "who": f"{place} {BODIES[n % 7]}", "n": n % 37 + 2, "m": n % 61 + 3, "code": 10_000 + n}
    title, text = WAVE[n // 2 % len(WAVE)] if n % 2 else OTHERS[n // 2 % len(OTHERS)]
    return title.format(**facts), text.format(**facts)


def flood(items: int, seed: int = 7) -> list[Item]:
    """Everything that comes within a minute: firsts (one in twenty), copies of them, and in the middle the one that matters."""
    chance, firsts = random.Random(seed), max(items // 20, 1)
    made: list[Item] = []
    for n in range(items):
        at = MONDAY + timedelta(seconds=60 * n / items)
        number = n // 20 if n % 20 == 0 else chance.randrange(max(n // 20, 1) if n >= 20 else 1)
        title, text = report(min(number, firsts - 1))
        end = "" if n % 20 == 0 else chance.choice(ENDS)
        outlet = f"outlet-{chance.randrange(OUTLETS)}"
        made.append(entry(outlet, f"e{n}", title, text + end, at))
    made[items // 2] = entry("outlet-3", "critical", *CRITICAL, MONDAY + timedelta(seconds=30))
    return made


def entry(outlet: str, name: str, title: str, text: str, at) -> Item:
    url = f"https://{outlet}.example/{name}"
    waits = turn(title, text, SOURCES[outlet])
    return Item(item_id(outlet, name), outlet, name, title, text, url, canonical(url), "en", at, at, turn=waits)


SOURCES: Mapping[str, SourceInfo] = {
    f"outlet-{n}": SourceInfo(f"outlet-{n}", f"Outlet {n}", "feed", f"https://outlet-{n}.example/feed") for n in range(OUTLETS)
}


@dataclass
class Outcome:
    """What came of it. `before` are the messages that went out before the critical one; times are seconds."""

    seconds: float
    critical_at: float
    before: int
    messages: int
    edits: int
    states: Mapping[tuple[str, str], int]
    megabytes: float
    subjects: Counter[str] = field(default_factory=Counter)
    lost: int = 0


async def run(folder: Path, items: int, *, cap: int = 30) -> Outcome:
    """Everything is there at once, as after a short outage; triage and sending then take turns as they do by the clock."""
    address = f"sqlite:///{folder / 'surge.db'}"
    await upgrade(address)
    workers, clock, sink = Pools(), FakeClock(MONDAY + timedelta(minutes=1)), CountingSink()
    async with await connect(address) as database:
        stores = database.stores
        await stores.sources.sync(sorted(SOURCES), MONDAY)
        for some in _by(1000, flood(items)):
            await stores.sources.record([PollRecord(SourceState("outlet-0", MONDAY), tuple(some))])
        kinds = load(shipped_dir(), {}).kinds
        judge, (teller, likeness) = load_judge(kinds), load_likeness()
        channels = {"alerts": Channel("alerts", "count")}
        world = World((Route("everything", ("alerts",), cap=cap),), SOURCES, kinds, rules=Rules(channels))
        placer = StoryIndex(teller.telling, Telling.from_dict, lambda: Stories(likeness))
        facts, surging = PresentFacts(stores, workers, clock), Surging(stores, workers)
        triage = Triage(
            stores, judge, FakePages(), workers, clock, TriagePlan(), world, placer=placer, facts=facts, surging=surging
        )
        deliver = Deliver(stores.outbox, {"count": sink}, channels, clock, DeliverPlan())
        begun = time.perf_counter()
        critical_at, before = 0.0, 0
        work = asyncio.create_task(triage.run())
        while not work.done():
            await asyncio.wait({work}, timeout=0.25)
            clock.advance(0.25)
            await deliver.run()
            if not critical_at and any(d.priority >= 4 for d in sink.messages):
                critical_at = time.perf_counter() - begun
                before = next(n for n, d in enumerate(sink.messages) if d.priority >= 4)
        await work
        took = time.perf_counter() - begun
        overflow = Overflow(stores, lambda: SOURCES, channels, clock)
        for seconds in (0, 3600, 60):
            clock.advance(seconds)
            await overflow.tick()
            await deliver.run()
        counts = await stores.items.counts()
        books = await stores.ledger.facts(clock.now())
    await workers.close()
    return Outcome(
        took,
        critical_at,
        before,
        len(sink.messages),
        len(sink.shown) - len(sink.messages),
        {(str(s), str(r)): n for (s, r), n in counts.items()},
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        Counter(f"{what} {d.subject}" for what, d in sink.shown),
        sum(a.missing for a in books.accounts) + sum(x.count for x in books.astray if x.what is not TroubleReason.STUCK_POLL),
    )


def _by(size: int, items: list[Item]) -> list[list[Item]]:
    return [items[n : n + size] for n in range(0, len(items), size)]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--items", type=int, default=10_000)
    asked.add_argument("--profile", action="store_true")
    told = asked.parse_args()
    profile = cProfile.Profile()
    with tempfile.TemporaryDirectory() as folder:
        if told.profile:
            profile.enable()
        found = asyncio.run(run(Path(folder), told.items))
        profile.disable()
    print(
        f"{told.items} items in {found.seconds:.1f} s: {told.items / found.seconds:.0f} a second; at most {found.megabytes:.0f} MB"
    )
    print(f"critical post after {found.critical_at:.1f} s, {found.before} messages before it")
    print(f"{found.messages} messages, {found.edits} edits: {dict(found.subjects)}; lost {found.lost}")
    for (state, reason), count in sorted(found.states.items()):
        print(f"  {state:10} {reason:16} {count}")
    if told.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(35)


if __name__ == "__main__":
    main()
