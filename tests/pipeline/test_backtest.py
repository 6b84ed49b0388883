"""What other routes would have posted, against what was."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.hours import DAY, Hours
from bot.domain.match import Match
from bot.domain.reasons import ItemReason, RouteReason
from bot.domain.route import Channel, Quiet, Route, Still
from bot.domain.silence import Inhibition
from bot.domain.tlp import Tlp
from bot.pipeline import backtest
from bot.pipeline.backtest import Backtest
from bot.pipeline.routing import Rules
from bot.pipeline.world import World
from bot.present.rehearsal import rehearsal_lines, route_lines
from bot.storage.memory import Memory
from tests.contracts.made import alerted, entry, file, post, rejected
from tests.fakes.clock import FakeClock
from tests.fakes.nouns import DDOS, NOON, RANSOMWARE, SOURCE, verdict
from tests.fakes.workers import NowWorkers

HOUR = timedelta(hours=1)
CHANNELS = {name: Channel(name, "terminal") for name in ("desk", "grid")}
ALL = Route("all", ("desk",))
KINDS = {"ransomware": RANSOMWARE, "ddos": DDOS}


def world(*routes, **rules):
    return World(routes, {"cert": SOURCE}, KINDS, rules=Rules(rules.pop("channels", CHANNELS), **rules))


def alert(number, hours_ago, **changes):
    """An item and its settlement, posted to the desk."""
    item = entry(str(number), title=f"Story {number}", fetched_at=NOON - hours_ago * HOUR, published=None)
    judged = verdict(**{"title": "", "sectors": ("energy",), **changes})
    sent = post(item, route="all", created_at=item.fetched_at)
    return item, alerted(item, verdict=judged, deliveries=(sent,))


@pytest.fixture
async def stores():
    """Twelve alerts of twelve hours, the youngest first: severity 4, 3, 2, 1, 4 and so on; and what is no alert."""
    memory = Memory()
    made = [alert(n, n, severity=4 - n % 4, victim_countries=("LT",) if n % 2 else ("PL",)) for n in range(12)]
    await file(memory.stores, *(s for _, s in made), items=tuple(i for i, _ in made))
    dull, filed = entry("dull", fetched_at=NOON), entry("filed", fetched_at=NOON, backlog=True)
    await file(memory.stores, rejected(dull), alerted(filed, reason=ItemReason.BACKLOG), items=(dull, filed))
    return memory.stores


async def told(stores, trial, today=None, days=30):
    test = Backtest(stores, FakeClock(NOON), NowWorkers(), lambda: today or world(ALL))
    return await test.run(trial, days)


async def test_the_same_routes_make_no_difference(stores):
    """Every channel as it was: as many as by today's routes, as many as were posted."""
    found = await told(stores, world(ALL))
    desk, grid = found.channels
    assert (found.stories, found.loudest, found.loudest_posts) == (12, "all", 12)
    assert (desk.new, desk.old, desk.posted, desk.only_new, desk.only_old) == (12, 12, 12, 0, 0)
    assert (grid.new, grid.old, grid.posted, grid.samples_new, grid.samples_old) == (0, 0, 0, (), ())


async def test_what_would_change_is_counted_and_shown(stores):
    """Only new, only old, and three samples of each: the gravest, the latest first."""
    trial = world(Route("bad", ("desk",), Match(min_severity=3)), Route("lt", ("grid",), Match(countries=frozenset({"LT"}))))
    found = await told(stores, trial)
    desk, grid = found.channels
    assert (desk.new, desk.old, desk.only_new, desk.only_old, grid.only_new) == (6, 12, 0, 6, 6)
    assert [(s.severity, s.title) for s in desk.samples_old] == [(2, "Story 2"), (2, "Story 6"), (2, "Story 10")]
    assert [(s.severity, s.title, s.route) for s in grid.samples_new] == [
        (3, "Story 1", "lt"),
        (3, "Story 5", "lt"),
        (3, "Story 9", "lt"),
    ]
    lines = list(rehearsal_lines(found))
    assert lines[0] == "12 stories of the last 30 days replayed."
    assert lines[1] == (
        "channel desk: 6 would be posted (0.2 a day), 12 by today's routes (0.4 a day), 12 were; 0 only new, 6 only old"
    )
    assert lines[2].startswith("  - 2026-01-05 10:00 UTC, severity 2, ransomware, route all: Story 2 (")
    assert "Loudest route: lt, 6 posts (0.2 a day)." in lines


async def test_only_the_days_that_are_asked_for(stores):
    """A day has what came in its 24 hours, this instant included."""
    assert (await told(stores, world(ALL), days=1)).stories == 12
    moved = Backtest(stores, FakeClock(NOON + timedelta(hours=18)), NowWorkers(), lambda: world(ALL))
    assert (await moved.run(world(ALL), 1)).stories == 7


