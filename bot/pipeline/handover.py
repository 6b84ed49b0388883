"""HAND OVER: at each change of shift a note of what is open; before a shift a word to whoever has it; gaps well ahead.

timer due -> lease -> what has to be said since the last time (`duty.handover`) -> one transaction: posts, next due time

The timer is one row. Each post's id follows from what it says, so that neither a restart nor a second process says anything twice;
after a long stop only the last change of each role is told, not each that nobody saw.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial

import structlog

from bot.analysis.edition import OPEN_FOR, edition, heard
from bot.domain.card import Card
from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.digest import Edition, PeriodReason
from bot.domain.handover import ConflictAhead, GapAhead, HandOver, ShiftAhead
from bot.domain.person import Person, Urgency
from bot.domain.schedule import Shift
from bot.domain.source import SourceInfo
from bot.domain.timer import PeriodEnd, Timer
from bot.domain.tlp import Tlp
from bot.duty.contacts import ladder
from bot.duty.coverage import shifts
from bot.duty.handover import FAR, ahead, handovers, troubles, upcoming
from bot.pipeline.clearance import visible
from bot.pipeline.crew import Crew, Crews
from bot.pipeline.reach import reached_by
from bot.ports.clock import Clock
from bot.ports.store import Stores
from bot.present.handover import Left, ahead_card, note_card, trouble_card
from bot.present.paging import page_line
from bot.present.situation import bond_words

log = structlog.get_logger(__name__)

TIMER = "handover"
EVERY = timedelta(minutes=5)
"""How long at most until it is looked again: an override may make a hand-over sooner than was known."""
STALE = timedelta(hours=2)
"""A reminder that is later than that is left out."""
LEASE = timedelta(minutes=1)
"""A killed process holds up what is due for no longer; of two who work on it one writes."""
NEXT = 2
LOW = 2
"""As how severe a reminder is: quiet hours are kept."""

PageLines = Callable[[], Awaitable[Sequence[str]]]
"""Open pages, a line each."""


@dataclass(frozen=True, slots=True)
class HandoverPlan:
    """What the settings say; without a channel only those concerned are told. `tlp` is what the readers of the note are cleared for."""

    channel: str = ""
    before: tuple[timedelta, ...] = (timedelta(hours=48), timedelta(hours=1))
    gaps: timedelta = timedelta(days=7)
    tlp: Tlp = Tlp.CLEAR
    zone: tzinfo = UTC


class Handovers:
    """Says what has to be said of shifts, by the clock; and makes the note of now on request."""

    def __init__(
        self, stores: Stores, infos: Callable[[], Mapping[str, SourceInfo]], crews: Crews, clock: Clock, plan: HandoverPlan
    ) -> None:
        """`infos` is asked each time, because a reload changes it."""
        self._stores = stores
        self._infos = infos
        self._crews = crews
        self._clock = clock
        self.plan = plan
        self.pages: PageLines = self._open_pages
        self._armed = False

    async def tick(self) -> None:
        """Says what is due."""
        now, crew = self._clock.now(), await self._crews()
        if not crew.schedules:
            return
        if not self._armed:
            await self._stores.timers.arm([Timer(TIMER, "", now)])
            self._armed = True
        for timer in await self._stores.timers.claim([TIMER], now, LEASE):
            last = await self._stores.timers.ended(TIMER, limit=1)
            since = last[0].done_at if last else timer.due_at
            rows = [*await self._notes(crew, since, now), *self._reminders(crew, max(since, now - STALE), now)]
            rows += self._troubles(crew, now)
            reason = PeriodReason.SENT if rows else PeriodReason.NOTHING_NEW
            end = PeriodEnd(TIMER, timer.due_at, self._next(crew, now), now, reason, deliveries=tuple(rows))
            if await self._stores.timers.finish(end) and rows:
                log.info("handover.said", rows=len(rows))

    async def notes(self, schedule: str = "", clearance: Tlp | None = None) -> list[tuple[HandOver, Left]]:
        """The note that each role would be handed over with now; those of one schedule, or all. Without `clearance` it holds what
        the readers of the note's own channel may know.
        """
        now, crew = self._clock.now(), await self._crews()
        found = []
        for one in crew.schedules.values():
            for role in one.roles if schedule in ("", one.id) else ():
                on = next((s for s in shifts(one, now, now + FAR) if s.role == role and s.start == now), None)
                hand = HandOver(one, role, now, on, on)
                found.append((hand, await self._left(hand, now - timedelta(days=1), clearance)))
        return found

    async def _notes(self, crew: Crew, since: datetime, now: datetime) -> list[Delivery]:
        """To the channel and to whoever comes; of several changes of one role the last."""
        every = [h for s in crew.schedules.values() for h in handovers(s, since, now)]
        rows: list[Delivery] = []
        for hand in {(h.schedule.id, h.role): h for h in every}.values():
            begun = hand.outgoing.start if hand.outgoing else hand.at - timedelta(days=1)
            card = note_card(hand, await self._left(hand, begun))
            about = f"note/{hand.schedule.id}/{hand.role}/{hand.at.isoformat()}"
            rows += self._posted(about, card, now)
            if hand.incoming:
                rows += self._told(about, hand.incoming.person, card, now)
        return rows

    async def _left(self, hand: HandOver, since: datetime, clearance: Tlp | None = None) -> Left:
        coming = upcoming(hand.schedule, hand.role, hand.at, NEXT)
        files = await self._stores.situations.open()
        standing = await self._stores.activations.find(standing=True)
        titles = [f"{bond_words(f.situation.bond)}: {len(f.situation.stories)} stories" for f in files]
        return Left(await self._edition(since, hand.at, clearance or self.plan.tlp), await self.pages(), titles, standing, coming)

    async def _open_pages(self) -> Sequence[str]:
        names = {who: person.name for who, person in (await self._crews()).people.items()}
        return [page_line(file, self.plan.zone, names) for file in await self._stores.pages.find(standing=True)]

    async def _edition(self, since: datetime, now: datetime, clearance: Tlp) -> Edition:
        """Stories as the readers may see them, what is new in this shift first."""
        files = await self._stores.landscape.stories(min(since, now - OPEN_FOR), texts=True)
        see = partial(visible, clearance=clearance)
        infos = self._infos()
        found = (heard(file, infos, see, since, frozenset()) for file in files)
        return edition((h for h in found if h is not None), since, now)

    def _reminders(self, crew: Crew, since: datetime, now: datetime) -> Iterator[Delivery]:
        for schedule in crew.schedules.values():
            for notice in ahead(schedule, since, now, self.plan.before):
                yield from self._told(_ahead(notice), notice.shift.person, ahead_card(notice), now)

    def _troubles(self, crew: Crew, now: datetime) -> Iterator[Delivery]:
        for schedule in crew.schedules.values():
            for notice in troubles(schedule, now, self.plan.gaps, crew.leave):
                if isinstance(notice, GapAhead | ConflictAhead):
                    yield from self._posted(_trouble(notice), trouble_card(notice), now)
                if isinstance(notice, ConflictAhead):
                    yield from self._told(_trouble(notice), notice.conflict.shift.person, trouble_card(notice), now)

    def _posted(self, about: str, card: Card, now: datetime) -> list[Delivery]:
        return [_row(about, self.plan.channel, card, now)] if self.plan.channel else []

    def _told(self, about: str, person: Person, card: Card, now: datetime) -> list[Delivery]:
        """By the first of their ways, when they are awake."""
        return [
            reached_by(_row(f"{about}/{person.id}", self.plan.channel, card, at), person, n, self.plan.channel)
            for at, n in ladder(person, Urgency.LOW, LOW, now)[:1]
        ]

    def _next(self, crew: Crew, now: datetime) -> datetime:
        """The next instant at which something has to be said, as far as it is known."""
        last = now + EVERY
        found = [
            h.at - b
            for s in crew.schedules.values()
            for b in (timedelta(), *self.plan.before)
            for h in handovers(s, now + b, last + b)
        ]
        return min([last, *found])


def _ahead(notice: ShiftAhead) -> str:
    shift: Shift = notice.shift
    return f"ahead/{notice.schedule.id}/{shift.role}/{shift.start.isoformat()}/{notice.before}"


def _trouble(notice: GapAhead | ConflictAhead) -> str:
    """By its beginning, so that it is said once however its end moves."""
    if isinstance(notice, GapAhead):
        return f"gap/{notice.schedule.id}/{notice.gap.role}/{notice.gap.start.isoformat()}"
    found = notice.conflict
    return f"conflict/{notice.schedule.id}/{found.shift.role}/{found.shift.person.id}/{found.start.isoformat()}"


def _row(about: str, channel: str, card: Card, at: datetime) -> Delivery:
    return Delivery(delivery_id(f"handover/{about}", channel), Subject.HANDOVER, "", channel, card, at, at, priority=1)
