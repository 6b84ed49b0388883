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


def demo(folder: Path) -> subprocess.Popen:
    """`tocsin demo --state` as a process of its own."""
    line = [sys.executable, "-m", "bot", "demo", "--state", str(folder)]
    return subprocess.Popen(
        line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, "COLUMNS": "120"}
    )


def posted(folder: Path) -> list[str]:
    """Delivery ids, in the order in which their posts stand in the channels."""
    text = "".join(p.read_text() for p in sorted((folder / "channels").glob("*.log")))
    return re.findall(r"^== (\S+)$", text, re.MULTILINE)


def rows(folder: Path, question: str) -> list[tuple]:
    with sqlite3.connect(folder / "tocsin.db") as database:
        return database.execute(question).fetchall()


def test_fifty_kills_lose_nothing_and_double_nothing(tmp_path):
    """I1 and I6 through fifty kill -9 at random moments of the cycle, and one run to the end."""
    chance = random.Random(7)
    moments = []
    for _ in range(KILLS):
        bot = demo(tmp_path)
        time.sleep(chance.uniform(0.3, 1.0) if chance.random() < 0.2 else chance.uniform(1.0, 3.0))
        bot.send_signal(signal.SIGKILL)
        _, errors = bot.communicate()
        assert bot.returncode == -signal.SIGKILL, errors.decode()[-2000:]
        if (tmp_path / "tocsin.db").exists() and (tmp_path / "channels").exists():
            moments.append(len(posted(tmp_path)))
    last = demo(tmp_path)
    _, errors = last.communicate(timeout=120)
    assert last.returncode == 0, errors.decode()[-2000:]

    states = dict(rows(tmp_path, "select state, count(*) from items group by state"))
    assert "pending" not in states
    assert sum(states.values()) >= 60
    shown = posted(tmp_path)
    assert len(shown) == len(set(shown)), "a post stands twice"
    sent = {i for (i,) in rows(tmp_path, "select id from deliveries where state = 'sent'")}
    assert set(shown) == sent
    assert rows(tmp_path, "select count(*) from deliveries where state <> 'sent'") == [(0,)]
    alerted = {i for (i,) in rows(tmp_path, "select id from items where state = 'alerted'")}
    assert {i for (i,) in rows(tmp_path, "select item_id from deliveries where subject = 'alert'")} == alerted
    assert len(set(moments)) >= 5, "the kills did not fall inside the cycle"
    report = f"{KILLS} kills; posts standing after each: {moments}; items by state at the end: {states}; posts: {len(shown)}"
    sys.stdout.write(report + "\n")
