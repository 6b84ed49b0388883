"""Processes that race or die, for the tests of storage: run as `python -m tests.storage.forked <what> <address> ...`.

One interpreter imports everything once and forks, because starting an interpreter for each would take seconds.
"""

import asyncio
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.storage.database import connect, upgrade
from tests.contracts.made import alerted, entry, post

ONE, TWO = entry("1"), entry("2")


def fork(work: Callable[[], None]) -> int:
    """The child's process id; the child ends after its work."""
    if child := os.fork():
        return child
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def race(address: str) -> None:
    """Three processes upgrade one database at once; prints what each applied."""
    read, write = os.pipe()

    def one() -> None:
        os.write(write, json.dumps(asyncio.run(upgrade(address))).encode() + b"\n")

    children = [fork(one) for _ in range(3)]
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    os.close(write)
    with os.fdopen(read) as said:
        print(json.dumps({"codes": codes, "applied": [json.loads(line) for line in said]}))


def crash(template: str) -> None:
    """settle() is killed before its 1st, 2nd, ... statement, each time in a copy of its own; prints how many died."""
    died = 0
    while True:
        path = f"{template}.{died}"
        shutil.copy(template, path)
        child = fork(lambda path=path, after=died: asyncio.run(_settle(path, after)))
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != -signal.SIGKILL:
            break
        died += 1
    print(died)


async def _settle(path: str, after: int) -> None:
    async with await connect(f"sqlite:///{path}") as database:
        left = after

        def count(*_: object) -> None:
            nonlocal left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

        event.listen(Engine, "before_cursor_execute", count)
        event.listen(Engine, "commit", count)
        await database.stores.items.settle([alerted(i, bands=(1, 2), deliveries=(post(i),), text="cranes") for i in (ONE, TWO)])
        event.remove(Engine, "before_cursor_execute", count)
        event.remove(Engine, "commit", count)


if __name__ == "__main__":
    {"race": race, "crash": crash}[sys.argv[1]](sys.argv[2])
