"""Fetched = accounted: what is lost is said, and said again when it is found."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.balance import Account, Facts
from bot.domain.item import ItemState
from bot.domain.reasons import TroubleReason
from bot.pipeline.reconcile import AGAIN, EVERY, Reconcile, balanced, differences
from bot.pipeline.vigil import Vigil, VigilPlan
from bot.storage.database import connect, upgrade
from tests.contracts.made import NOON, alerted, entry, file, post, rejected
from tests.fakes.clock import FakeClock

HOUR = timedelta(hours=1)


@pytest.fixture
async def desk(tmp_path):
    """A database on the disk with three entries, all in order; and who counts and tells."""
    address = f"sqlite:///{tmp_path / 'tocsin.db'}"
    await upgrade(address)
    async with await connect(address) as database:
        items = tuple(entry(str(n)) for n in range(3))
        await file(database.stores, *(rejected(i) for i in items), items=items)
        yield Desk(database.stores, tmp_path / "tocsin.db")


class Desk:
    """Counts, tells, and does to the database by hand what must never happen."""

    def __init__(self, stores, path):
        self.stores, self.path, self.clock = stores, path, FakeClock(NOON + HOUR)
        self.reconcile = Reconcile(stores.ledger, stores.troubles, self.clock)
        self.vigil = Vigil(stores.sources, stores.troubles, dict, self.clock, VigilPlan("notices"))

    def by_hand(self, sql):
        with closing(sqlite3.connect(self.path)) as file, file:
            file.execute(sql)

    async def counted(self):
        """The balance, and the titles of what was told of it."""
        balance = await self.reconcile.run()
        await self.vigil.tick()
        told = [d.card.title for d in await self.stores.outbox.claim(self.clock.now(), timedelta(days=999), 99)]
        self.clock.advance(3600)
        return balance, [title for title in told if "Norhaven" not in title]


async def test_a_lost_row_is_told_once_and_its_return_too(desk):
    """An item that vanished alarms at the next count, not at every count, until it is there again."""
    balance, told = await desk.counted()
    assert (balance.lost, balance.fetched, told) == (0, 3, [])
    desk.by_hand("CREATE TABLE kept AS SELECT * FROM items WHERE entry_id = '1'")
    desk.by_hand("DELETE FROM items WHERE entry_id = '1'")
    balance, told = await desk.counted()
    assert (balance.lost, told) == (1, ["Entries not accounted for: cert"])
    assert balance.losses[0].subject == "cert"
    assert (await desk.counted())[1] == []
    desk.by_hand("INSERT INTO items SELECT * FROM kept")
    balance, told = await desk.counted()
    assert (balance.lost, told) == (0, ["Entries accounted for: cert"])


COLUMNS = (
    "source_id, 'x', title, text, url, canonical_url, lang, published, fetched_at, state, reason, detail, duplicate_of, backlog,"
    " attempts, story_id, lease_until, turn"
)
HARM = {
    "DELETE FROM deliveries": "Alerts without a post",
    "UPDATE deliveries SET item_id = 'gone'": "Posts about nothing",
    "UPDATE items SET state = 'pending'": "Items wait for judgement",
    f"INSERT INTO items SELECT 99, 'x', {COLUMNS} FROM items WHERE entry_id = '1'": "Entries not accounted for",
}


@pytest.mark.parametrize(("sql", "title"), HARM.items(), ids=HARM.values())
async def test_each_kind_of_loss_is_seen(desk, sql, title):
    """Whatever is taken out, turned back or smuggled in by hand is found by the count."""
    item = entry("9")
    await file(desk.stores, alerted(item, deliveries=(post(item, due_at=NOON + 3 * HOUR),)), items=(item,))
    assert (await desk.counted())[0].lost == 0
    desk.by_hand(sql)
    balance, told = await desk.counted()
    assert balance.lost > 0
    assert any(title in one for one in told)


async def test_pruning_loses_nothing(desk):
    """What is forgotten on purpose is on the other side of the books."""
    await desk.stores.items.prune(NOON + HOUR)
    balance, told = await desk.counted()
    assert (balance.lost, balance.forgotten, balance.states, told) == (0, 3, {}, [])


async def test_it_counts_daily_and_hourly_while_something_is_lost(desk):
    """The first tick after a start waits; a restart does not count again before its time."""

    async def counts(wait):
        desk.clock.advance(wait.total_seconds())
        before = await desk.stores.ledger.last()
        await desk.reconcile.tick()
        return await desk.stores.ledger.last() != before

    assert not await counts(HOUR)
    assert await counts(HOUR)
    assert not await counts(EVERY - HOUR)
    assert await counts(HOUR)
    desk.by_hand("DELETE FROM items")
    assert await counts(EVERY)
    assert not await counts(AGAIN / 2)
    assert await counts(AGAIN / 2)
    assert (await desk.stores.ledger.last()).lost == 3


accounts = st.lists(
    st.builds(
        Account,
        st.sampled_from("abc"),
        st.integers(0, 9),
        st.integers(0, 3),
        st.dictionaries(st.sampled_from(ItemState), st.integers(1, 5), max_size=3),
    ),
    max_size=3,
    unique_by=lambda a: a.source_id,
).map(tuple)


@given(accounts)
def test_the_books_balance_or_say_by_how_much(found):
    """What is fetched is forgotten, in a state, or missing; nothing is counted twice."""
    balance = balanced(Facts(found), NOON)
    assert balance.fetched - balance.forgotten - sum(balance.states.values()) == sum(a.missing for a in found)
    assert balance.lost == sum(abs(a.missing) for a in found)
    assert {x.subject for x in balance.losses} == {a.source_id for a in found if a.missing}


@given(st.lists(accounts, max_size=6))
def test_a_difference_is_told_once_and_ends_when_it_is_mended(days):
    """Over any course of counts, open troubles are exactly the losses of the last one."""
    told = {}
    for n, found in enumerate(days):
        balance = balanced(Facts(found), NOON + n * EVERY)
        changes = differences(balance, list(told.values()))
        assert all(t.ended_at is None or (t.subject, t.what) in told for t in changes)
        told |= {(t.subject, t.what): t for t in changes}
        told = {name: t for name, t in told.items() if t.ended_at is None}
        assert set(told) == {(x.subject, x.what) for x in balance.losses}
        assert differences(balance, list(told.values())) == []


def test_a_trouble_that_goes_on_keeps_its_beginning():
    """A growing loss is the same trouble with another number."""
    first = balanced(Facts((Account("a", 2, 0),)), NOON)
    [trouble] = differences(first, [])
    [grown] = differences(balanced(Facts((Account("a", 3, 0),)), NOON + EVERY), [trouble])
    assert grown == replace(trouble, detail="3 of 3 fetched")
    assert trouble.what is TroubleReason.UNACCOUNTED
