"""Digests: once a period, whatever happens to the process or the clock; nothing told twice, nothing lost, no empty words."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.delivery import Subject
from bot.domain.digest import Digest, PeriodReason
from bot.domain.item import ItemState
from bot.domain.match import Match
from bot.domain.period import Period, Schedule, parse
from bot.domain.reasons import ItemReason
from bot.domain.route import Channel, Route
from bot.domain.source import Grade, Publisher, SourceInfo
from bot.domain.story import Story
from bot.domain.tlp import Tlp
from bot.pipeline.digest import DigestPlan, Digests, digests_of
from bot.storage.memory import Memory
from tests.contracts.made import alerted, entry, store
from tests.fakes.clock import FakeClock
from tests.fakes.nouns import NOON, verdict
from tests.fakes.workers import NowWorkers

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
VILNIUS = ZoneInfo("Europe/Vilnius")
DAILY = Schedule(parse("daily 08:00"), VILNIUS)
MORNING = Digest("morning", "desk", DAILY)
DESK = Channel("desk", "discord", "123456789012345678")
INFOS = {
    "cert": SourceInfo("cert", "Harbour CERT", "feed", "", "en", "LT", Publisher.OFFICIAL, Grade.A),
    "press": SourceInfo("press", "Evening Ledger", "feed", "", "en", "LT", Publisher.PRESS, Grade.B),
    "members": SourceInfo("members", "Members' list", "feed", "", tlp=Tlp.AMBER),
}


class House:
    """A database, a clock, and as many digest verbs over them as processes were started."""

    def __init__(self, *digests, start=NOON, **plan):
        self.memory = Memory()
        self.clock = FakeClock(start)
        self.plan = DigestPlan(digests or (MORNING,), plan.pop("channels", {DESK.id: DESK}), **plan)
        self.digests = self.started()

    def started(self):
        return Digests(self.memory.stores, lambda: INFOS, NowWorkers(), self.clock, self.plan)

    async def report(self, name, source="cert", *, story="", **changes):
        """One more report, judged at once."""
        settled = {k: changes.pop(k) for k in ("state", "reason") if k in changes}
        found = verdict(**changes.pop("verdict", {}))
        item = entry(name, source, **{"fetched_at": self.clock.now(), "published": None} | changes)
        await store(self.memory.stores, item)
        await self.settle(item, story or item.id, found, **settled)
        return item.id

    async def settle(self, item, story_id, found, **settled):
        story = Story(story_id, item.title, found.kind, found.severity, item.fetched_at, item.fetched_at)
        await self.memory.stores.items.settle([alerted(item, verdict=found, story=story, **settled)])

    async def tick(self, hours=0.0):
        self.clock.advance(hours * 3600)
        await self.digests.tick()

    @property
    def posts(self):
        return [d for d in self.memory.deliveries if d.subject is Subject.DIGEST]

    async def ends(self, timer="digest/morning"):
        return (await self.memory.stores.timers.ended(timer, limit=10**6))[::-1]


async def test_what_is_new_is_told_at_its_time():
    """Not before eight in Vilnius; then one post in the channel, with the story, and nothing more until tomorrow."""
    house = House()
    await house.tick()
    await house.report("1")
    await house.tick(17)
    assert house.posts == []
    await house.tick(1)
    [post] = house.posts
    assert (post.channel, post.card.title) == ("desk", "1 new since 2026-01-05 08:00 EET")
    assert "Port of Norhaven halts cranes" in post.card.body
    for _ in range(20):
        await house.tick(1)
    assert len(house.posts) == 1


async def test_nothing_to_say_is_not_said():
    """A quiet day leaves a reason, not a post; what is only still open is no news."""
    house = House()
    await house.tick()
    await house.report("1")
    for _ in range(3):
        await house.tick(24)
    assert [e.reason for e in await house.ends()] == [PeriodReason.SENT, PeriodReason.NOTHING_NEW, PeriodReason.NOTHING_NEW]
    assert len(house.posts) == 1


async def test_a_story_that_changed_says_how():
    """Severity and support now and before; the reports of yesterday are not new today."""
    house = House()
    await house.tick()
    first = await house.report("1", "press", verdict={"severity": 2})
    await house.report("other")
    await house.tick(24)
    await house.report("2", "cert", story=first, verdict={"severity": 4})
    await house.tick(24)
    body = house.posts[1].card.body
    assert "Changed: 1" in body
    assert "severity 4, was 2 · official, was single source · 1 more report" in body
    assert "New:" not in body
    assert "Still open: 1" in body
    assert "Best supported: Port of Norhaven halts cranes after ransomware attack (2 publishers)" in body


async def test_only_what_is_meant_is_told():
    """A digest has conditions like a route's; each channel has its own."""
    energy = replace(MORNING, id="energy", match=Match(sectors=frozenset({"energy"})))
    house = House(MORNING, energy)
    await house.tick()
    await house.report("1")
    await house.report("2", verdict={"sectors": ("energy",)})
    await house.tick(24)
    assert [p.card.title.partition(" since")[0] for p in house.posts] == ["1 new", "2 new"]
    assert [e.reason for e in await house.ends("digest/energy")] == [PeriodReason.SENT]


