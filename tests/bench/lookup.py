"""How long people wait: search, one alert in full, and a dossier over many stored items on SQLite.

    python tests/bench/lookup.py [--items 1000000] [--keep FILE] [--rounds 300]

Builds a database of invented items (or takes the one in FILE), then asks as the commands do, one question after the other, and
prints a table in milliseconds, the size of the database and the memory of this process. The goal: p99 of a search below 300 ms.
"""

import argparse
import asyncio
import platform
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot.domain.dossier import DossierKind
from bot.domain.tlp import Tlp
from bot.jobs.workers import Pools
from bot.pipeline.dossiers import Dossiers
from bot.pipeline.library import Library
from bot.pipeline.world import World
from bot.ports.store import Stores
from bot.storage.database import connect, upgrade
from tests.bench.lookup_stock import ACCUSED, COUNTRIES, KINDS, SECTORS, SOURCES, build, word
from tests.fakes.clock import FakeClock
from tests.fakes.nouns import NOON, PRESS, RANSOMWARE

Ask = Callable[[random.Random], Awaitable[object]]


def common(dice: random.Random) -> str:
    """A word that stands in many items."""
    return word(dice.randrange(200))


def rare(dice: random.Random) -> str:
    """One that stands in few."""
    return word(dice.randrange(5_000, 40_000))


def asked(stores: Stores, workers: Pools) -> dict[str, Ask]:
    """Every kind of question, by its name in the table."""
    clock = FakeClock(NOON)
    infos, kinds = dict.fromkeys(SOURCES, PRESS), dict.fromkeys(KINDS, RANSOMWARE)
    library = Library(stores, lambda: World((), infos, kinds), workers, clock)
    dossiers = Dossiers(stores, lambda: infos, workers, clock)

    def line(make: Callable[[random.Random], str], page: int = 1) -> Ask:
        return lambda dice: library.search(make(dice), Tlp.RED, page)

    def about(kind: DossierKind, make: Callable[[random.Random], str]) -> Ask:
        return lambda dice: dossiers.about(kind, make(dice), Tlp.RED)

    async def show(dice: random.Random) -> object:
        number = dice.randrange(1_000) * 150
        source = SOURCES[number * 7 % len(SOURCES)]
        return await library.show(f"https://{source}.example/{number}", Tlp.RED)

    return {
        "search: a common word": line(common),
        "search: a rare word": line(rare),
        "search: two common words": line(lambda d: f"{common(d)} {common(d)}"),
        "search: common and rare": line(lambda d: f"{common(d)} {rare(d)}"),
        "search: three words": line(lambda d: f"{common(d)} {common(d)} {rare(d)}"),
        "search: a word begun": line(lambda d: word(d.randrange(9_000, 30_000))[:4]),
        "search: three letters begun": line(lambda d: word(d.randrange(9_000))[:3]),
        "search: word, kind, country": line(lambda d: f"{common(d)} kind:{d.choice(KINDS)} country:{d.choice(COUNTRIES)}"),
        "search: rare facts": line(lambda _: f"kind:{KINDS[-1]} country:{COUNTRIES[-1]} sector:{SECTORS[-1]} severity>=3"),
        "search: actor, source, since": line(lambda d: f'actor:"Crew {word(d.randrange(400) + 3000)}" source:press-3 since:400d'),
        "search: common word, page 20": line(common, 20),
        "search: kind, page 30": line(lambda d: f"kind:{d.choice(KINDS)}", 30),
        "latest": line(lambda _: "severity>=0"),
        "latest, a year ago": line(lambda _: "until:52w"),
        "show": show,
        "dossier: actor": about(DossierKind.ACTOR, lambda d: f"Crew {word(d.randrange(400) + 3000)}"),
        "dossier: country": about(DossierKind.COUNTRY, lambda d: d.choice(COUNTRIES)),
        "dossier: sector": about(DossierKind.SECTOR, lambda d: d.choice(SECTORS)),
        "dossier: CVE": about(DossierKind.CVE, lambda d: f"CVE-2026-{10000 + d.randrange(3000)}"),
        "dossier: attribution": about(DossierKind.ATTRIBUTION, lambda d: d.choice(ACCUSED)),
    }


async def measured(path: Path, rounds: int) -> None:
    """Asks and prints."""
    dice, workers = random.Random(11), Pools()
    async with await connect(f"sqlite:///{path}") as base:
        print(f"{'':34}{'n':>6}{'p50':>9}{'p99':>9}{'most':>9}  ms")
        every: list[float] = []
        for name, ask in asked(base.stores, workers).items():
            times = sorted([await _timed(ask, dice) for _ in range(rounds)])
            every += times if name.startswith("search") else []
            print(_row(name, times), flush=True)
        print(_row("search: all of them", sorted(every)))
    await workers.close()


async def _timed(ask: Ask, dice: random.Random) -> float:
    begun = time.perf_counter()
    await ask(dice)
    return (time.perf_counter() - begun) * 1000


def _row(name: str, times: list[float]) -> str:
    p99 = times[min(int(len(times) * 0.99), len(times) - 1)]
    return f"{name:34}{len(times):>6}{statistics.median(times):>9.1f}{p99:>9.1f}{times[-1]:>9.1f}"


def main() -> None:
    """As the module says."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--items", type=int, default=1_000_000)
    given.add_argument("--rounds", type=int, default=300)
    given.add_argument("--keep", type=Path)
    told = given.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = told.keep or Path(folder) / "lookup.db"
        if not path.exists():
            begun = time.perf_counter()
            asyncio.run(upgrade(f"sqlite:///{path}"))
            build(path, told.items)
            print(f"built {told.items:,} items in {time.perf_counter() - begun:.0f} s")
        print(f"{path.stat().st_size / 1e9:.2f} GB, Python {platform.python_version()}, {platform.machine()}")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        asyncio.run(measured(path, told.rounds))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"memory: {before / 1024:.0f} MB before the questions, {after / 1024:.0f} MB at most")


if __name__ == "__main__":
    main()
