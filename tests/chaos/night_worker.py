"""The night of `journeys/test_page.py` in processes that are killed: `python -m tests.chaos.night_worker`.

A line "FOLDER STEP DELAY" on its input forks a process that lives the night from where the one before died, over FOLDER/tocsin.db
and FOLDER/seen.log; it kills itself with SIGKILL at that step (0: never), or is killed so many seconds after its begin (0: never).
A line with how it ended ("killed" or "done"), and the steps it counted, is the answer. Forking saves half a second of imports each.
"""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.domain.delivery import Delivery
from bot.domain.route import Channel
from bot.storage.database import connect
from tests.journeys.test_page import NIGHT, SCRIPT, STORY, Night, act
from tests.journeys.test_story import Dying, Fate

STORES = ("items", "outbox", "stories", "pages", "roster", "timers")
WAITS = (0, 6, 61, 61)
"""Seconds: at once, and again when the leases of whoever died are over."""


class Killing(Fate):
    """Dies in earnest."""

    def step(self, *, before: bool) -> None:
        self.steps += 1
        if self.steps == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


class Seen:
    """A place that outlives every process: one line of JSON in a file for whatever people saw there."""

    def __init__(self, path: Path, fate: Fate) -> None:
        self._path, self._fate, self.when = path, fate, ""

    async def send(self, delivery: Delivery, channel: Channel) -> str:
        self._write("post", delivery, channel.id, delivery.card.title)
        return f"m-{delivery.nonce}"

    async def edit(self, delivery: Delivery, channel: Channel) -> None:
        self._write("edit", delivery, channel.id, delivery.card.title)

    async def say(self, line: Delivery, head: Delivery, _channel: Channel) -> str:
        self._write("line", line, head.message_id, line.card.body)
        return f"l-{line.nonce}"

    async def find(self, delivery: Delivery, _channel: Channel) -> str | None:
        return f"m-{delivery.nonce}" if self._holds("post", delivery) else None

    async def said(self, line: Delivery, _head: Delivery, _channel: Channel) -> str | None:
        return f"l-{line.nonce}" if self._holds("line", line) else None

    def _write(self, what: str, row: Delivery, where: str, words: str) -> None:
        self._fate.step(before=True)
        told = {"what": what, "when": self.when, "where": where, "words": words, "nonce": row.nonce, "revision": row.revision}
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, f"{json.dumps(told)}\n".encode())
        os.close(handle)
        self._fate.step(before=False)

    def _holds(self, what: str, row: Delivery) -> bool:
        return any((t["what"], t["nonce"]) == (what, row.nonce) for t in seen(self._path))


def seen(path: Path) -> list[dict[str, Any]]:
    """All that people saw, in order."""
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def rounds() -> Iterator[tuple[timedelta, str, str]]:
    """Since the night began, the time of the script, and what somebody does then."""
    for when, what in SCRIPT:
        after = when - NIGHT
        for wait in WAITS:
            after += timedelta(seconds=wait)
            yield after, f"{when:%H:%M}", "" if wait else what


async def live(folder: Path, kill_at: int) -> None:
    """From the round that was begun last: whoever pressed and saw nothing happen presses again."""
    fate, progress = Killing(kill_at), folder / "round"
    async with await connect(f"sqlite:///{folder / 'tocsin.db'}") as base:
        stores = replace(base.stores, **{name: Dying(getattr(base.stores, name), fate) for name in STORES})
        sink = Seen(folder / "seen.log", fate)
        life = Night(stores, sink, "1", STORY)
        life.clock._now = NIGHT
        for number, (after, when, what) in enumerate(rounds()):
            if number < (int(progress.read_text()) if progress.exists() else 0):
                continue
            life.clock.advance((NIGHT + after - life.clock.now()).total_seconds())
            sink.when = when
            fresh = progress.with_suffix(".new")
            fresh.write_text(str(number))
            fresh.replace(progress)
            await act(life, what)
            await life.steps()
    (folder / "steps").write_text(str(fate.steps))


def child(folder: Path, kill_at: int) -> None:
    """Never returns: nothing of the parent's is cleaned up twice."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    try:
        asyncio.run(live(folder, kill_at))
    except BaseException:  # noqa: BLE001  whatever it is, the parent must hear of it
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def serve() -> None:
    """One process a line."""
    for line in sys.stdin:
        folder, step, delay = line.split()
        pid = os.fork()
        if pid == 0:
            child(Path(folder), int(step))
        if float(delay):
            time.sleep(float(delay))
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        ended = "killed" if os.WIFSIGNALED(status) else "done" if status == 0 else "failed"
        sys.stdout.write(f"{ended}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