async def test_each_story_is_judged_at_its_own_hour(stores):
    """Quiet hours of then, caps of the hour before, and what was open explains what came after."""
    hours = Hours(0, DAY, days=frozenset({0}))
    quiet = await told(stores, world(Route("r", ("desk",), quiet=Quiet(hours, Still.HOLD))))
    assert (quiet.channels[0].new, quiet.held) == (12, {RouteReason.QUIET_HOURS: 9})
    capped = await told(stores, world(Route("r", ("desk",), Match(max_severity=3), cap=1)))
    assert (capped.channels[0].new, capped.held) == (9, {RouteReason.NO_MATCH: 3})
    rule = Inhibition("x", Match(min_severity=4), Match(max_severity=3), ("sectors",))
    explained = await told(stores, world(ALL, inhibitions=(rule,)))
    assert (explained.channels[0].new, explained.held) == (6, {RouteReason.INHIBITED: 6})
    lines = list(rehearsal_lines(explained))
    assert lines[-1] == "Held back 6 x inhibited: an open story explains it."


async def test_a_cap_counts_what_the_trial_itself_posts():
    """Five alerts in one hour against a cap of two."""
    memory = Memory()
    made = [alert(n, n / 10, severity=2) for n in range(5)]
    await file(memory.stores, *(s for _, s in made), items=tuple(i for i, _ in made))
    found = await told(memory.stores, world(Route("r", ("desk",), cap=2)))
    assert (found.channels[0].new, found.channels[0].only_old, found.held) == (2, 3, {RouteReason.CAPPED: 3})


async def test_thresholds_are_those_of_the_channels(stores):
    """A channel keeps the threshold that it has learnt, within the bounds on trial; a new one begins where its bounds begin."""
    today = replace(world(ALL), thresholds={"desk": 0.98})
    bad = Route("r", ("desk", "grid"), Match(max_severity=3))
    strict = {"desk": Channel("desk", "x", "", 0.5, 1.0), "grid": Channel("grid", "x", "", 0.99, 1.0)}
    found = await told(stores, world(bad, channels=strict), today)
    assert [c.new for c in found.channels] == [0, 0]
    easy = await told(stores, world(bad, channels={"desk": Channel("desk", "x", "", 0.5, 0.9)}), today)
    assert next(c.new for c in easy.channels) == 9


async def test_a_story_is_replayed_as_it_grew():
    """A report that makes it grave has it posted then; it counts once, and titles are shown to those who may know them."""
    memory = Memory()
    first, second = (entry(n, title=f"Report {n}", fetched_at=NOON - h * HOUR, published=None) for n, h in (("1", 3), ("2", 1)))
    story = alerted(first).story
    made = [alerted(i, verdict=verdict(title="", severity=s), story=story) for i, s in ((first, 1), (second, 4))]
    await file(memory.stores, *made, items=(first, second))
    trial = world(Route("bad", ("desk",), Match(min_severity=4)))
    test = Backtest(memory.stores, FakeClock(NOON), NowWorkers(), lambda: world(ALL))
    found = await test.run(trial, 30)
    assert (found.stories, found.channels[0].new, found.channels[0].old) == (1, 1, 1)
    secret = replace(trial, sources={"cert": replace(SOURCE, tlp=Tlp.RED)})
    test = Backtest(memory.stores, FakeClock(NOON), NowWorkers(), lambda: secret)
    hidden = await test.run(replace(secret, rules=Rules({"desk": Channel("desk", "x", tlp=Tlp.RED)})), 30, Tlp.GREEN)
    assert "Report" not in "".join(rehearsal_lines(hidden))


async def test_too_many_stories_are_said(stores, monkeypatch):
    """The latest are replayed; that there were more is told."""
    monkeypatch.setattr(backtest, "MOST", 4)
    found = await told(stores, world(ALL))
    assert (found.left_out, found.stories) == (True, 3)
    assert "There were more; the oldest are left out." in rehearsal_lines(found)


def test_routes_are_shown_as_a_tree():
    """Children below their parent, with what each asks and does."""
    routes = (
        Route("lt", ("grid",), Match(countries=frozenset({"LT"})), under="all", cap=3, proceed=False),
        Route("all", ("desk", "grid"), quiet=Quiet(Hours(0, 60)), group=timedelta(minutes=10)),
    )
    assert list(route_lines(routes)) == [
        "all -> desk, grid: everything | threshold 0.50, window 0:10:00, quiet hours (silent)",
        "  lt -> grid: countries LT | threshold 0.50, cap 3 an hour, stops",
    ]
