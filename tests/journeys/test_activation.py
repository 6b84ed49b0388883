"""A response of six countries, in domain words: twelve asked, two refuse, one is silent, eight are there inside the deadline."""

from datetime import datetime, timedelta

import pytest

from bot.domain.activation import ActivationReason, ActivationState
from bot.domain.person import Contact, Method, Person
from bot.domain.rotation import Entry, Listed
from bot.domain.route import Channel
from bot.domain.schedule import Layer, Schedule
from bot.pipeline.activation import ActivationPlan, Activations, Wish
from bot.pipeline.crew import Crew
from bot.pipeline.deliver import Deliver, DeliverPlan
from bot.present.activation_report import markdown_report, stix_report
from bot.present.message import short_message
from bot.storage.memory import Memory
from tests.fakes.clock import FakeClock
from tests.fakes.nouns import NOON
from tests.fakes.sink import FakeSink
from tests.present.stix import faults

pytestmark = pytest.mark.journey
R = ActivationReason
HOUR = timedelta(hours=1)
TEAM = {
    "LT": ("Ana Adomaite", "Benas Balsys"),
    "EE": ("Dmitri Eller", "Eva Faas"),
    "PL": ("Gaja Hryn", "Henryk Ilski"),
    "HR": ("Ivo Juric", "Jana Kovac"),
    "NL": ("Kees Laan", "Lotte Maas"),
    "RO": ("Mihai Neagu", "Nadia Oprea"),
}
SKILLS = ("forensics", "malware", "networks")


def person(number: int, name: str, country: str) -> Person:
    """With a Discord account, or a telephone where the number is even."""
    account = Contact(Method.DISCORD_DM, str(10**16 + number))
    phone = Contact(Method.SMS, f"phones://+3706{number:07}", after=10 * timedelta(minutes=1))
    ways = (account, phone) if number % 3 else (phone, account)
    return Person(name.split(maxsplit=1)[0].lower(), name, country=country, skills=frozenset({SKILLS[number % 3]}), contacts=ways)


class House:
    """Everybody, the store, the outbox and a Discord that shows what it was given."""

    def __init__(self, **plan) -> None:
        named = [(name, country) for country, names in TEAM.items() for name in names]
        self.people = {p.id: p for p in (person(n, *who) for n, who in enumerate(named, 1))}
        lead = Listed("l", (Entry("ivo", NOON - HOUR, NOON + 99 * HOUR),))
        schedule = Schedule("main", "Main", (Layer("l", "lead", lead),), self.people)
        self.crew = Crew(self.people, {"main": schedule})
        self.clock, self.base, self.sink, self.phone = FakeClock(NOON), Memory(), FakeSink(), FakeSink()
        stores = self.base.stores
        self.verb = Activations(stores.activations, self._crew, self.clock, ActivationPlan("desk", "main/lead", **plan))
        sinks = {"discord": self.sink, "discord_dm": self.sink, "apprise": self.phone}
        ways = (f"contact:{p.id}/{n}" for p in self.people.values() for n, _ in enumerate(p.contacts))
        channels = {"desk": Channel("desk", "discord", "1"), **{name: Channel(name, "apprise") for name in ways}}
        self.out = Deliver(stores.outbox, sinks, channels, self.clock, DeliverPlan())

    async def _crew(self) -> Crew:
        return self.crew

    async def at(self, when: datetime) -> None:
        """Time passes; what is due on the way is done at its time."""
        while self.clock.now() < when:
            self.clock.advance(min(HOUR, when - self.clock.now()).total_seconds())
            await self.verb.tick()
            await self.out.run()


def wish(**changes):
    said = {
        "requester": "Ministry of Norhaven",
        "reason": "cranes of the port stand still after ransomware",
        "wanted": 8,
        "by": "desk",
    }
    return Wish(**{**said, "skills": frozenset(SKILLS), **changes})


@pytest.fixture
def house():
    return House()


