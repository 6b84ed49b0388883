"""The promises of `pipeline.weighing` and of what paging makes of it: mass events, silences that end, stories without a post, storms."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.delivery import Subject
from bot.domain.page import PageState
from bot.domain.route import Channel, Mention, Route
from bot.domain.silence import Silence
from bot.pipeline.paging import Paging, PagingPlan
from bot.pipeline.present_facts import PresentFacts
from bot.pipeline.roster import Roster
from bot.pipeline.routing import Rules
from bot.pipeline.world import World
from bot.storage.memory import Memory
from tests.contracts.made import alerted, entry, file, post
from tests.fakes.clock import FakeClock
from tests.fakes.duty import DUTY, confirm_all
from tests.fakes.nouns import NOON, RANSOMWARE, SOURCE, situation, verdict
from tests.fakes.workers import NowWorkers

HOUR = timedelta(hours=1)
ROUTE = Route("all", ("desk",), mention=Mention("duty", role_id=7, policy="default"), mention_from=3)


class Desk:
    """Paging over one memory, with one route whose policy calls from severity 3 on."""

    def __init__(self, cap: int = 20) -> None:
        self.base, self.clock = Memory(), FakeClock(NOON)
        self.stores = self.base.stores
        self.world = World(
            (ROUTE,), {SOURCE.id: SOURCE}, {"ransomware": RANSOMWARE}, rules=Rules({"desk": Channel("desk", "fake")})
        )
        self.roster = Roster(self.stores.roster, self.stores.contacts, lambda: DUTY, self.clock)
        self.start(cap)

    def start(self, cap: int = 20) -> None:
        """As a new process has it."""
        facts = PresentFacts(self.stores, NowWorkers(), self.clock)
        plan = PagingPlan("desk", "default", cap)
        self.paging = Paging(self.stores, self.roster, lambda: self.world, self.clock, plan, facts)

    async def story(self, number: int, severity: int = 3, *, posted: bool = True):
        """An alert of its own with one official report, with its post or without one."""
        made = entry(f"{number}", SOURCE.id, title=f"Mill {number} is encrypted")
        heads = (post(made, created_at=self.clock.now(), due_at=self.clock.now()),) if posted else ()
        settled = alerted(made, heads=heads, verdict=verdict(severity=severity, title=made.title))
        await file(self.stores, settled, items=(made,))
        return made

    async def crowd(self, *items, **changes):
        """A mass event that tells these in one post."""
        told = situation(stories=tuple(i.id for i in items), **changes)
        head = replace(post(items[0], created_at=NOON, due_at=NOON), id="5" * 20, subject=Subject.SITUATION, item_id=told.id)
        await self.stores.situations.put((told,), (replace(head, card=replace(head.card, title=f"{len(items)} alerts")),))

    async def later(self, span: timedelta) -> None:
        self.clock.advance(span.total_seconds())
        await self.paging.tick()

    async def pages(self):
        return [(p.about, p.page.severity, p.head) for p in await self.stores.pages.find()]


@pytest.fixture
async def desk():
    made = Desk()
    await confirm_all(made.stores)
    return made


async def test_a_mass_event_calls_once(desk):
    """One page however many of its stories earn one, below its post, with what it says; told why."""
    await desk.crowd(*[await desk.story(n, posted=False) for n in range(3)])
    await desk.paging.tick()
    (page,) = await desk.stores.pages.find()
    assert (page.about, page.page.severity, page.channel, page.head, page.title) == ("s-1", 3, "desk", "5" * 20, "3 alerts")
    assert page.why == "severity 3; official source: Harbour CERT; route all; one of 3 alerts of a mass event"
    await desk.crowd(*[await desk.story(n, posted=False) for n in range(60)])
    await desk.later(HOUR)
    desk.start()
    await desk.paging.tick()
    assert len(await desk.pages()) == 1


async def test_a_mass_event_that_earns_nothing_calls_nobody(desk):
    """Its stories are not severe enough; once one is, somebody is called."""
    calm = [await desk.story(n, 2, posted=False) for n in range(3)]
    await desk.crowd(*calm, severity=2)
    await desk.paging.tick()
    assert await desk.pages() == []
    await desk.crowd(*calm, await desk.story(9, 3, posted=False))
    await desk.later(HOUR)
    assert await desk.pages() == [("s-1", 3, "5" * 20)]


async def test_a_critical_story_of_a_mass_event_calls_by_itself(desk):
    """It has a post of its own, so it is no reason to call for the rest."""
    worst = await desk.story(1, 4)
    await desk.crowd(worst, await desk.story(2, 2, posted=False), severity=4)
    await desk.paging.tick()
    assert await desk.pages() == [(worst.id, 4, post(worst).id)]


async def test_a_page_names_no_living_address(desk):
    """It never links to what it warns of."""
    made = entry("1", SOURCE.id, title="Do not open heron-leaks.example")
    told = verdict(title=made.title, summary="It is on heron-leaks.example.")
    await file(desk.stores, alerted(made, heads=(post(made),), verdict=told), items=(made,))
    await desk.paging.tick()
    (page,) = await desk.stores.pages.find()
    assert (page.title, page.summary) == ("Do not open heron-leaks[.]example", "It is on heron-leaks[.]example.")


@pytest.mark.parametrize("early", [False, True])
async def test_a_silence_that_ends_calls_for_what_it_held_back(desk, early):
    """By itself or before its time; the story has no post, so the page has one of its own that says what it is about."""
    silence = Silence("s1", "kind:ransomware", ROUTE.match, NOON, NOON + 2 * HOUR, "ana", "drill", NOON)
    await desk.stores.silences.put(silence)
    held = await desk.story(1, posted=False)
    await desk.later(HOUR)
    assert await desk.pages() == []
    if early:
        await desk.stores.silences.end("s1", desk.clock.now(), "ana")
    await desk.later(timedelta(seconds=1) if early else HOUR)
    (page,) = await desk.stores.pages.find()
    shown = (await desk.stores.outbox.heads([page.head]))[page.head]
    assert (page.about, shown.channel, shown.subject, shown.card.title) == (held.id, "desk", Subject.PAGE, held.title)
    await desk.later(HOUR)
    assert len(await desk.pages()) == 1


async def test_a_silence_that_ends_over_a_mass_event_calls_once(desk):
    """For all of it; a critical story of it calls by itself."""
    await desk.stores.silences.put(Silence("s1", "x", ROUTE.match, NOON, NOON + HOUR, "ana", "drill", NOON))
    worst = await desk.story(9, 4, posted=False)
    await desk.crowd(*[await desk.story(n, posted=False) for n in range(3)], worst)
    await desk.later(timedelta(minutes=5))
    assert await desk.pages() == []
    await desk.later(HOUR)
    await desk.later(timedelta(minutes=1))
    assert {p[:2] for p in await desk.pages()} == {("s-1", 3), (worst.id, 4)}


async def test_a_silence_that_ends_in_a_storm(desk):
    """What the cap holds back calls when there is room again; a critical story does not wait, and the storm is told once an hour."""
    desk.start(cap=2)
    await desk.stores.silences.put(Silence("s1", "x", ROUTE.match, NOON, NOON + HOUR, "ana", "drill", NOON))
    for number in range(4):
        await desk.story(number, posted=False)
    worst = await desk.story(9, 4, posted=False)
    await desk.later(HOUR + timedelta(seconds=1))
    await desk.later(timedelta(minutes=1))
    assert len(await desk.pages()) in (2, 3)  # the critical one may come before the second of the others, or after
    assert (worst.id, 4) in [p[:2] for p in await desk.pages()]
    storms = [d for d in desk.base.deliveries if d.card.title == "Pages are held back"]
    assert len(storms) == 1
    for _ in range(3):
        await desk.later(HOUR)
    assert len(await desk.pages()) == 5
    assert {p.page.state for p in await desk.stores.pages.find()} == {PageState.OPEN}
