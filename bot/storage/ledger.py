"""The books over SQL: entries are counted in the transactions that store and forget them, and compared with what is there."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.balance import Account, Balance, Facts, Loss
from bot.domain.delivery import DeliveryState
from bot.domain.item import Item, ItemState
from bot.domain.reasons import TroubleReason
from bot.ports.store import Settlement
from bot.storage.engine import Engine
from bot.storage.tables import OPEN, PENDING, balances, deliveries, items, ledger, situations, sources, steps

KEPT = 400
"""Outcomes that are kept: more than a year of days."""


async def count_fetched(engine: Engine, connection: AsyncConnection, fresh: Iterable[Item]) -> None:
    """Counts entries in the caller's transaction, which stores them."""
    await _count(engine, connection, Counter(item.source_id for item in fresh), "fetched")


async def count_forgotten(engine: Engine, connection: AsyncConnection, item_ids: Sequence[str]) -> None:
    """Counts items in the caller's transaction, which is about to forget them."""
    if item_ids:
        query = select(items.c.source_id, func.count()).where(items.c.id.in_(item_ids)).group_by(items.c.source_id)
        counts: dict[str, int] = dict((await connection.execute(query)).all())
        await _count(engine, connection, counts, "forgotten")


async def put_steps(connection: AsyncConnection, settlements: Sequence[Settlement]) -> None:
    """The steps of items that become final in the caller's transaction."""
    told = [{"item_id": s.item_id, "document": s.steps} for s in settlements if s.steps]
    if told:
        await connection.execute(insert(steps), told)


async def _count(engine: Engine, connection: AsyncConnection, counts: dict[str, int], column: str) -> None:
    if not counts:
        return
    made = engine.insert(ledger)
    more = {column: ledger.c[column] + made.excluded[column]}
    put = made.on_conflict_do_update(index_elements=["source_id"], set_=more)
    none = {"fetched": 0, "forgotten": 0}
    await connection.execute(put, [{**none, "source_id": name, column: counts[name]} for name in sorted(counts)])


class SqlLedger:
    """`ports.ledger.LedgerStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def facts(self, late: datetime) -> Facts:
        """See the port. A read transaction sees one instant on both engines: SQLite's snapshot, PostgreSQL's one statement."""
        async with self._engine.read() as connection:
            rows = (await connection.execute(_ACCOUNTS)).all()
            astray = [await _loss(connection, what, column, where) for what, column, where in _astray(late)]
        return Facts(_accounts(rows), tuple(loss for loss in astray if loss.count))

    async def put(self, balance: Balance) -> None:
        """See the port."""
        kept = select(balances.c.at).order_by(balances.c.at.desc()).limit(KEPT)
        put = self._engine.insert(balances).on_conflict_do_nothing()
        async with self._engine.write() as connection:
            await connection.execute(put, [{"at": balance.at, "document": balance.as_dict()}])
            await connection.execute(delete(balances).where(balances.c.at.not_in(kept)))

    async def last(self) -> Balance | None:
        """See the port."""
        async with self._engine.read() as connection:
            newest = select(balances.c.at, balances.c.document).order_by(balances.c.at.desc()).limit(1)
            row = (await connection.execute(newest)).first()
        return Balance.from_dict(row.at, row.document) if row else None


_THERE = (
    select(items.c.source_id, items.c.state, func.count().label("there")).group_by(items.c.source_id, items.c.state).subquery()
)
_ACCOUNTS = select(
    func.coalesce(ledger.c.source_id, _THERE.c.source_id), ledger.c.fetched, ledger.c.forgotten, _THERE.c.state, _THERE.c.there
).select_from(ledger.join(_THERE, ledger.c.source_id == _THERE.c.source_id, full=True))


def _accounts(rows: Iterable[Any]) -> tuple[Account, ...]:
    found: dict[str, Account] = {}
    for source_id, fetched, forgotten, state, there in rows:
        account = found.setdefault(source_id, Account(source_id, fetched or 0, forgotten or 0, {}))
        if state is not None:
            account.states[state] = there  # type: ignore[index]  # a dict until it is handed out
    return tuple(found[source_id] for source_id in sorted(found))


def _astray(late: datetime) -> list[tuple[TroubleReason, ColumnElement[Any], ColumnElement[bool]]]:
    """What is counted, by which column an example is named, and where."""
    told = deliveries.alias("told")
    about = items.alias("about")
    posted = select(told.c.id).where(or_(told.c.item_id == items.c.id, told.c.item_id == items.c.story_id)).exists()
    there = select(about.c.id).where(or_(about.c.id == deliveries.c.item_id, about.c.story_id == deliveries.c.item_id)).exists()
    free = or_(sources.c.lease_until.is_(None), sources.c.lease_until < late)
    post = deliveries.alias("post")
    below = select(post.c.id).where(post.c.id == deliveries.c.head, post.c.message_id != "").exists()
    headless = and_(deliveries.c.head != "", text(OPEN), ~select(post.c.id).where(post.c.id == deliveries.c.head).exists())
    due = and_(deliveries.c.state == DeliveryState.DUE, deliveries.c.due_at < late, or_(deliveries.c.head == "", below))
    leased = and_(deliveries.c.state == DeliveryState.LEASED, deliveries.c.lease_until < late)
    event = select(situations.c.id).where(situations.c.id == deliveries.c.item_id).exists()
    return [
        (TroubleReason.STUCK_ITEM, items.c.id, and_(text(PENDING), items.c.fetched_at < late)),
        (TroubleReason.STUCK_POLL, sources.c.source_id, and_(sources.c.active, ~sources.c.paused, sources.c.due_at < late, free)),
        (TroubleReason.LATE_POST, deliveries.c.id, and_(text(OPEN), or_(due, leased))),
        (TroubleReason.NO_POST, items.c.id, and_(items.c.state == ItemState.ALERTED, ~posted)),
        (TroubleReason.ORPHANED_POST, deliveries.c.id, or_(and_(deliveries.c.item_id != "", ~there, ~event), headless)),
    ]


async def _loss(connection: AsyncConnection, what: TroubleReason, column: ColumnElement[Any], where: ColumnElement[bool]) -> Loss:
    count, example = (await connection.execute(select(func.count(), func.min(column)).where(where))).one()
    return Loss(what, count, example=example or "")
