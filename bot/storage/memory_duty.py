"""Pages, what people change about who is on call, and contacts that were checked, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.audit import contact_confirmed, roster_added, roster_ended
from bot.domain.delivery import OPEN, Delivery, DeliveryState, Subject, noted
from bot.domain.paging import Late, PageFile, PageMove, PageRefusal
from bot.domain.reasons import FailReason
from bot.domain.roster import ContactCheck, RosterEntry, Swap, tried
from bot.storage.memory_rows import Rows


class MemoryPages:
    """`ports.paging.PageStore`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def put(self, move: PageMove) -> bool:
        """See the port."""
        rows, file = self._rows, move.file
        known = rows.pages.get(file.id)
        if (known.version if known else 0) != file.version - 1:
            return False
        rows.pages[file.id] = file
        rows.leases.pop(("page", file.id), None)
        if move.answered:
            for row in [d for d in rows.deliveries.values() if _takes_back(d, file.id)]:
                rows.deliveries[row.id] = replace(row, state=DeliveryState.DEAD, reason=FailReason.ANSWERED)
                rows.leases.pop(("delivery", row.id), None)
        if move.note is not None and move.at is not None:
            for row in [d for d in rows.deliveries.values() if _is_out(d, file.id)]:
                rows.deliveries[row.id] = noted(row, move.note, move.at)
        rows.add_deliveries(move.deliveries)
        for line in move.audit:
            rows.audit(line)
        return True

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> list[PageFile]:
        """See the port."""
        due = [(p.page.due, p.id, p) for p in self._rows.pages.values() if p.page.due and p.page.due <= now]
        taken = [p for _, _, p in sorted(due, key=lambda d: d[:2]) if self._rows.free(("page", p.id), now)][:limit]
        for page in taken:
            self._rows.leases["page", page.id] = now + lease
        return taken

    async def get(self, page_id: str) -> PageFile | None:
        """See the port."""
        return self._rows.pages.get(page_id)

    async def find(
        self, *, standing: bool = False, about: str = "", since: datetime | None = None, limit: int | None = None
    ) -> Sequence[PageFile]:
        """See the port."""
        found = [p for p in self._rows.pages.values() if (p.standing or not standing) and about in ("", p.about)]
        found = [p for p in found if since is None or p.opened_at >= since]
        return sorted(sorted(found, key=lambda p: p.id), key=lambda p: p.opened_at, reverse=True)[:limit]

    async def posted(self, since: datetime) -> Sequence[Delivery]:
        """See the port."""
        heads = [d for d in self._rows.deliveries.values() if d.subject in (Subject.ALERT, Subject.SITUATION)]
        lately = [d for d in heads if d.state in OPEN or any(at and at >= since for at in (d.created_at, d.wanted_at, d.sent_at))]
        return sorted(lately, key=lambda d: (-d.priority, d.created_at, d.id))

    async def late(self, before: datetime, limit: int) -> Sequence[Late]:
        """See the port."""
        rows = self._rows
        found = [
            Late("page", p.id, p.page.due)
            for p in rows.pages.values()
            if p.page.due and p.page.due < before and rows.free(("page", p.id), before)
        ]
        for d in rows.deliveries.values():
            if d.state is DeliveryState.DUE and d.due_at < before and not d.head:
                found.append(Late("delivery", d.id, d.due_at))
            lease = rows.leases.get(("delivery", d.id))
            if d.state is DeliveryState.LEASED and lease is not None and lease < before:
                found.append(Late("delivery", d.id, lease))
        return sorted(found, key=lambda late: (late.due_at, late.id))[:limit]


def _takes_back(row: Delivery, page_id: str) -> bool:
    """A call of this page that is not out."""
    calls = not row.head or row.mention is not None
    return row.item_id == page_id and row.subject is Subject.PAGE and calls and row.state in OPEN and not row.shown


def _is_out(row: Delivery, page_id: str) -> bool:
    """A call of this page that somebody has before them, and that is not a line below a post."""
    return row.item_id == page_id and row.subject is Subject.PAGE and not row.head and row.message_id != ""


class MemoryRoster:
    """`ports.roster.RosterStore`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def put(self, entry: RosterEntry, said: Sequence[Delivery] = ()) -> bool:
        """See the port."""
        if entry.id in self._rows.roster:
            return False
        self._rows.roster[entry.id] = entry
        self._rows.audit(roster_added(entry.id, entry.words, entry.by, entry.created))
        self._rows.add_deliveries(said)
        return True

    async def end(self, entry_id: str, at: datetime, by: str) -> RosterEntry | None:
        """See the port."""
        known = self._rows.roster.get(entry_id)
        if known is None or not known.counts:
            return None
        ended = self._rows.roster[entry_id] = replace(known, ended_at=at, ended_by=by)
        self._rows.audit(roster_ended(entry_id, known.words, by, at, "ended"))
        return ended

    async def answer(self, swap: RosterEntry, overrides: Sequence[RosterEntry]) -> bool:
        """See the port."""
        known = self._rows.roster.get(swap.id)
        if known is None or not known.counts:
            return False
        self._rows.roster[swap.id] = swap
        outcome = "accepted" if isinstance(swap.value, Swap) and swap.value.accepted else "refused"
        self._rows.audit(roster_ended(swap.id, swap.words, swap.ended_by, swap.ended_at or swap.created, outcome))
        for entry in overrides:
            await self.put(entry)
        return True

    async def get(self, entry_id: str) -> RosterEntry | None:
        """See the port."""
        return self._rows.roster.get(entry_id)

    async def find(self, *, ending_after: datetime | None = None, limit: int | None = None) -> Sequence[RosterEntry]:
        """See the port."""
        found = [e for e in self._rows.roster.values() if e.counts and (ending_after is None or e.ends > ending_after)]
        return sorted(found, key=lambda e: (e.created, e.id))[:limit]


class MemoryContacts:
    """`ports.roster.ContactStore`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def sent(self, check: ContactCheck, said: Sequence[Delivery]) -> None:
        """See the port."""
        key = (check.person, check.address)
        known = self._rows.contacts.get(key)
        self._rows.contacts[key] = replace(check, confirmed_at=known.confirmed_at) if known else check
        self._rows.add_deliveries(said)

    async def confirm(self, person: str, address: str, code: str, at: datetime) -> PageRefusal | None:
        """See the port."""
        after, refusal = tried(self._rows.contacts.get((person, address)), code, at)
        if after is not None:
            self._rows.contacts[person, address] = after
        if refusal is None:
            self._rows.audit(contact_confirmed(person, at))
        return refusal

    async def confirmed(self) -> frozenset[tuple[str, str]]:
        """See the port."""
        return frozenset(key for key, check in self._rows.contacts.items() if check.confirmed_at is not None)