async def test_twelve_of_six_countries_are_asked_and_eight_come_in_time(house, tmp_path):
    """The lead first, two of each country; two refusals, one silence; ready after a day; the timeline is exact."""
    it = await house.verb.open(wish())
    await house.out.run()
    assert len(it.members) == 12
    assert it.members[0].person == "ivo"
    assert {m.country: sum(n.country == m.country for n in it.members) for m in it.members} == dict.fromkeys(TEAM, 2)
    order = [m.person for m in it.members]
    refuse, silent = (order[2], order[5]), order[7]
    comes = [p for p in order if p not in (*refuse, silent)]
    for hours, (who, accepts) in enumerate([*[(p, True) for p in comes[:4]], *[(p, False) for p in refuse]], 1):
        await house.at(NOON + hours * HOUR)
        await house.verb.answer(it.id, who, who, accepts=accepts, why="" if accepts else "on another mission")
    for hours, who in zip((20, 25, 30, 40, 41), comes[4:], strict=True):
        await house.at(NOON + hours * HOUR)
        await house.verb.answer(it.id, who, who, accepts=True)
    await house.at(NOON + 73 * HOUR)
    it, lines = await house.verb.whole(it.id)
    assert (it.state, it.accepted) == (ActivationState.READY, 8)
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))

    def reminded(hours, *answered):
        return [(hours, R.REMINDED, p) for p in order if p not in answered]

    assert [((line.at - NOON) // HOUR, line.reason, line.who) for line in lines] == [
        (0, R.OPENED, ""),
        *[(0, R.ASKED, p) for p in order],
        *[(n, R.ACCEPTED, p) for n, p in enumerate(comes[:4], 1)],
        (5, R.REFUSED, refuse[0]),
        *reminded(6, *comes[:4], refuse[0]),
        (6, R.REFUSED, refuse[1]),
        (20, R.ACCEPTED, comes[4]),
        *reminded(24, *comes[:5], *refuse),
        (25, R.ACCEPTED, comes[5]),
        (30, R.ACCEPTED, comes[6]),
        *[(36, R.SILENT, p) for p in order if p in (comes[7], comes[8], silent)],
        (36, R.NOBODY_LEFT, ""),
        (40, R.ACCEPTED, comes[7]),
        (40, R.READY, ""),
        (41, R.RESERVED, comes[8]),
    ]
    over = await house.verb.stand_down(it.id, "the cranes turn again; files restored from tape", "desk")
    await house.out.run()
    assert over.state is ActivationState.STOOD_DOWN
    (tmp_path / "report.md").write_text(markdown_report(over, (await house.verb.whole(it.id))[1]))
    (tmp_path / "shown.txt").write_text("\n".join(house.sink.titles + [line.card.body for line, _ in house.sink.lines]))


async def test_each_is_told_what_concerns_them_and_the_board_is_one_message(house):
    """Asked once by the first way, the answer is written into the same message, the room is opened once, who comes is named in it."""
    it = await house.verb.open(wish(wanted=2))
    await house.out.run()
    asked = {d.channel for d in house.sink.shown + house.phone.shown if d.card.title.startswith("You are asked")}
    assert len(asked) == len(it.members) == 3
    short = short_message(next(d.card for d in [*house.phone.shown, *house.sink.shown] if d.card.title.startswith("You are")))
    assert short.startswith("You are asked to help: Ministry of Norhaven. cranes of the port stand still")
    assert f"/activate accept {it.id}" in short
    await house.verb.answer(it.id, "ivo", "ivo", accepts=True)
    await house.out.run()
    assert [d.card.title for d in house.sink.shown].count(f"Activation {it.id}: Ministry of Norhaven") == 1
    assert [d.card.title for d in house.sink.shown].count(f"Response {it.id}: Ministry of Norhaven") == 1
    house.clock.advance(120)
    await house.out.run()
    edited = {d.card.title for d in house.sink.edits}
    assert f"Activation {it.id}: Ministry of Norhaven" in edited
    named = [line.mention.user_id for line, _ in house.sink.lines if line.mention]
    assert named == [int(next(c.address for c in house.people["ivo"].contacts if c.method is Method.DISCORD_DM))]


async def test_of_a_rehearsal_every_message_begins_with_that_word(house):
    """Board, room, lines, requests, reminders, text messages, stand-down and reports."""
    it = await house.verb.open(wish(exercise=True))
    await house.verb.answer(it.id, "ivo", "ivo", accepts=True)
    await house.verb.answer(it.id, it.members[1].person, "desk", accepts=False)
    await house.at(NOON + 50 * HOUR)
    over = await house.verb.stand_down(it.id, "well done", "desk")
    await house.out.run()
    everything = [*house.sink.shown, *house.phone.shown, *house.sink.edits, *(line for line, _ in house.sink.lines)]
    assert len(everything) > 40
    assert all(d.card.title.startswith("EXERCISE: ") and d.card.severity == 0 for d in everything)
    lines = (await house.verb.whole(it.id))[1]
    assert markdown_report(over, lines).startswith("# EXERCISE: ")
    assert all(
        o["name"].startswith("EXERCISE") for o in stix_report(over, lines, NOON)["objects"] if o["type"] in ("incident", "report")
    )


async def test_the_report_for_programs_keeps_to_stix(house):
    """Every object has what the standard asks of it, every reference is in the bundle, nobody is named, twice is the same."""
    it = await house.verb.open(wish())
    await house.verb.answer(it.id, "ivo", "ivo", accepts=True)
    over = await house.verb.stand_down(it.id, "done", "desk")
    lines = (await house.verb.whole(it.id))[1]
    bundle = stix_report(over, lines, NOON)
    assert faults(bundle) == []
    assert bundle == stix_report(over, lines, NOON + HOUR)
    assert not any(p.name in str(bundle) for p in house.people.values())
