"""Politeness: how many at once and how close together, by the injected clock."""

import asyncio
from dataclasses import replace

import pytest

from bot.fetch.limits import Limits
from bot.fetch.request import Access, Ask
from bot.fetch.turns import Turns
from tests.fakes.clock import MONDAY, FakeClock
from tests.fakes.loopback import Reply
from tests.fetch.conftest import QUICK, make

HERE = Access(allow_private=True)


async def started(clock, turns, hosts, hold=0.0):
    """When each request started, in seconds, by host."""
    log = []

    async def one(host):
        await turns.take(host)
        log.append((host, (clock.now() - MONDAY).total_seconds()))
        await clock.sleep(hold)
        turns.give(host)

    tasks = [asyncio.create_task(one(host)) for host in hosts]
    await clock.run(3600)
    assert all(task.done() for task in tasks)
    return log


def test_politeness_is_on_by_default():
    """Nobody has to remember to be polite."""
    limits = Limits()
    assert (limits.per_host, limits.host_delay, limits.total_requests) == (2, 1.0, 20)


async def test_requests_to_one_host_keep_their_distance():
    """A second between two starts, in the order of asking; other hosts do not wait."""
    clock = FakeClock(auto=False)
    log = await started(clock, Turns(Limits(), clock), ["a.example", "a.example", "b.example", "a.example"])
    assert sorted(log) == [("a.example", 0.0), ("a.example", 1.0), ("a.example", 2.0), ("b.example", 0.0)]


async def test_the_distance_is_kept_over_quiet_times():
    """An hour's silence earns one start at once, not many."""
    clock = FakeClock(auto=False)
    turns = Turns(Limits(), clock)
    await started(clock, turns, ["a.example"])
    assert await started(clock, turns, ["a.example"] * 2) == [("a.example", 3600.0), ("a.example", 3601.0)]


async def test_few_at_once_at_one_host():
    """A slow host is asked by no more than its number of requests at a time."""
    clock = FakeClock(auto=False)
    log = await started(clock, Turns(Limits(per_host=2), clock), ["a.example"] * 4, hold=60)
    assert [at for _, at in log] == [0.0, 1.0, 60.0, 61.0]


async def test_a_waiting_host_takes_no_place_from_others():
    """With one place in all, another host goes first while one waits for its distance."""
    clock = FakeClock(auto=False)
    turns = Turns(Limits(total_requests=1, host_delay=10), clock)
    log = await started(clock, turns, ["a.example", "a.example", "b.example"], hold=1)
    assert log == [("a.example", 0.0), ("b.example", 1.0), ("a.example", 10.0)]


async def test_giving_up_while_waiting_gives_the_place_back():
    """A cancelled request blocks nobody."""
    clock = FakeClock(auto=False)
    turns = Turns(Limits(per_host=1), clock)
    await turns.take("a.example")
    waiting = asyncio.create_task(turns.take("a.example"))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    turns.give("a.example")
    spaced = asyncio.create_task(turns.take("a.example"))
    await asyncio.sleep(0)
    spaced.cancel()
    with pytest.raises(asyncio.CancelledError):
        await spaced
    await clock.run(5)
    await asyncio.wait_for(turns.take("a.example"), 0.1)


async def test_hosts_long_unused_are_forgotten():
    """Thousands of pages' hosts do not stay in memory."""
    clock = FakeClock(auto=False)
    turns = Turns(Limits(), clock)
    for number in range(3000):
        await turns.take(f"{number}.example")
        turns.give(f"{number}.example")
        clock.advance(2)
    assert len(turns._hosts) <= 1024


async def test_a_fetcher_takes_turns(server):
    """Twelve requests at once reach a server two by two, a second apart by the clock."""
    clock = FakeClock()
    url = server.say("/feed", Reply(body=b"x" * 3, drip=0.001))
    async with make(replace(QUICK, per_host=2, host_delay=1), clock) as fetcher:
        await asyncio.gather(*(fetcher.get(Ask(url, access=HERE)) for _ in range(12)))
    assert server.most_at_once <= 2
    assert (clock.now() - MONDAY).total_seconds() == 11


async def test_the_next_hop_on_the_same_host_does_not_wait(server):
    """A redirect is one visit, not two."""
    clock = FakeClock()
    server.say("/old", Reply(301, headers={"Location": "/new"}))
    server.say("/new", Reply(body=b"x"))
    async with make(replace(QUICK, host_delay=1), clock) as fetcher:
        await fetcher.get(Ask(server.url("/old"), access=HERE))
    assert clock.slept == []
