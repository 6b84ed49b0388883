"""kill -9 of a real process at the steps of a night on call, over SQLite: nothing lost, nothing doubled, nobody called after an answer.

Steps are before and after each call of a store or a channel, some 900. Every fourth is met, which is one for every second call; all
of them, in a quarter of an hour, with TOCSIN_KILL_EACH=1. `journeys/test_page.py` plays a kill at each of them, in memory.
"""

import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.domain.audit import AuditAction
from bot.storage.database import connect, upgrade
from tests.chaos.night_worker import seen
from tests.fakes.duty import confirm_all
from tests.journeys.test_page import TEAM

ROOT = Path(__file__).parents[2]
EACH = int(os.environ.get("TOCSIN_KILL_EACH", "4"))
AT_ANY_MOMENT = 60
"""Kills that fall anywhere."""
pytestmark = [pytest.mark.chaos]


class Nights:
    """Nights from one beginning, each in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0
        command = [sys.executable, "-m", "tests.chaos.night_worker"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def fresh(self) -> Path:
        """A folder in which the night has not begun."""
        self._count += 1
        made = self._folder / f"night-{self._count}"
        made.mkdir()
        shutil.copy(self._folder / "tocsin.db", made)
        return made

    def lived(self, folder: Path, step: int = 0, delay: float = 0.0) -> str:
        """How the process ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{folder} {step} {delay}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def end(self) -> None:
        self._process.communicate()


async def of(folder: Path) -> tuple[list[Any], list[Any], list[str]]:
    """What people saw (posts with their time, lines), and the trail of the page; a thing seen twice fails here."""
    told = seen(folder / "seen.log")
    made = [(t["what"], t["nonce"]) for t in told if t["what"] != "edit"]
    assert max(Counter(made).values()) == 1, f"seen twice: {Counter(made).most_common(1)}"
    async with await connect(f"sqlite:///{folder / 'tocsin.db'}") as base:
        trail = [x.after for x in reversed(await base.stores.audit.find()) if x.action is AuditAction.PAGE_CHANGED]
        assert (await base.stores.outbox.backlog())[0] == 0
    posts = sorted((t["when"], t["where"], t["words"]) for t in told if t["what"] == "post")
    return posts, sorted(t["words"] for t in told if t["what"] == "line"), trail


@pytest.fixture
async def nights(tmp_path: Path):
    address = f"sqlite:///{tmp_path / 'tocsin.db'}"
    await upgrade(address)
    async with await connect(address) as base:
        await confirm_all(base.stores, TEAM)
    made = Nights(tmp_path)
    yield made
    made.end()


@pytest.mark.parametrize("half", [0, 1])
async def test_killed_at_every_step(nights: Nights, half: int):
    """Two tests, so that two cores share them."""
    assert await killed(nights, lambda steps: range(1 + half * EACH, steps + 1, 2 * EACH)) >= 100


async def test_killed_at_any_moment(nights: Nights):
    """Also within a transaction."""
    chance = random.Random(8)
    assert await killed(nights, lambda _: [0] * AT_ANY_MOMENT, lambda: chance.uniform(0.01, 0.6)) >= AT_ANY_MOMENT // 2


async def killed(nights: Nights, at: Callable[[int], Sequence[int]], delay: Callable[[], float] = lambda: 0.0) -> int:
    """I2, I3, I5: the same people are called in the same minutes as in a quiet night, each message once, the trail whole; however
    the night before was broken off. How many were.
    """
    quiet, kills = nights.fresh(), 0
    assert nights.lived(quiet) == "done"
    wanted, steps = await of(quiet), int((quiet / "steps").read_text())
    assert (len(wanted[0]), len(wanted[1]), len(wanted[2])) == (7, 5, 5)
    for step in at(steps):
        folder = nights.fresh()
        ended = nights.lived(folder, step, delay())
        if ended == "killed":
            kills, ended = kills + 1, nights.lived(folder)
        assert ended == "done"
        assert await of(folder) == wanted, f"killed at step {step} of {steps}"
        shutil.rmtree(folder)
    return kills
