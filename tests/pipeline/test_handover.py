"""Hand-overs by the clock: each thing said once, to those concerned, over restarts and long stops."""

from datetime import timedelta

import pytest

from bot.domain.delivery import Subject
from bot.domain.person import Contact, Method, Person
from bot.domain.rotation import Entry, Listed
from bot.domain.schedule import Layer, Leave, Schedule
from bot.domain.story import Story
from bot.pipeline.crew import Crew
from bot.pipeline.handover import HandoverPlan, Handovers
from bot.storage.memory import Memory
from tests.contracts.made import alerted, entry, store
from tests.fakes.clock import FakeClock
from tests.fakes.nouns import NOON, SOURCE, verdict

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PEOPLE = {
    name: Person(name, name.title(), contacts=(Contact(Method.DISCORD_DM, str(10**17 + n)),))
    for n, name in enumerate(("ana", "ben"))
}
ENTRIES = (
    Entry("ana", NOON - DAY, NOON + DAY),
    Entry("ben", NOON + DAY, NOON + 3 * DAY),
    Entry("ana", NOON + 4 * DAY, NOON + 90 * DAY),
)


class House:
    """A schedule of three shifts with a hole, and an empty database."""

    def __init__(self) -> None:
        self.clock, self.base, self.leave = FakeClock(NOON), Memory(), ()
        self.start()

    def start(self):
        """As after a restart."""
        plan = HandoverPlan("desk", (48 * HOUR, HOUR), 7 * DAY)
        self.verb = Handovers(self.base.stores, lambda: {SOURCE.id: SOURCE}, self.crew, self.clock, plan)

    async def crew(self):
        schedule = Schedule("main", "Main", (Layer("l", "lead", Listed("l", ENTRIES)),), PEOPLE)
        return Crew(PEOPLE, {"main": schedule}, self.leave)

    async def until(self, when, step=HOUR / 12):
        while self.clock.now() < when:
            self.clock.advance(min(step, when - self.clock.now()).total_seconds())
            await self.verb.tick()

    def said(self):
        return [(d.card.title, d.channel, (d.created_at - NOON) / HOUR) for d in self.base.deliveries]


@pytest.fixture
def house():
    return House()


async def test_everything_is_said_once_at_its_time(house):
    """The hole a week ahead, the shift 48 and 1 hours before, the note at the change to the channel and to whoever comes."""
    await house.verb.tick()
    await house.until(NOON + 2 * DAY)
    gone = "Hand-over main/lead: Ana to Ben"
    assert house.said() == [
        ("Nobody on call: main/lead", "desk", 0),
        ("Your shift starts in 1 h: main/lead", f"dm:{10**17 + 1}", 23),
        (gone, "desk", 24),
        (gone, f"dm:{10**17 + 1}", 24),
        ("Your shift starts in 48 h: main/lead", f"dm:{10**17}", 48),
    ]
    assert all(d.subject is Subject.HANDOVER for d in house.base.deliveries)


async def test_a_restart_says_nothing_again_and_misses_nothing(house):
    """Restarted at every look."""
    await house.verb.tick()
    while house.clock.now() < NOON + DAY + HOUR:
        house.clock.advance(1800)
        house.start()
        await house.verb.tick()
    assert [title for title, _, _ in house.said()].count("Hand-over main/lead: Ana to Ben") == 2
    assert len(house.said()) == 4


async def test_after_a_long_stop_the_last_change_is_told_and_no_stale_reminder(house):
    """Nobody reads five old notes; who has it now is what counts."""
    await house.verb.tick()
    house.clock.advance(5 * DAY.total_seconds())
    await house.verb.tick()
    assert [t for t, c, _ in house.said() if c == "desk"] == ["Nobody on call: main/lead", "Hand-over main/lead: nobody to Ana"]


async def test_who_is_on_and_away_is_told_ahead(house):
    """The channel and the person."""
    house.leave = (Leave("ben", NOON + 2 * DAY, NOON + 9 * DAY),)
    await house.verb.tick()
    titles = [(t, c) for t, c, _ in house.said()]
    assert ("On call and away: Ben, main/lead", "desk") in titles
    assert ("On call and away: Ben, main/lead", f"dm:{10**17 + 1}") in titles


async def test_the_note_holds_what_is_open(house):
    """Stories, pages, and who is next."""

    async def pages():
        return ["page 1234: cranes stand still"]

    house.verb.pages = pages
    found = verdict(title="Cranes of Norhaven stand still", severity=4)
    item = entry("cranes", SOURCE.id, fetched_at=NOON + HOUR, published=NOON)
    await store(house.base.stores, item)
    story = Story(item.id, found.title, found.kind, 4, NOON, NOON)
    await house.base.stores.items.settle([alerted(item, verdict=found, story=story)])
    await house.verb.tick()
    await house.until(NOON + DAY)
    [note] = [d for d in house.base.deliveries if d.card.title.startswith("Hand-over") and d.channel == "desk"]
    assert "page 1234: cranes stand still" in note.card.body
    assert "Cranes of Norhaven stand still" in note.card.body
    assert [f.value for f in note.card.fields][1].startswith("Ana from 2026-01-09")
