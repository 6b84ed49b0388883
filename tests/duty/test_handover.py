"""What is said of shifts: hand-overs once each, reminders in time, gaps and conflicts ahead."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.handover import ConflictAhead, GapAhead
from bot.domain.person import Person
from bot.domain.rotation import Cadence, Entry, Listed, Rotation, Unit
from bot.domain.schedule import Layer, Leave, Override, Schedule
from bot.duty.handover import ahead, handovers, next_handover, troubles, upcoming
from bot.duty.schedule import on_call

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PEOPLE = {name: Person(name, name.title()) for name in ("ana", "ben", "cleo")}
BRUSSELS = ZoneInfo("Europe/Brussels")


def daily(**changes):
    """Each a day from 09:00 in Brussels."""
    turns = Rotation("days", ("ana", "ben"), BRUSSELS, START.date(), Cadence(Unit.DAY))
    return Schedule("main", "Main", (Layer("days", "lead", turns),), PEOPLE, BRUSSELS, **changes)


def test_a_hand_over_is_said_at_its_instant_once():
    """In the stretch that ends with it, not in the next one; with who goes and who comes."""
    [first, second] = handovers(daily(), START + HOUR, START + 2 * DAY)
    assert (first.outgoing.person.id, first.incoming.person.id) == ("ana", "ben")
    assert (first.at, second.at) == (START + DAY, START + 2 * DAY)
    assert handovers(daily(), START + DAY, START + DAY + 23 * HOUR) == []


def test_to_go_on_is_no_hand_over():
    """An override of somebody by themselves, or a second layer of the same person, changes nobody."""
    same = Override("o", "lead", "ana", START + HOUR, START + 2 * HOUR)
    assert handovers(daily(overrides=(same,)), START, START + DAY - HOUR) == []


def test_a_shift_is_announced_so_long_before_it():
    """Once for each length, and not to somebody who is on already."""
    found = list(ahead(daily(), START, START + DAY - HOUR, (48 * HOUR, HOUR)))
    assert [(n.before // HOUR, n.shift.person.id) for n in found] == [(1, "ben")]
    found = list(ahead(daily(), START, START + DAY, (48 * HOUR,)))
    assert [(n.shift.person.id, n.shift.start) for n in found] == [("ben", START + 3 * DAY)]


def test_gaps_and_conflicts_are_found_while_they_lie_ahead():
    """A list of turns with a hole, and leave over a shift."""
    entries = (Entry("ana", START, START + DAY), Entry("ben", START + 2 * DAY, START + 3 * DAY))
    schedule = Schedule("main", "Main", (Layer("list", "lead", Listed("list", entries)),), PEOPLE)
    leave = [Leave("ben", START + 2 * DAY, START + 9 * DAY)]
    found = list(troubles(schedule, START, 2 * DAY, leave))
    assert [type(n) for n in found] == [GapAhead, ConflictAhead]
    assert (found[0].gap.start, found[0].gap.end) == (START + DAY, START + 2 * DAY)
    assert [n for n in troubles(schedule, START + DAY, 2 * DAY, []) if n.gap.start <= START + DAY] == []


def test_the_next_one_and_those_who_come():
    """In order."""
    assert next_handover(daily(), "lead", START + HOUR) == START + DAY
    assert [s.person.id for s in upcoming(daily(), "lead", START + HOUR, 3)] == ["ben", "ana", "ben"]
    assert next_handover(daily(), "nobody", START) is None


@given(st.lists(st.integers(1, 90), min_size=1, max_size=12), st.integers(0, 2000))
def test_cut_anywhere_each_hand_over_is_said_once(cuts, offset):
    """However often it is looked, the hand-overs of all stretches are those of the whole, and each is a change of who is on."""
    begin = START + timedelta(minutes=offset)
    edges = [begin]
    for cut in cuts:
        edges.append(edges[-1] + cut * HOUR)
    parts = [h.at for a, b in pairwise(edges) for h in handovers(daily(), a, b)]
    assert parts == [h.at for h in handovers(daily(), edges[0], edges[-1])]
    eps = timedelta(seconds=1)
    assert all(on_call(daily(), "lead", at - eps) != on_call(daily(), "lead", at) for at in parts)
