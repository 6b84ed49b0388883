"""kill -9 of a real process while pages escalate: no step is lost, nobody is called twice, nobody after the answer; the trail has no hole."""

import asyncio
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from bot.domain import page as events
from bot.domain.audit import AuditAction
from bot.pipeline.paging import Wish
from bot.storage.database import connect, upgrade
from tests.chaos.page_worker import DUTY, paging
from tests.fakes.duty import confirm_all

ROOT = Path(__file__).parents[2]
PAGES, SECONDS, KILLS = 40, 20, 12
IN_FLIGHT = 0.5
"""Seconds: what was claimed before the answer may be on the wire."""
pytestmark = pytest.mark.chaos


def worker(address: str, log: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.chaos.page_worker", address, str(log)], cwd=ROOT, stdout=subprocess.PIPE
    )


async def test_kills_lose_no_step_and_double_none(tmp_path):
    """I2, I3, I5 through a dozen random kill -9 or more, forty pages, every second one acknowledged at some moment."""
    address, log, chance = f"sqlite:///{tmp_path / 'tocsin.db'}", tmp_path / "seen.log", random.Random(7)
    await upgrade(address)
    acked: dict[str, float] = {}
    kills = 0
    async with await connect(address) as base:
        await confirm_all(base.stores, DUTY)
        pages = paging(base)
        ids = [(await pages.call(Wish(f"Page {n}", "cli", about=f"p{n}"))).id for n in range(PAGES)]
        waiting, end = ids[::2], time.monotonic() + SECONDS
        while time.monotonic() < end or kills < KILLS:
            process = worker(address, log)
            await asyncio.to_thread(process.stdout.readline)
            await asyncio.sleep(chance.uniform(0.1, 1.2))
            if log.exists():
                for page in [waiting.pop(0) for _ in range(min(4, len(waiting)))]:
                    await pages.press(page, events.Acked("ana"))
                    acked[page] = time.time()
            process.send_signal(signal.SIGKILL)
            process.communicate()
            kills += 1
        process = worker(address, log)
        await asyncio.to_thread(process.stdout.readline)
        await asyncio.sleep(10)
        process.kill()
        process.communicate()
        trail = [x for x in reversed(await base.stores.audit.find()) if x.action is AuditAction.PAGE_CHANGED]
    seen = [line.split() for line in log.read_text().splitlines()]
    assert max(Counter(nonce for _, nonce, *_ in seen).values()) == 1, "a call was seen twice"
    for page in ids:
        mine = [(float(at), channel) for at, _, channel, about in seen if about == page]
        if page in acked:
            assert not [m for m in mine if m[0] > acked[page] + IN_FLIGHT], "called after the answer"
        else:
            assert Counter(c for _, c in mine).keys() == {"dm:" + "1" * 18, "dm:" + "2" * 18, "desk"}, "a step was lost"
        numbers = [x.after.split()[0] for x in trail if x.subject == page]
        assert numbers == [f"#{n}" for n in range(1, 2 + (page in acked))]
    assert len(acked) >= 10
    sys.stdout.write(f"{kills} kills, {len(seen)} calls, {len(acked)} answers\n")
