"""Hand-offs of a rotation: numbered, none lost and none doubled, each as near as any other."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.rotation import Cadence, Rotation, Unit
from bot.duty.handoffs import Handoffs, handoffs
from bot.duty.schedule import on_turns
from tests.duty.made import days, rotations

BRUSSELS = ZoneInfo("Europe/Brussels")
NINE = (time(9),)


def walls(cadence, starts, number, zone=BRUSSELS):
    found = Handoffs(Rotation("r", ("a",), zone, starts, cadence))
    return [found.at(n).astimezone(zone).strftime("%a %m-%d %H:%M") for n in range(number)]


CADENCES = {
    "daily": (Cadence(Unit.DAY, 1, (time(8), time(20))), date(2024, 3, 30), ["Sat 03-30 08:00", "Sat 03-30 20:00", "Sun 03-31 08:00", "Sun 03-31 20:00"]),
    "every third day": (Cadence(Unit.DAY, 3, NINE), date(2024, 2, 27), ["Tue 02-27 09:00", "Fri 03-01 09:00", "Mon 03-04 09:00"]),
    "weekly": (Cadence(Unit.WEEK, 1, NINE, (0,)), date(2024, 3, 20), ["Mon 03-25 09:00", "Mon 04-01 09:00"]),
    "Mondays and Fridays": (Cadence(Unit.WEEK, 1, NINE, (0, 4)), date(2024, 3, 20), ["Fri 03-22 09:00", "Mon 03-25 09:00", "Fri 03-29 09:00"]),
    "every other week": (Cadence(Unit.WEEK, 2, NINE, (0,)), date(2024, 3, 20), ["Mon 03-25 09:00", "Mon 04-08 09:00"]),
    "monthly on the last": (Cadence(Unit.MONTH, 1, NINE, day=31), date(2024, 1, 31), ["Wed 01-31 09:00", "Thu 02-29 09:00", "Sun 03-31 09:00", "Tue 04-30 09:00"]),
    "monthly from the middle": (Cadence(Unit.MONTH, 3, NINE, day=1), date(2024, 1, 15), ["Thu 02-01 09:00", "Wed 05-01 09:00"]),
    "uneven": (Cadence(Unit.LENGTHS, 1, NINE, lengths=(2, 2, 3)), date(2024, 3, 4), ["Mon 03-04 09:00", "Wed 03-06 09:00", "Fri 03-08 09:00", "Mon 03-11 09:00"]),
    "every eight hours, through the gap": (Cadence(Unit.HOUR, 8, (time(0),)), date(2024, 3, 31), ["Sun 03-31 00:00", "Sun 03-31 09:00", "Sun 03-31 17:00"]),
    "in the gap": (Cadence(Unit.DAY, 1, (time(2, 30),)), date(2024, 3, 30), ["Sat 03-30 02:30", "Sun 03-31 03:00", "Mon 04-01 02:30"]),
    "in the fold": (Cadence(Unit.DAY, 1, (time(2, 30),)), date(2024, 10, 26), ["Sat 10-26 02:30", "Sun 10-27 02:30", "Mon 10-28 02:30"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CADENCES)
def test_cadences(name):
    """Each cadence hands over when people expect it to, also over a leap day and where clocks change."""
    cadence, starts, expected = CADENCES[name]
    assert walls(cadence, starts, len(expected)) == expected


def test_the_day_that_apia_did_not_have():
    """Its two hand-offs happen at midnight, in order: the turn between them is empty and the order of people stays."""
    daily = Cadence(Unit.DAY, 1, (time(8), time(20)))
    rotation = Rotation("r", ("a", "b", "c"), ZoneInfo("Pacific/Apia"), date(2011, 12, 29), daily)
    midnight = datetime(2011, 12, 30, 10, tzinfo=UTC)
    assert [handoffs(rotation).at(n) for n in (2, 3)] == [midnight, midnight]
    hours = [on_turns(rotation, midnight + timedelta(hours=h)) for h in (-17, -15, -1, 0, 7, 8, 20)]
    assert hours == [None, "a", "b", "a", "a", "b", "c"]


def test_the_second_time_round_hands_nothing_over():
    """At 02:30 for the first time the turn changes; at 02:10 for the second time it is not changed back."""
    rotation = Rotation("r", ("a", "b"), BRUSSELS, date(2024, 10, 26), Cadence(Unit.DAY, 1, (time(2, 30),)))
    midnight = datetime(2024, 10, 26, 22, tzinfo=UTC)  # 00:00 CEST on the 27th
    minutes = (149, 150, 179, 180, 190, 209, 210, 270)
    assert [on_turns(rotation, midnight + timedelta(minutes=m)) for m in minutes] == ["a", *"bbbbbbb"]


@settings(deadline=None)
@given(days.flatmap(rotations), st.integers(0, 60))
def test_none_is_lost_and_none_is_doubled(rotation, number):
    """Numbers and instants lead to each other, in order; two share an instant only inside one gap."""
    found = handoffs(rotation)
    at = [found.at(n) for n in range(number, number + 20)]
    assert at == sorted(at)
    for n, (this, following) in enumerate(pairwise(at), number):
        if this < following:
            assert found.turn(this) == n
            assert found.turn(following - timedelta(seconds=1)) == n
        elif rotation.zone.key != "Pacific/Apia":
            assert (
                this.astimezone(rotation.zone).utcoffset() != (this - timedelta(seconds=1)).astimezone(rotation.zone).utcoffset()
            )
    turns = list(found.turns(at[0], at[-1]))
    assert [t for t in turns if t[1] >= t[2]] == []
    assert [t[2] for t in turns[:-1]] == [t[1] for t in turns[1:]]


@settings(deadline=None)
@given(days.flatmap(rotations))
def test_before_the_first_nobody_has_a_turn(rotation):
    """A rotation has no past before it starts."""
    first = handoffs(rotation).at(0)
    assert on_turns(rotation, first - timedelta(seconds=1)) is None
    assert on_turns(rotation, first) in rotation.members
