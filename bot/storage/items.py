"""Items over SQL: leased for judgement, settled once with all that follows, forgotten in time."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Integer,
    Select,
    Text,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import DeliveryState
from bot.domain.item import Item, ItemState
from bot.domain.reasons import ItemReason
from bot.ports.store import Settlement
from bot.ports.stories import StoriesChanged
from bot.storage.columns import Choice, Instant, Plain
from bot.storage.engine import Engine, chunks
from bot.storage.ledger import count_forgotten, put_steps
from bot.storage.outbox import add_deliveries, bury_lines, put_heads
from bot.storage.rows import IN_TURN, ITEM_COLUMNS, OLDEST_FIRST, items_of, telling_row, verdict_row
from bot.storage.situations import forget_situations, put_situations
from bot.storage.stories import forget_stories, last_change, put_stories, show_quiet
from bot.storage.tables import OPEN, PENDING, bands, deliveries, forgotten, items, sources, stories, tellings, verdicts


class SqlItems:
    """`ports.store.ItemStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def claim_pending(self, now: datetime, lease: timedelta, limit: int) -> list[Item]:
        """See the port."""
        free = or_(items.c.lease_until.is_(None), items.c.lease_until <= now)
        waiting = select(items.c.seq).where(text(PENDING), free).order_by(*IN_TURN).limit(limit).with_for_update(skip_locked=True)
        async with self._engine.write() as connection:
            taken: list[Item] = []
            for some in chunks((await connection.execute(waiting)).scalars()):
                mine = items.c.seq.in_(some)
                await connection.execute(update(items).where(mine).values(lease_until=now + lease))
                taken += items_of(await connection.execute(select(*ITEM_COLUMNS).where(mine).order_by(*IN_TURN)))
        return taken

    async def begun(self, item_ids: Sequence[str], by: int = 1) -> None:
        """See the port."""
        async with self._engine.write() as connection:
            for some in chunks(item_ids):
                await connection.execute(update(items).where(items.c.id.in_(some)).values(attempts=items.c.attempts + by))

    async def settle(self, settlements: Sequence[Settlement], *, as_of: int | None = None) -> None:
        """See the port. Of two settlements of one item the first counts."""
        first: dict[str, Settlement] = {}
        for settlement in settlements:
            first.setdefault(settlement.item_id, settlement)
        async with self._engine.write() as connection:
            if as_of is not None and await last_change(connection) != as_of:
                raise StoriesChanged("stories were changed by hand meanwhile")
            ids: set[str] = set()
            for some in chunks(sorted(first), _SETTLE_STEP):
                pending = select(items.c.id).where(items.c.id.in_(some), text(PENDING)).order_by(items.c.id).with_for_update()
                ids |= set((await connection.execute(pending)).scalars())
            for some in chunks((item_id for item_id in first if item_id in ids), _SETTLE_STEP):
                await self._settle(connection, [first[item_id] for item_id in some])

    async def _settle(self, connection: AsyncConnection, settlements: Sequence[Settlement]) -> None:
        if not settlements:
            return
        told = [s.story for s in settlements if s.story]
        if told:
            await put_stories(self._engine, connection, told)
        await connection.execute(_FINISH, [_final(s) for s in settlements])
        await self._engine.index(connection, [s.item_id for s in settlements])
        await put_steps(connection, settlements)
        judged = [verdict_row(s.item_id, s.verdict) for s in settlements if s.verdict]
        if judged:
            await connection.execute(insert(verdicts), judged)
        for some in chunks({"band": band, "item_id": s.item_id} for s in settlements for band in sorted(set(s.bands))):
            await connection.execute(insert(bands), some)
        for some in chunks(telling_row(s.telling) for s in settlements if s.telling):
            await connection.execute(insert(tellings), some)
        await put_situations(self._engine, connection, [situation for s in settlements for situation in s.situations])
        await show_quiet(connection, [item_id for s in settlements for item_id in s.shown])
        await put_heads(self._engine, connection, [head for s in settlements for head in s.heads])
        rows = [delivery for s in settlements for delivery in s.deliveries]
        await add_deliveries(self._engine, connection, rows)
        await bury_lines(connection, [row.head for row in rows if row.head])

    async def same_address(self, canonical_urls: Sequence[str]) -> dict[str, list[Item]]:
        """See the port."""
        found: dict[str, list[Item]] = {}
        async with self._engine.read() as connection:
            for some in chunks(sorted({url for url in canonical_urls if url})):
                there = (items.c.canonical_url.in_(some), items.c.state != ItemState.DUPLICATE)
                for item in items_of(await connection.execute(select(*ITEM_COLUMNS).where(*there).order_by(*OLDEST_FIRST))):
                    found.setdefault(item.canonical_url, []).append(item)
        return found

    async def near(self, asked: Sequence[tuple[Sequence[int], datetime]], limit: int) -> list[list[Item]]:
        """See the port. Among equals the oldest first."""
        found = []
        async with self._engine.read() as connection:
            for keys, since in asked:
                found.append(items_of(await connection.execute(*_sharing(keys, since, limit))) if keys else [])
        return found

    async def counts(self) -> Mapping[tuple[ItemState, ItemReason], int]:
        """See the port."""
        query = select(items.c.state, items.c.reason, func.count()).group_by(items.c.state, items.c.reason)
        async with self._engine.read() as connection:
            return {(state, reason): count for state, reason, count in await connection.execute(query)}

    async def prune(self, before: datetime) -> int:
        """See the port. An item with a delivery that is not out yet stays. Works in steps, each one transaction, so that
        the writers are never kept waiting for long; old notices that are final go too, and situations that are over.
        """
        total = 0
        while True:
            async with self._engine.write() as connection:
                old = [(row[0], row[1]) for row in await connection.execute(_outlived(before))]
                await self._forget(connection, [item_id for item_id, _ in old], sorted({story for _, story in old if story}))
            total += len(old)
            if len(old) < _PRUNE_STEP:
                break
        async with self._engine.write() as connection:
            notices = delete(deliveries).where(
                deliveries.c.item_id == "", deliveries.c.created_at < before, deliveries.c.state.in_(_OVER)
            )
            await connection.execute(notices)
            await forget_situations(connection, before)
        return total

    async def _forget(self, connection: AsyncConnection, item_ids: Sequence[str], story_ids: Sequence[str]) -> None:
        """Verdicts, index keys, tellings and words go with their item by the database's own cascades; a story's posts go with
        the last of its items, and so does what was merged into it.
        """
        listed = select(items.c.id).join(sources, sources.c.source_id == items.c.source_id).where(items.c.id.in_(item_ids))
        await connection.execute(self._engine.insert(forgotten).from_select(["id"], listed))
        await count_forgotten(self._engine, connection, item_ids)
        await connection.execute(delete(items).where(items.c.id.in_(item_ids)))
        await forget_stories(connection, story_ids)
        story = select(stories.c.id).where(stories.c.id == deliveries.c.item_id).exists()
        await connection.execute(delete(deliveries).where(deliveries.c.item_id.in_(item_ids), ~story))


_PRUNE_STEP = 500
_SETTLE_STEP = 100  # verdicts and cards are turned into JSON on the event loop, some milliseconds at a time
_OVER = (DeliveryState.SENT, DeliveryState.DEAD)
_NEW_LANG = bindparam("new_lang", type_=Plain)
_FINISH = (
    update(items)
    .where(items.c.id == bindparam("this", type_=Text))
    .values(
        state=bindparam("new_state", type_=Choice(ItemState)),
        reason=bindparam("new_reason", type_=Choice(ItemReason)),
        detail=bindparam("new_detail", type_=Plain),
        duplicate_of=bindparam("original", type_=Text),
        lang=case((_NEW_LANG == "", items.c.lang), else_=_NEW_LANG),
        text=func.coalesce(bindparam("new_text", type_=Plain), items.c.text),
        story_id=bindparam("story", type_=Text),
        lease_until=None,
    )
)


def _final(settlement: Settlement) -> dict[str, Any]:
    return {
        "this": settlement.item_id,
        "new_state": settlement.state,
        "new_reason": settlement.reason,
        "new_detail": settlement.detail,
        "original": settlement.duplicate_of,
        "new_lang": settlement.lang,
        "new_text": settlement.text,
        "story": settlement.story.id if settlement.story else None,
    }


_KEYS = 16
"""Keys that one question has places for: those of one text."""
_LISTED = 24
"""Items that are looked at of one key. A wire story has thousands of copies, and any of them leads to the first."""


def _nearest() -> Select[Any]:
    """One statement for every question, so that it is compiled once."""
    one = items.alias("one")
    since, most = bindparam("since", type_=Instant), bindparam("most", type_=Integer)
    listed = [
        select(bands.c.item_id)
        .join(one, one.c.id == bands.c.item_id)
        .where(bands.c.band == bindparam(f"key_{n}", type_=BigInteger), one.c.fetched_at >= since)
        .limit(_LISTED)
        .subquery()
        for n in range(_KEYS)
    ]
    every = union_all(*(select(some.c.item_id) for some in listed)).subquery()
    shared = func.count().label("shared")
    near = select(every.c.item_id, shared).group_by(every.c.item_id).subquery()
    found = select(*ITEM_COLUMNS).join(near, near.c.item_id == items.c.id)
    return found.order_by(near.c.shared.desc(), *OLDEST_FIRST).limit(most)


_NEAREST = _nearest()


def _sharing(keys: Sequence[int], since: datetime, limit: int) -> tuple[Select[Any], dict[str, Any]]:
    distinct = sorted(set(keys))
    assert len(distinct) <= _KEYS, "a text has no more keys"  # noqa: S101  `analysis.near` makes them
    places = [*distinct, *[None] * (_KEYS - len(distinct))]
    return _NEAREST, {f"key_{n}": key for n, key in enumerate(places)} | {"since": since, "most": limit}


def _outlived(before: datetime) -> Select[Any]:
    waiting = select(deliveries.c.id).where(deliveries.c.item_id == items.c.id, text(OPEN)).exists()
    return (
        select(items.c.id, items.c.story_id)
        .where(items.c.fetched_at < before, items.c.state != ItemState.PENDING, ~waiting)
        .order_by(*OLDEST_FIRST)
        .limit(_PRUNE_STEP)
        .with_for_update(skip_locked=True)
    )
