"""What every SilenceStore and PostStore promises."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.domain.delivery import Subject
from bot.domain.match import Match
from bot.domain.route import Posted
from bot.domain.silence import Silence
from bot.domain.source import Grade
from bot.storage.database import connect
from tests.contracts.made import MINUTE, NOON, alerted, entry, file, notice, post, store

MATCH = Match(countries=frozenset({"LT", "LV"}), grades=frozenset({Grade.A}), words=("port", "cranes"))
ONE = Silence("s1", 'country:LT "port"', MATCH, NOON, NOON + 60 * MINUTE, "anna", "a drill", NOON)


async def test_every_field_comes_back(stores):
    """What was asked for is read as it was asked for, but for what no database can hold."""
    assert await stores.silences.put(replace(ONE, author="ün\0", starts=NOON - timedelta(microseconds=7)))
    assert await stores.silences.find() == [replace(ONE, author="ün", starts=NOON - timedelta(microseconds=7))]
    assert await stores.silences.get("s1") == (await stores.silences.find())[0]
    assert await stores.silences.get("s2") is None


async def test_an_id_is_given_once(stores):
    """A second wish of the same id changes nothing."""
    assert await stores.silences.put(ONE) is True
    assert await stores.silences.put(replace(ONE, reason="other")) is False
    assert await stores.silences.find() == [ONE]


async def test_ended_before_its_time(stores):
    """By whom is kept; what is over, or was never there, cannot be ended."""
    await stores.silences.put(ONE)
    ended = replace(ONE, ends=NOON + MINUTE, ended_by="ben")
    assert await stores.silences.end("s1", NOON + MINUTE, "ben") == ended
    assert await stores.silences.end("s1", NOON + MINUTE, "cleo") is None
    assert await stores.silences.end("s1", NOON + 2 * MINUTE, "cleo") is None
    assert await stores.silences.end("s2", NOON, "cleo") is None
    assert await stores.silences.find() == [ended]


async def test_of_two_who_end_it_at_once_one_did(stores, store_address):
    """Each is told truly whether it was them."""
    await stores.silences.put(ONE)
    async with await connect(store_address) as other:
        second = stores if store_address == "memory:" else other.stores
        told = await asyncio.gather(*(s.silences.end("s1", NOON + MINUTE, "x") for s in (stores, second, stores)))
    assert len([t for t in told if t]) == 1


async def test_the_newest_first_within_what_is_asked_for(stores):
    """Those that are not over at a time; one that ends just then is over."""
    rows = [replace(ONE, id=f"s{n}", created=NOON + n // 2 * MINUTE, ends=NOON + n * MINUTE) for n in range(4)]
    for row in rows:
        await stores.silences.put(row)
    assert [s.id for s in await stores.silences.find()] == ["s2", "s3", "s0", "s1"]
    assert [s.id for s in await stores.silences.find(ending_after=NOON + MINUTE)] == ["s2", "s3"]
    assert [s.id for s in await stores.silences.find(limit=1)] == ["s2"]


async def test_what_routes_have_posted(stores):
    """Alerts since a time, by route and one by one; notices are not counted, and a story in two channels counts once."""
    one, two, old = entry("1"), entry("2"), entry("3")
    rows = (post(one, route="a"), post(one, "log", route="a"), post(two, route="b", created_at=NOON + MINUTE))
    await store(stores, one, two, old)
    await file(stores, alerted(one, deliveries=rows[:2]), alerted(two, deliveries=rows[2:]), items=())
    await file(stores, alerted(old, deliveries=(post(old, route="a", created_at=NOON - MINUTE),)), items=())
    await stores.outbox.add([replace(notice("x", route="a"), subject=Subject.NOTICE)])
    assert dict(await stores.posts.by_route(NOON)) == {"a": 1, "b": 1}
    found = await stores.posts.posted(NOON)
    assert found[-1] == Posted(two.id, "desk", "b", NOON + MINUTE)
    assert {(p.item_id, p.channel) for p in found} == {(one.id, "desk"), (one.id, "log"), (two.id, "desk")}
