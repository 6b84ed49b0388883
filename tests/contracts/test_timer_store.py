"""What every TimerStore promises."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.digest import PeriodReason
from bot.domain.landscape import Area, AreaKind, Level, Reading, Weighs
from bot.domain.story import Standing
from bot.domain.timer import PeriodEnd, Timer
from bot.storage.database import connect
from tests.contracts.made import MINUTE, NOON, notice

DAY = timedelta(days=1)
DAILY = Timer("digest/morning", "daily 12:00 UTC", NOON)
OTHER = Timer("landscape", "hourly", NOON - MINUTE)
ENDED = PeriodEnd(DAILY.id, NOON, NOON + DAY, NOON, PeriodReason.SENT, "3 new", ("a", "b"))
LT = Reading(
    Area(AreaKind.COUNTRY, "LT"),
    Level.HEIGHTENED,
    NOON,
    NOON,
    9.5,
    1.25,
    3.0,
    2.75,
    (Weighs("id", "Ünlikely", 4, Standing.OFFICIAL, NOON, 9.5, "https://desk.example/1"),),
)


async def claimed(stores, now=NOON, ids=(DAILY.id, OTHER.id)):
    return await stores.timers.claim(ids, now, 5 * MINUTE)


async def test_what_is_due_is_leased_once(stores):
    """The longest due first; not before its time, not by two, and again when the lease ran out."""
    await stores.timers.arm([DAILY, OTHER])
    assert await claimed(stores, NOON - 2 * MINUTE) == []
    assert await claimed(stores) == [OTHER, DAILY]
    assert await claimed(stores, NOON + 4 * MINUTE) == []
    assert await claimed(stores, NOON + 5 * MINUTE) == [OTHER, DAILY]


async def test_only_what_is_asked_for_is_claimed(stores):
    """A timer that is no longer set up stays where it is."""
    await stores.timers.arm([DAILY, OTHER])
    assert await claimed(stores, ids=(OTHER.id, "nobody")) == [OTHER]
    assert await claimed(stores, ids=()) == []


async def test_a_timer_that_is_there_keeps_its_time(stores):
    """Arming at each start changes nothing; another schedule begins anew, and ends the lease."""
    await stores.timers.arm([DAILY])
    await stores.timers.arm([replace(DAILY, due_at=NOON + DAY)])
    assert await claimed(stores) == [DAILY]
    anew = replace(DAILY, spec="daily 11:00 UTC")
    await stores.timers.arm([anew])
    assert await claimed(stores) == [anew]
    await stores.timers.arm([])


async def test_a_period_ends_once(stores):
    """Its outcome, its posts and its levels are written together; whoever comes second writes nothing."""
    await stores.timers.arm([DAILY])
    [timer] = await claimed(stores)
    end = replace(ENDED, deliveries=(notice("one"),), levels=(LT,))
    assert await stores.timers.finish(end)
    assert not await stores.timers.finish(replace(end, deliveries=(notice("two"),), reason=PeriodReason.NOTHING_NEW))
    assert await stores.timers.ended(timer.id) == [ENDED]
    assert await stores.outbox.claim(NOON, MINUTE, 9) != []
    assert (await stores.outbox.backlog())[0] == 1
    assert await stores.landscape.levels() == [LT]
    assert await claimed(stores, NOON + DAY - MINUTE) == []
    assert await claimed(stores, NOON + DAY) == [replace(DAILY, due_at=NOON + DAY)]


async def test_an_unknown_timer_ends_nothing(stores):
    """No row, no period."""
    assert not await stores.timers.finish(ENDED)
    assert await stores.timers.ended(DAILY.id) == []


async def test_a_schedule_that_comes_back_does_not_repeat_a_period(stores):
    """Changed and changed back within the day: the same instant has one end, and the timer goes on."""
    await stores.timers.arm([DAILY])
    assert await stores.timers.finish(ENDED)
    await stores.timers.arm([replace(DAILY, spec="daily 11:00 UTC")])
    assert not await stores.timers.finish(replace(ENDED, deliveries=(notice("two"),)))
    assert (await stores.outbox.backlog())[0] == 0
    assert await claimed(stores, NOON + DAY) == [Timer(DAILY.id, "daily 11:00 UTC", NOON + DAY)]


async def test_the_past_is_told_newest_first(stores):
    """Since a time, so many at most; after four months it is forgotten."""
    await stores.timers.arm([DAILY])
    for n in range(4):
        at = NOON + n * DAY
        assert await stores.timers.finish(replace(ENDED, due_at=at, next_due=at + DAY, done_at=at + MINUTE))
    found = await stores.timers.ended(DAILY.id, NOON + DAY)
    assert [e.due_at for e in found] == [NOON + n * DAY for n in (3, 2, 1)]
    assert [e.due_at for e in await stores.timers.ended(DAILY.id, limit=1)] == [NOON + 3 * DAY]
    assert await stores.timers.ended("other") == []


async def test_a_level_takes_the_place_of_the_one_before(stores):
    """One row an area, by kind and code."""
    await stores.timers.arm([OTHER])
    energy = replace(LT, area=Area(AreaKind.SECTOR, "energy"), course=(1.0, 2.0))
    end = PeriodEnd(OTHER.id, OTHER.due_at, NOON, NOON, PeriodReason.NOTHING_NEW, levels=(energy, LT))
    assert await stores.timers.finish(end)
    calm = replace(LT, level=Level.NORMAL, reasons=())
    assert await stores.timers.finish(replace(end, due_at=NOON, next_due=NOON + MINUTE, levels=(calm,)))
    assert await stores.landscape.levels() == [calm, energy.without_course()]


async def test_two_processes_end_a_period_once(stores, store_address):
    """Whoever is first, wins; the other one hears it."""
    await stores.timers.arm([DAILY])
    end = replace(ENDED, deliveries=(notice("one"),))
    if store_address == "memory:":
        won = await asyncio.gather(*(stores.timers.finish(end) for _ in range(4)))
    else:
        async with await connect(store_address) as other:
            both = (stores, other.stores)
            claims = await asyncio.gather(*(claimed(s) for s in both))
            assert sorted(map(len, claims)) == [0, 1]
            won = await asyncio.gather(*(s.timers.finish(end) for s in both for _ in range(2)))
    assert won.count(True) == 1
    assert (await stores.outbox.backlog())[0] == 1


@pytest.mark.parametrize("field", ["due_at", "next_due"])
async def test_times_come_back_to_the_microsecond(stores, field):
    """A period is found again by its very instant."""
    odd = NOON + timedelta(microseconds=7)
    await stores.timers.arm([replace(DAILY, due_at=odd)])
    end = replace(ENDED, due_at=odd, next_due=odd + DAY)
    assert await stores.timers.finish(end)
    assert getattr((await stores.timers.ended(DAILY.id))[0], field) == getattr(end, field)
