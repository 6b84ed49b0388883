"""What people change about who is on call, and the contacts that were checked, over SQL."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audit import contact_confirmed, roster_added, roster_ended
from bot.domain.delivery import Delivery
from bot.domain.paging import PageRefusal
from bot.domain.roster import ContactCheck, RosterEntry, Swap, tried
from bot.storage.audit import add_audit
from bot.storage.engine import Engine
from bot.storage.outbox import add_deliveries
from bot.storage.tables import contacts, roster

_ENTRY = tuple(f.name for f in fields(RosterEntry))
_ENTRY_COLUMNS = tuple(roster.c[name] for name in _ENTRY)
_CHECK = tuple(f.name for f in fields(ContactCheck))
_CHECK_COLUMNS = tuple(contacts.c[name] for name in _CHECK)


class SqlRoster:
    """`ports.roster.RosterStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def put(self, entry: RosterEntry, said: Sequence[Delivery] = ()) -> bool:
        """See the port."""
        async with self._engine.write() as connection:
            new = await self._add(connection, entry)
            if new:
                await add_deliveries(self._engine, connection, said)
        return new

    async def _add(self, connection: AsyncConnection, entry: RosterEntry) -> bool:
        put = self._engine.insert(roster).on_conflict_do_nothing(index_elements=["id"]).returning(roster.c.id)
        row = {name: getattr(entry, name) for name in _ENTRY}
        if (await connection.execute(put, row)).scalar() is None:
            return False
        await add_audit(connection, roster_added(entry.id, entry.words, entry.by, entry.created))
        return True

    async def end(self, entry_id: str, at: datetime, by: str) -> RosterEntry | None:
        """See the port."""
        this = (roster.c.id == entry_id, roster.c.ended_at.is_(None))
        ended = update(roster).where(*this).values(ended_at=at, ended_by=by).returning(*_ENTRY_COLUMNS)
        async with self._engine.write() as connection:
            rows = (await connection.execute(ended)).all()
            if not rows:
                return None
            entry = RosterEntry(*rows[0])
            await add_audit(connection, roster_ended(entry.id, entry.words, by, at, "ended"))
        return entry

    async def answer(self, swap: RosterEntry, overrides: Sequence[RosterEntry]) -> bool:
        """See the port."""
        this = (roster.c.id == swap.id, roster.c.ended_at.is_(None))
        change = {"value": swap.value, "ended_at": swap.ended_at, "ended_by": swap.ended_by}
        accepted = isinstance(swap.value, Swap) and bool(swap.value.accepted)
        async with self._engine.write() as connection:
            if (await connection.execute(update(roster).where(*this).values(change))).rowcount == 0:
                return False
            outcome = "accepted" if accepted else "refused"
            await add_audit(connection, roster_ended(swap.id, swap.words, swap.ended_by, swap.ended_at or swap.created, outcome))
            for entry in overrides:
                await self._add(connection, entry)
        return True

    async def get(self, entry_id: str) -> RosterEntry | None:
        """See the port."""
        async with self._engine.read() as connection:
            rows = (await connection.execute(select(*_ENTRY_COLUMNS).where(roster.c.id == entry_id))).all()
        return RosterEntry(*rows[0]) if rows else None

    async def find(self, *, ending_after: datetime | None = None, limit: int | None = None) -> Sequence[RosterEntry]:
        """See the port."""
        query = select(*_ENTRY_COLUMNS).where(roster.c.ended_at.is_(None)).order_by(roster.c.created, roster.c.id).limit(limit)
        if ending_after is not None:
            query = query.where(roster.c.ends > ending_after)
        async with self._engine.read() as connection:
            return [RosterEntry(*row) for row in await connection.execute(query)]


class SqlContacts:
    """`ports.roster.ContactStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def sent(self, check: ContactCheck, said: Sequence[Delivery]) -> None:
        """See the port."""
        made = self._engine.insert(contacts)
        anew = {name: made.excluded[name] for name in ("code", "sent_at", "tries")}
        put = made.on_conflict_do_update(index_elements=["person", "address"], set_=anew)
        async with self._engine.write() as connection:
            await connection.execute(put, {name: getattr(check, name) for name in _CHECK})
            await add_deliveries(self._engine, connection, said)

    async def confirm(self, person: str, address: str, code: str, at: datetime) -> PageRefusal | None:
        """See the port. The row is locked, so that no try is lost."""
        this = (contacts.c.person == person, contacts.c.address == address)
        async with self._engine.write() as connection:
            rows = (await connection.execute(select(*_CHECK_COLUMNS).where(*this).with_for_update())).all()
            known = ContactCheck(*rows[0]) if rows else None
            after, refusal = tried(known, code, at)
            if after is not None and after != known:
                values = {name: getattr(after, name) for name in _CHECK}
                await connection.execute(update(contacts).where(*this).values(values))
            if refusal is None:
                await add_audit(connection, contact_confirmed(person, at))
        return refusal

    async def confirmed(self) -> frozenset[tuple[str, str]]:
        """See the port."""
        query = select(contacts.c.person, contacts.c.address).where(contacts.c.confirmed_at.is_not(None))
        async with self._engine.read() as connection:
            return frozenset((row[0], row[1]) for row in await connection.execute(query))
