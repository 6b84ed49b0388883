"""ROSTER: who is on call as it stands: the settings with what people changed, and the ways that they showed to be theirs.

override | leave | swap (asked, answered) | temporary -> sense? -> one row with its audit -> in force at the next look
a code is sent to a way -> typed back -> the way may be used
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.paging import PageRefusal
from bot.domain.roster import CODE_LASTS, ContactCheck, RosterEntry, RosterKind, Swap, address_key, code_key
from bot.domain.route import Mention
from bot.domain.schedule import Leave, Override
from bot.duty.schedule import on_call
from bot.duty.standing import Duty, as_it_stands, discord_id
from bot.pipeline.calling import URGENT, way_of
from bot.ports.clock import Clock
from bot.ports.roster import ContactStore, RosterStore
from bot.present.paging import code_card

log = structlog.get_logger(__name__)

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A role of a schedule for a while."""

    schedule: str
    role: str
    start: datetime
    end: datetime


class Roster:
    """Keeps `current`; takes what people change. `duty` (the settings) is asked each time, because a reload changes it."""

    def __init__(
        self,
        store: RosterStore,
        contacts: ContactStore,
        duty: Callable[[], Duty],
        clock: Clock,
        new_id: Callable[[], str] = lambda: secrets.token_hex(4),
        new_code: Callable[[], str] = lambda: f"{secrets.randbelow(1_000_000):06d}",
    ) -> None:
        """`new_id` makes the ids that people end entries by, `new_code` six digits."""
        self._store, self._contacts, self._duty, self._clock = store, contacts, duty, clock
        self._new_id, self._new_code = new_id, new_code
        self.current = duty()

    async def refresh(self) -> None:
        """Takes up what is stored."""
        entries = await self._store.find(ending_after=self._clock.now() - timedelta(days=1))
        self.current = as_it_stands(self._duty(), entries, await self._contacts.confirmed())

    def on_duty(self, mention: Mention) -> Mention:
        """Whoever is on call now, for a mention that says so; who has no Discord id, or nobody, leaves it as it is."""
        schedule = self.current.schedules.get(mention.schedule)
        person = on_call(schedule, mention.role, self._clock.now()) if schedule else None
        user = discord_id(person) if person else ""
        return replace(mention, name=person.name, role_id=0, user_id=int(user)) if person and user else mention

    async def override(self, stretch: Stretch, person: str, by: str, replaces: str = "") -> RosterEntry | PageRefusal:
        """`person` instead of whoever is on."""
        refusal = self._senseless(stretch) or self._unknown(person) or (self._unknown(replaces) if replaces else None)
        if refusal:
            return refusal
        name = self._new_id()
        value = Override(name, stretch.role, person, stretch.start, stretch.end, replaces)
        return await self._put(
            RosterEntry(name, RosterKind.OVERRIDE, stretch.schedule, value, by, self._clock.now(), stretch.end)
        )

    async def leave(self, person: str, start: datetime, end: datetime, by: str) -> RosterEntry | PageRefusal:
        """Somebody is away: conflicts are shown, nobody is taken off duty silently."""
        refusal = self._unknown(person) or self._out_of_time(start, end)
        if refusal:
            return refusal
        value = Leave(person, start, end)
        return await self._put(RosterEntry(self._new_id(), RosterKind.LEAVE, "", value, by, self._clock.now(), end))

    async def swap(
        self, stretch: Stretch, other: str, by: str, back: tuple[datetime, datetime] | None = None
    ) -> RosterEntry | PageRefusal:
        """Asks `other` to take a stretch that `by` has, against one of theirs where `back` says so."""
        refusal = self._senseless(stretch) or self._unknown(other) or (self._out_of_time(*back) if back else None)
        if refusal:
            return refusal
        schedule = self.current.schedules[stretch.schedule]
        on = on_call(schedule, stretch.role, stretch.start)
        if on is None or on.id != by or other == by:
            return PageRefusal.NOT_YOURS
        value = Swap(stretch.role, by, other, stretch.start, stretch.end, *(back or (None, None)))
        return await self._put(
            RosterEntry(self._new_id(), RosterKind.SWAP, stretch.schedule, value, by, self._clock.now(), stretch.end)
        )

    async def answer(self, swap_id: str, by: str, *, accepted: bool) -> RosterEntry | PageRefusal:
        """The one who is asked says yes or no; yes makes two overrides, in one transaction with the answer."""
        await self.refresh()
        entry = await self._store.get(swap_id.strip())
        if entry is None or not isinstance(entry.value, Swap):
            return PageRefusal.NO_SUCH_ENTRY
        swap = entry.value
        if swap.other != by:
            return PageRefusal.NOT_YOURS
        now = self._clock.now()
        done = replace(entry, value=replace(swap, accepted=accepted), ended_at=now, ended_by=by)
        made = swapped(entry, swap, now) if accepted else ()
        return done if await self._store.answer(done, made) else PageRefusal.ANSWERED_ALREADY

    async def end(self, entry_id: str, by: str) -> RosterEntry | PageRefusal:
        """Takes an override, a leave or a swap back."""
        ended = await self._store.end(entry_id.strip(), self._clock.now(), by)
        await self.refresh()
        return ended or PageRefusal.NO_SUCH_ENTRY

    async def entries(self) -> list[RosterEntry]:
        """What counts and is not over."""
        return list(await self._store.find(ending_after=self._clock.now()))

    async def send_code(self, person: str, number: int) -> PageRefusal | None:
        """Sends a code by one way (1 is the first); None: it is on its way."""
        known = self._duty().people.get(person)
        if known is None:
            return PageRefusal.NO_SUCH_PERSON
        if not 1 <= number <= len(known.contacts):
            return PageRefusal.NO_SUCH_CONTACT
        contact, code, now = known.contacts[number - 1], self._new_code(), self._clock.now()
        there = way_of(known, number - 1)
        if not there:
            return PageRefusal.NO_SUCH_CONTACT
        card = code_card(known.name, code, CODE_LASTS // timedelta(minutes=1))
        row_id = delivery_id(f"code/{person}/{number}/{now.isoformat()}", there)
        row = Delivery(row_id, Subject.NOTICE, "", there, card, now, now, priority=URGENT)
        check = ContactCheck(person, address_key(contact), code_key(person, code), now)
        await self._contacts.sent(check, [row])
        return None

    async def verify(self, person: str, code: str) -> PageRefusal | None:
        """Somebody typed a code: it is tried against each of the person's ways; None: one of them is theirs."""
        known = self._duty().people.get(person)
        if known is None:
            return PageRefusal.NO_SUCH_PERSON
        worst: PageRefusal | None = PageRefusal.NO_CODE
        for contact in known.contacts:
            refusal = await self._contacts.confirm(person, address_key(contact), code, self._clock.now())
            if refusal is None:
                await self.refresh()
                return None
            worst = refusal if refusal is not PageRefusal.NO_CODE else worst
        return worst

    async def _put(self, entry: RosterEntry) -> RosterEntry:
        await self._store.put(entry)
        await self.refresh()
        log.info("roster.changed", id=entry.id, kind=str(entry.kind), by=entry.by)
        return entry

    def _senseless(self, stretch: Stretch) -> PageRefusal | None:
        schedule = self.current.schedules.get(stretch.schedule)
        if schedule is None:
            return PageRefusal.NO_SUCH_SCHEDULE
        if stretch.role not in schedule.roles:
            return PageRefusal.NO_SUCH_ROLE
        return self._out_of_time(stretch.start, stretch.end)

    def _out_of_time(self, start: datetime, end: datetime) -> PageRefusal | None:
        if end <= max(start, self._clock.now()):
            return PageRefusal.ENDS_TOO_EARLY
        return PageRefusal.LASTS_TOO_LONG if end - start > LONGEST else None

    def _unknown(self, person: str) -> PageRefusal | None:
        return None if person in self.current.people else PageRefusal.NO_SUCH_PERSON


def swapped(entry: RosterEntry, swap: Swap, now: datetime) -> tuple[RosterEntry, ...]:
    """The overrides that a swap is: each replaces only the one who gives."""
    spans = [(swap.start, swap.end, swap.other, swap.asker)]
    if swap.back_start and swap.back_end:
        spans.append((swap.back_start, swap.back_end, swap.asker, swap.other))
    made = []
    for number, (start, end, person, replaces) in enumerate(spans, 1):
        value = Override(f"{entry.id}-{number}", swap.role, person, start, end, replaces)
        made.append(RosterEntry(value.id, RosterKind.OVERRIDE, entry.schedule, value, swap.other, now, end))
    return tuple(made)
