"""kill -9 at any moment of the demo's cycle: every item ends in one state, no post twice, none missing."""

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KILLS = 50
pytestmark = pytest.mark.chaos


def demo(folder: Path, speed: int) -> subprocess.Popen:
    """`tocsin demo --state` as a process of its own; its first line of output says that the cycle begins."""
    line = [sys.executable, "-m", "bot", "demo", "--state", str(folder), "--speed", str(speed)]
    surroundings = {**os.environ, "COLUMNS": "120", "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings)


def posted(folder: Path) -> list[str]:
    """Delivery ids, in the order in which their posts stand in the channels."""
    text = "".join(p.read_text() for p in sorted((folder / "channels").glob("*.log")))
    return re.findall(r"^== (\S+)$", text, re.MULTILINE)


def rows(folder: Path, question: str) -> list[tuple]:
    with sqlite3.connect(folder / "tocsin.db") as database:
        return database.execute(question).fetchall()


def check_everything_is_accounted_for(folder: Path) -> str:
    """Every item in one final state, every alert posted once, every post an alert's or a notice's."""
    states = dict(rows(folder, "select state, count(*) from items group by state"))
    assert not {"pending", "failed"} & set(states)
    assert sum(states.values()) >= 60
    shown = posted(folder)
    assert len(shown) == len(set(shown)), "a post stands twice"
    assert rows(folder, "select count(*) from deliveries where state <> 'sent'") == [(0,)]
    assert set(shown) == {i for (i,) in rows(folder, "select id from deliveries")}
    assert rows(folder, "select count(*) from deliveries where shown <> revision") == [(0,)]
    alerted = {i for (i,) in rows(folder, "select story_id from items where state = 'alerted'")}
    assert {i for (i,) in rows(folder, "select item_id from deliveries where subject = 'alert'")} == alerted
    return f"{states}, {len(shown)} posts"


def test_fifty_kills_lose_nothing_and_double_nothing(tmp_path):
    """I1 and I6 through fifty kill -9 at random moments of the cycle; a cycle that comes to its end gives way to a new one."""
    chance = random.Random(7)
    rounds, kills, moments, ends = 0, 0, set(), []
    while kills < KILLS:
        folder = tmp_path / str(rounds)
        bot = demo(folder, speed=20)
        if chance.random() < 0.8:
            bot.stdout.readline()
        time.sleep(chance.uniform(0, 1.5))
        bot.send_signal(signal.SIGKILL)
        _, errors = bot.communicate()
        if bot.returncode == 0:
            ends.append(check_everything_is_accounted_for(folder))
            rounds += 1
            continue
        assert bot.returncode == -signal.SIGKILL, errors.decode()[-2000:]
        kills += 1
        if (folder / "channels").exists():
            moments.add((rounds, len(posted(folder))))
    last = demo(folder, speed=60)
    _, errors = last.communicate(timeout=120)
    assert last.returncode == 0, errors.decode()[-2000:]
    ends.append(check_everything_is_accounted_for(folder))
    assert len(moments) >= 4, "the kills did not fall inside the cycle"
    sys.stdout.write(f"{kills} kills over {len(ends)} cycles, at {len(moments)} different points; at the ends: {ends}\n")
