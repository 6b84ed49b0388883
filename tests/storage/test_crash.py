"""kill -9 at any statement leaves all of a settlement or nothing of it."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.database import connect
from tests.contracts.made import store
from tests.storage.forked import ONE, TWO

ROOT = Path(__file__).parents[2]
NOTHING = {"final": 0, "verdicts": 0, "stories": 0, "bands": 0, "deliveries": 0, "words": 0}
ALL = {"final": 2, "verdicts": 2, "stories": 2, "bands": 4, "deliveries": 2, "words": 2}


def rows(path):
    with closing(sqlite3.connect(path)) as file:
        count = {
            "final": "items WHERE state <> 'pending'",
            "words": "items_fts WHERE items_fts MATCH 'cranes'",
            **{name: name for name in ("verdicts", "stories", "bands", "deliveries")},
        }
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {name: file.execute(f"SELECT count(*) FROM {what}").fetchone()[0] for name, what in count.items()}


async def two_pending(path):
    async with await connect(f"sqlite:///{path}") as database:
        await store(database.stores, ONE, TWO)


@pytest.mark.thorough
def test_a_killed_settlement_is_whole_or_absent(tmp_path, template):
    """An alert is never final without its delivery, nor its delivery there without the alert."""
    path = tmp_path / "tocsin.db"
    shutil.copy(template, path)
    asyncio.run(two_pending(path))
    done = subprocess.run(
        [sys.executable, "-m", "tests.storage.forked", "crash", path], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    died = int(done.stdout)
    assert died >= 7  # before the lock, the look, the story, the item, the verdict, the keys, the post, the commit
    assert [rows(f"{path}.{n}") for n in range(died)] == [NOTHING] * died
    assert rows(f"{path}.{died}") == ALL