async def test_a_route_may_be_told_in_a_digest():
    """What such a route takes, and no other does before it, is told in each of its channels."""
    night = Route("night", ("desk", "wall"), Match(min_severity=2), digest=DAILY)
    routes = (Route("ddos", ("desk",), Match(kinds=frozenset({"ddos"})), proceed=False), night)
    wall = Channel("wall", "terminal")
    house = House(*digests_of(routes), routes=routes, channels={"desk": DESK, "wall": wall})
    await house.tick()
    await house.report("told", verdict={"title": "Told in the morning"})
    await house.report("posted", verdict={"kind": "ddos", "kinds": ("ddos",), "title": "Posted at once"})
    await house.tick(24)
    assert sorted((p.channel, p.route, p.card.title.partition(" since")[0]) for p in house.posts) == [
        ("desk", "night", "1 new"),
        ("wall", "night", "1 new"),
    ]
    assert all("Told in the morning" in p.card.body for p in house.posts)


async def test_readers_hear_only_what_they_are_cleared_for():
    """A source marked amber reaches no channel of the public in any form: no count, no severity, no line."""
    house = House(
        MORNING,
        replace(MORNING, id="inner", channel="inner"),
        channels={"desk": DESK, "inner": Channel("inner", "terminal", tlp=Tlp.AMBER)},
    )
    await house.tick()
    shared = await house.report("1", "press", verdict={"severity": 1})
    await house.report("2", "members", story=shared, verdict={"severity": 4})
    await house.report("3", "members", verdict={"title": "For members only"})
    await house.tick(24)
    public, inner = sorted(house.posts, key=lambda p: p.channel)
    assert public.card.title.startswith("1 new since")
    assert (public.card.severity, inner.card.severity) == (1, 4)
    assert "members" not in str(public.card)
    assert "For members only" in inner.card.body


@pytest.mark.parametrize(
    "changes", [{"backlog": True}, {"state": ItemState.QUIET, "reason": ItemReason.BELOW_THRESHOLD}], ids=["backlog", "held"]
)
async def test_what_was_there_before_or_is_held_back_is_no_news(changes):
    """Neither the backlog of a new source nor what a threshold holds back."""
    house = House()
    await house.tick()
    await house.report("1", **changes)
    await house.tick(24)
    assert house.posts == []
    assert [e.reason for e in await house.ends()] == [PeriodReason.NOTHING_NEW]


async def test_what_was_settled_late_is_told_once():
    """Fetched before a digest, judged after it: told by the next one, and by that one alone."""
    house = House()
    await house.tick()
    await house.report("early")
    late = entry("late", fetched_at=house.clock.now() + 17 * HOUR, published=None)
    await store(house.memory.stores, late)
    await house.tick(24)
    await house.settle(late, late.id, verdict())
    await house.tick(24)
    await house.tick(24)
    assert [e.told for e in await house.ends()] == [(entry("early").id,), (late.id,), ()]


async def test_what_is_older_than_the_first_digest_is_not_told_by_the_second():
    """A digest that is set up today begins with the last day, not with what lies behind it."""
    house = House()
    await house.report("old", fetched_at=NOON - 2 * DAY)
    await house.tick()
    await house.tick(24)
    await house.tick(24)
    assert house.posts == []


async def test_a_digest_of_a_channel_that_is_gone_waits():
    """It is neither made nor counted, and begins when the channel is there."""
    house = House(channels={})
    await house.tick()
    await house.tick(24)
    assert (house.posts, await house.ends()) == ([], [])
    house.digests.plan = replace(house.plan, channels={DESK.id: DESK})
    await house.tick(0)
    await house.report("1")
    await house.tick(24)
    assert len(house.posts) == 1


