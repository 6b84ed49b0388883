"""CALENDARS: layers that somebody else keeps are read again and again, conditionally, and are turns like others.

due -> conditional GET -> 304: the copy stays | 200: read within bounds (`bot.calendars`) -> kept -> turns of the layer

What cannot be had or read changes nothing: the last good copy counts, over restarts too. It is a trouble (`pipeline.vigil` tells it), as
is a name that nobody has.
"""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.calendars.read import read
from bot.domain.errors import Failure
from bot.domain.person import Person
from bot.domain.reasons import TroubleReason
from bot.domain.rotation import Listed
from bot.domain.schedule import Schedule
from bot.domain.trouble import Trouble
from bot.ports.calendars import CalendarCopy, CalendarPlace, CalendarWeb
from bot.ports.clock import Clock
from bot.ports.memory import Memory
from bot.ports.troubles import TroubleStore
from bot.ports.workers import Workers
from bot.present.limits import cut

log = structlog.get_logger(__name__)

EVERY = timedelta(minutes=15)
BACK, AHEAD = timedelta(days=60), timedelta(days=400)
"""Which events are read."""
OF_CALENDARS = frozenset({TroubleReason.CALENDAR, TroubleReason.CALENDAR_NAMES})
KEEP = timedelta(days=30)
"""How long troubles that ended can be looked up."""
DETAIL = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the settings say: "schedule/layer" -> address; the schedules and people that they are for."""

    addresses: Mapping[str, CalendarPlace] = field(default_factory=dict)
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)


class Calendars:
    """Keeps `listed`: the turns of each such layer as they were last read."""

    def __init__(
        self,
        web: CalendarWeb | None,
        memory: Memory,
        workers: Workers,
        clock: Clock,
        wanted: Callable[[], Wanted],
        troubles: TroubleStore | None = None,
    ) -> None:
        """`wanted` is asked each time, because a reload changes it; without `web` only kept copies are read, and without `troubles`
        nothing is said.
        """
        self._web, self._memory, self._workers, self._clock = web, memory, workers, clock
        self._wanted, self._troubles = wanted, troubles
        self._wrong: dict[tuple[str, TroubleReason], str] = {}
        """What the last look found, and its detail."""
        self.listed: Mapping[str, Listed] = {}

    async def start(self) -> None:
        """Takes up the copies that were kept."""
        self.listed = await self._all(self._kept_turns)

    async def tick(self) -> None:
        """Asks for each; all at once, because one that hangs must not hold up another."""
        self._wrong = {}
        self.listed = await self._all(self._fresh_turns)
        if self._troubles is not None:
            await self._tell(self._troubles, self._clock.now())

    async def _tell(self, store: TroubleStore, now: datetime) -> None:
        """What began and what ended, also of calendars that the settings no longer name."""
        known = {(t.subject, t.what): t for t in await store.troubles(now) if t.what in OF_CALENDARS and t.ended_at is None}
        rows = [replace(t, ended_at=now) for key, t in known.items() if key not in self._wrong]
        rows += [Trouble(*key, now, detail) for key, detail in self._wrong.items() if key not in known]
        if rows:
            await store.put(rows, (), (), now - KEEP)
        for one in rows:
            log.info(
                "calendar.over" if one.ended_at else "calendar.trouble",
                calendar=one.subject,
                what=str(one.what),
                detail=one.detail,
            )

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
            self._wrong[name, TroubleReason.CALENDAR] = cut(f"{failure.reason}: {failure.detail}", DETAIL)
            return self.listed.get(name)
        if copy is not kept:
            await self._memory.put(_key(name), _dumped(wanted.addresses[name].url, copy))
        return listed

    async def _asked(self, name: str, wanted: Wanted, kept: CalendarCopy) -> CalendarCopy:
        if self._web is None:
            return kept
        copy = await self._web.get(wanted.addresses[name], kept.etag, kept.last_modified)
        return kept if copy.body is None else copy

    async def _read(self, name: str, body: bytes, wanted: Wanted) -> Listed:
        schedule, now = wanted.schedules[name.partition("/")[0]], self._clock.now()
        window = (now - BACK, now + AHEAD)
        found = await self._workers.heavy(read, body, name, list(wanted.people.values()), window, schedule.zone)
        if found.unknown:
            self._wrong[name, TroubleReason.CALENDAR_NAMES] = cut(", ".join(found.unknown), DETAIL)
        return found.listed

    async def _kept(self, name: str, wanted: Wanted) -> CalendarCopy:
        """Of another address nothing is kept."""
        text = await self._memory.get(_key(name))
        raw = json.loads(text) if text else {}
        if raw.get("for") != _mark(wanted.addresses[name].url):
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
