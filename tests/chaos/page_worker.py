"""A process that moves pages on and sends their calls, until it is killed: `python -m tests.chaos.page_worker ADDRESS LOG`."""

import asyncio
import os
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.domain.delivery import Delivery
from bot.domain.policy import Policy, Step, Target, TargetKind
from bot.domain.route import Channel
from bot.jobs.clock import SystemClock
from bot.pipeline.deliver import Deliver, DeliverPlan
from bot.pipeline.paging import Paging, PagingPlan
from bot.pipeline.roster import Roster
from bot.pipeline.world import World
from bot.storage.database import Database, connect
from tests.fakes import duty

SECOND = timedelta(seconds=1)
ANA, BEN = (Step((Target(TargetKind.PERSON, name),), SECOND) for name in ("ana", "ben"))
POLICY = Policy("default", (ANA, BEN), repeats=0, last_resort=(Target(TargetKind.CHANNEL, "desk"),))
DUTY = replace(duty.DUTY, policies={"default": POLICY})
LEASE = 2 * SECOND


class Log:
    """A sink that is a file: what is in it was seen by people. It outlives every process and finds its own posts again."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def send(self, delivery: Delivery, channel: Channel) -> str:
        line = f"{time.time():.3f} {delivery.nonce} {channel.id} {delivery.item_id}\n"
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, line.encode())
        os.close(handle)
        return delivery.nonce

    async def find(self, delivery: Delivery, _channel: Channel) -> str | None:
        seen = self._path.read_text() if self._path.exists() else ""
        return delivery.nonce if delivery.nonce in seen else None


def paging(base: Database) -> Paging:
    """Pages over the real clock."""
    roster = Roster(base.stores.roster, base.stores.contacts, lambda: DUTY, SystemClock())
    return Paging(base.stores, roster, lambda: World((), {}, {}), SystemClock(), PagingPlan())


async def work(address: str, log: str) -> None:
    """Round after round."""
    async with await connect(address) as base:
        pages, sink = paging(base), Log(Path(log))
        sinks, channels = {"log": sink, "discord_dm": sink}, {"desk": Channel("desk", "log")}
        deliver = Deliver(base.stores.outbox, sinks, channels, SystemClock(), DeliverPlan(lease=LEASE))
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            await pages.tick()
            await deliver.run()
            await asyncio.sleep(0.02)


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:3]))