async def test_on_request_nothing_counts_as_told():
    """Asked twice it says the same, and the digest of the day says it all the same."""
    house = House()
    await house.tick()
    await house.report("1")
    for _ in range(2):
        [(digest, edition)] = await house.digests.now("desk")
        assert (digest.id, len(edition.new)) == ("morning", 1)
    await house.tick(24)
    assert len(house.posts) == 1
    [(_, after)] = await house.digests.now("desk")
    assert after.empty


async def test_on_request_where_none_is_set_up():
    """A channel without a digest gets the last day of everything that its readers may see."""
    house = House()
    house.digests.plan = replace(house.plan, digests=())
    await house.report("1")
    await house.report("2", "members")
    [(digest, edition)] = await house.digests.now("desk")
    assert (digest.id, len(edition.new)) == ("now", 1)
    house.clock.advance(2 * 86400)
    [(_, edition)] = await house.digests.now("desk")
    assert edition.empty
    assert house.digests.of_target(DESK.target) == "desk"
    assert house.digests.of_target("") is None


class Crash(Exception):
    """The process is gone."""


def broken(stores):
    """A finish that never reaches the database."""

    async def finish(end):
        raise Crash

    timers = type("Timers", (), {"arm": stores.timers.arm, "claim": stores.timers.claim, "ended": stores.timers.ended})()
    timers.finish = finish
    return replace(stores, timers=timers)


steps = st.lists(
    st.tuples(st.integers(1, 11 * 60), st.sampled_from(["tick", "restart", "two", "crash", "report", "late", "schedule"])),
    min_size=1,
    max_size=40,
)
changes_of_clock = st.sampled_from(
    [
        (VILNIUS, datetime(2026, 3, 27, tzinfo=UTC)),
        (VILNIUS, datetime(2026, 10, 23, tzinfo=UTC)),
        (ZoneInfo("Australia/Lord_Howe"), datetime(2026, 4, 3, tzinfo=UTC)),
        (ZoneInfo("America/New_York"), NOON),
    ]
)
wall_times = st.sampled_from(["00:00", "01:30", "02:00", "02:30", "03:30", "08:00", "23:59"]).map(lambda t: parse(f"daily {t}"))


@settings(max_examples=60, deadline=None)
@given(steps, changes_of_clock, wall_times)
def test_once_a_period_over_restarts_crashes_and_changes_of_the_clock(taken, when, period):
    """Each period of the wall clock ends exactly once, in order; each report is told exactly once, late or not."""
    zone, start = when
    asyncio.run(_lives_through(taken, zone, start, period))


async def _lives_through(taken, zone, start, period: Period):
    house = House(replace(MORNING, schedule=Schedule(period, zone)), start=start)
    await house.digests.tick()
    reports, waiting = [], []
    for number, (minutes, event) in enumerate(taken):
        house.clock.advance(minutes * 60)
        if event == "restart":
            house.digests = house.started()
        if event == "report":
            reports.append(await house.report(str(number)))
        if event == "late":
            item = entry(str(number), fetched_at=house.clock.now(), published=None)
            await store(house.memory.stores, item)
            waiting.append(item)
        if event == "schedule":  # the same one, written again
            house.digests.plan = replace(house.plan)
        if event == "crash":
            dead = Digests(broken(house.memory.stores), lambda: INFOS, NowWorkers(), house.clock, house.plan)
            try:
                await dead.tick()
            except Crash:
                house.clock.advance(301)
        await asyncio.gather(*(d.tick() for d in ([house.started()] if event == "two" else []) + [house.digests]))
        ripe = [i for i in waiting if house.clock.now() - i.fetched_at >= HOUR]
        for item in ripe:
            await house.settle(item, item.id, verdict())
            waiting.remove(item)
            reports.append(item.id)
    expected, at = [], start
    while (at := period.next_after(at, zone)) <= house.clock.now():
        expected.append(at)
    ends = await house.ends()
    assert [e.due_at for e in ends] == expected
    house.clock.advance(26 * 3600)  # the longest day, where the clock goes back
    await house.digests.tick()
    told = [item_id for e in await house.ends() for item_id in e.told]
    late = {i.id for i in waiting}
    assert sorted(told) == sorted(r for r in reports if r not in late)
    assert len(house.posts) == sum(e.reason is PeriodReason.SENT for e in await house.ends())


async def test_periods_that_were_slept_through_are_told_as_one():
    """Five days off: one digest that reaches back to the last one, and tomorrow's at its time."""
    house = House()
    await house.tick()
    await house.report("1")
    await house.tick(5 * 24)
    ends = await house.ends()
    assert [e.due_at for e in ends] == [DAILY.next_after(NOON)]
    assert ends[0].next_due == DAILY.next_after(house.clock.now())
    assert len(house.posts) == 1
