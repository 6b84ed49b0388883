"""CALENDARS: layers that somebody else keeps are read again and again, conditionally, and are turns like others.

due -> conditional GET -> 304: the copy stays | 200: read within bounds (`bot.calendars`) -> kept -> turns of the layer

What cannot be had or read changes nothing: the last good copy counts, over restarts too. It is logged when it begins and when it ends.
"""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import structlog

from bot.calendars.read import read
from bot.domain.errors import Failure
from bot.domain.person import Person
from bot.domain.rotation import Listed
from bot.domain.schedule import Schedule
from bot.ports.calendars import CalendarCopy, CalendarWeb
from bot.ports.clock import Clock
from bot.ports.memory import Memory
from bot.ports.workers import Workers

log = structlog.get_logger(__name__)

EVERY = timedelta(minutes=15)
BACK, AHEAD = timedelta(days=60), timedelta(days=400)
"""Which events are read."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the settings say: "schedule/layer" -> address; the schedules and people that they are for."""

    addresses: Mapping[str, str] = field(default_factory=dict, repr=False)
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)


class Calendars:
    """Keeps `listed`: the turns of each such layer as they were last read."""

    def __init__(
        self, web: CalendarWeb | None, memory: Memory, workers: Workers, clock: Clock, wanted: Callable[[], Wanted]
    ) -> None:
        """`wanted` is asked each time, because a reload changes it; without `web` only kept copies are read."""
        self._web, self._memory, self._workers, self._clock = web, memory, workers, clock
        self._wanted = wanted
        self._broken: set[str] = set()
        self.listed: Mapping[str, Listed] = {}

    async def start(self) -> None:
        """Takes up the copies that were kept."""
        self.listed = await self._all(self._kept_turns)

    async def tick(self) -> None:
        """Asks for each; all at once, because one that hangs must not hold up another."""
        self.listed = await self._all(self._fresh_turns)

    async def _all(self, turns: Callable[[str, Wanted], Awaitable[Listed | None]]) -> Mapping[str, Listed]:
        wanted = self._wanted()
        found = await asyncio.gather(*(turns(name, wanted) for name in wanted.addresses))
        return {name: listed for name, listed in zip(wanted.addresses, found, strict=True) if listed is not None}

    async def _kept_turns(self, name: str, wanted: Wanted) -> Listed | None:
        copy = await self._kept(name, wanted)
        return await self._read(name, copy.body, wanted) if copy.body else None

    async def _fresh_turns(self, name: str, wanted: Wanted) -> Listed | None:
        """What is there now; where it cannot be had or read, what was there before."""
        kept = await self._kept(name, wanted)
        try:
            copy = await self._asked(name, wanted, kept)
            listed = await self._read(name, copy.body or b"", wanted)
        except Failure as failure:
            self._breaks(name, failure)
            return self.listed.get(name)
        if copy is not kept:
            await self._memory.put(_key(name), _dumped(wanted.addresses[name], copy))
        if name in self._broken:
            self._broken.discard(name)
            log.info("calendar.recovered", calendar=name)
        return listed

    async def _asked(self, name: str, wanted: Wanted, kept: CalendarCopy) -> CalendarCopy:
        if self._web is None:
            return kept
        copy = await self._web.get(wanted.addresses[name], kept.etag, kept.last_modified)
        return kept if copy.body is None else copy

    def _breaks(self, name: str, failure: Failure) -> None:
        if name not in self._broken:
            self._broken.add(name)
            log.error("calendar.broken", calendar=name, reason=str(failure.reason), detail=failure.detail)

    async def _read(self, name: str, body: bytes, wanted: Wanted) -> Listed:
        schedule, now = wanted.schedules[name.partition("/")[0]], self._clock.now()
        window = (now - BACK, now + AHEAD)
        found = await self._workers.heavy(read, body, name, list(wanted.people.values()), window, schedule.zone)
        if found.unknown:
            log.warning("calendar.unknown", calendar=name, names=len(found.unknown))
        return found.listed

    async def _kept(self, name: str, wanted: Wanted) -> CalendarCopy:
        """Of another address nothing is kept."""
        text = await self._memory.get(_key(name))
        raw = json.loads(text) if text else {}
        if raw.get("for") != _mark(wanted.addresses[name]):
            return CalendarCopy(None)
        return CalendarCopy(raw["body"].encode("latin-1"), raw["etag"], raw["last_modified"])


def with_calendars(schedules: Mapping[str, Schedule], listed: Mapping[str, Listed]) -> dict[str, Schedule]:
    """The schedules with the turns that were read; a layer that was never read has none, which is a gap."""
    return {
        name: replace(one, layers=tuple(replace(x, turns=listed.get(f"{name}/{x.id}", x.turns)) for x in one.layers))
        for name, one in schedules.items()
    }


def _dumped(address: str, copy: CalendarCopy) -> str:
    body = (copy.body or b"").decode("latin-1")
    return json.dumps({"for": _mark(address), "etag": copy.etag, "last_modified": copy.last_modified, "body": body})


def _mark(address: str) -> str:
    """The address itself may be a secret."""
    return hashlib.sha256(address.encode()).hexdigest()


def _key(name: str) -> str:
    return f"calendar/{name}"
