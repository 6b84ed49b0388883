"""Triage and mass events: many stories that are one event have one post, and what is critical has one of its own."""

from dataclasses import replace

import pytest

from bot.analysis.surge import CALM, MINIMUM
from bot.domain.delivery import Subject
from bot.domain.item import ItemState
from bot.domain.match import Match
from bot.domain.reasons import ItemReason
from bot.domain.route import Channel, Route
from bot.domain.situation import SurgeReason
from bot.domain.step import Stage
from bot.domain.tlp import Tlp
from bot.pipeline.present_facts import PresentFacts
from bot.pipeline.routing import Rules
from bot.pipeline.surging import Surging
from bot.pipeline.triage import Triage, TriagePlan
from tests.fakes.workers import NowWorkers
from tests.pipeline.test_triage import ALERTED, SOURCES, Desk, item

TOLD = (ItemState.QUIET, ItemReason.SITUATION)
FIRST = 2 * MINIMUM
"""It takes twice as many while nothing is known to be usual."""
PLACES = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "omicron",
    "pi",
    "rho",
    "sigma",
    "tau",
    "ypsilon",
]


class SurgeDesk(Desk):
    """A triage that sees mass events; every alert is a story of its own."""

    def __init__(self):
        super().__init__()
        self.plan = TriagePlan(batch=5)
        self.restart()

    def restart(self):
        stores, workers = self.memory.stores, NowWorkers()
        parts = (stores, self.judge, self.pages, workers, self.clock, self.plan, self.triage.world)
        facts = PresentFacts(stores, workers, self.clock)
        self.triage = Triage(*parts, facts=facts, surging=Surging(stores, workers))

    @property
    def situations(self):
        return [d for d in self.memory.deliveries if d.subject is Subject.SITUATION]

    @property
    def posts(self):
        return [d for d in self.memory.deliveries if d.subject is Subject.ALERT]


@pytest.fixture
def desk():
    return SurgeDesk()


def wave(*numbers, **more):
    """Attacks on towns of one country, each in words of its own."""
    return [
        item(n, f"{PLACES[n]} {PLACES[-n]} {n * 7919} says an attack on Lithuania hit its {PLACES[n]} pages", **more)
        for n in numbers
    ]


@pytest.mark.parametrize("step", [1, 4, 20])
async def test_a_wave_is_told_in_one_post(desk, step):
    """The stories that begin it have posts; from then on the situation has one, which is edited; in any cut of batches."""
    for n in range(0, 14, step):
        found = await desk.settle(*wave(*range(n, min(n + step, 14))))
    assert found == [ALERTED] * (FIRST - 1) + [TOLD] * (14 - FIRST + 1)
    [situation] = desk.situations
    assert (situation.channel, len(desk.posts)) == ("news", FIRST - 1)
    assert "14 alerts of one kind" in situation.card.title
    [kept] = await desk.memory.stores.situations.open()
    assert len(kept.situation.stories) == 14
    assert situation.item_id == kept.situation.id
    last = desk.memory.items[-1]
    [trace] = await desk.memory.stores.search.trace(last.id)
    assert last.detail == f"situation {kept.situation.id}"
    assert [(s.reason, s.subject) for s in trace.steps if s.stage is Stage.SITUATION] == [(SurgeReason.JOINED, kept.situation.id)]


async def test_what_is_critical_is_posted_by_itself_too(desk):
    """It counts in the situation, and nobody has to look for it there."""
    await desk.settle(*wave(*range(FIRST)))
    severe = item(15, "Severe attack stops the trams of Lithuania")
    assert (await desk.settle(severe))[-1] == ALERTED
    assert desk.posts[-1].item_id == severe.id
    assert [d.priority for d in desk.situations] == [4]


async def test_a_copy_brings_about_no_post_of_its_own(desk):
    """A story that is told in a situation stays there when others repeat it."""
    await desk.settle(*wave(*range(FIRST)))
    quiet = desk.memory.items[-1]
    copy = item(30, quiet.text, "herald", url=quiet.url)
    assert (await desk.settle(copy))[-1] == (ItemState.DUPLICATE, ItemReason.SAME_ADDRESS)
    assert len(desk.posts) == FIRST - 1


async def test_a_restart_knows_what_is_open(desk):
    """Another process goes on with the same post, also after a wave that began before it."""
    await desk.settle(*wave(*range(FIRST)))
    desk.restart()
    assert (await desk.settle(*wave(FIRST)))[-1] == TOLD
    assert len(desk.situations) == 1


async def test_it_ends_when_it_is_as_usual_again(desk):
    """Half a day later the post says so, once; the next alert has a post of its own."""
    await desk.settle(*wave(*range(FIRST)))
    desk.clock.advance(CALM.total_seconds() + 7 * 3600)
    calm = item(16, "A flower show", fetched_at=desk.clock.now())
    await desk.settle(calm)
    assert await desk.memory.stores.situations.open() == []
    assert "Over since" in desk.situations[0].card.body
    late = replace(*wave(17), fetched_at=desk.clock.now())
    assert (await desk.settle(late))[-1] == ALERTED


async def test_only_where_a_route_wants_it(desk):
    """A channel that would have had none of the stories has no post of the situation; what no route wants says so."""
    routes = (Route("severe", ("news",), Match(min_severity=3)),)
    desk.triage.world = replace(desk.triage.world, routes=routes)
    assert set(await desk.settle(*wave(*range(FIRST + 1)))) == {(ItemState.QUIET, ItemReason.NO_ROUTE)}
    assert desk.situations == []
    assert len((await desk.memory.stores.situations.open())[0].situation.stories) == FIRST + 1


async def test_what_is_for_few_makes_no_situation(desk):
    """A situation counts what everybody may know, so it may be shown to everybody."""
    inside = {i: replace(s, tlp=Tlp.AMBER) for i, s in SOURCES.items()}
    channels = {"news": Channel("news", "terminal", tlp=Tlp.RED)}
    desk.triage.world = replace(desk.triage.world, sources=inside, rules=Rules(channels))
    assert set(await desk.settle(*wave(*range(FIRST + 1)))) == {ALERTED}
    assert desk.situations == []


async def test_old_alerts_are_no_wave(desk):
    """What a source lists on its first day fills no channel and begins no situation."""
    backlog = wave(*range(FIRST + 2), backlog=True)
    assert {s for s, _ in await desk.settle(*backlog)} == {ItemState.QUIET}
    assert await desk.memory.stores.situations.open() == []
