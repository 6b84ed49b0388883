"""Schedules against an implementation that is built another way, instant by instant."""

import os
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, seed, settings

from bot.duty.coverage import gaps, shifts
from bot.duty.schedule import on_call
from tests.duty.made import schedules
from tests.duty.oracle import EARLIER, Walk

SECOND, QUARTER, HOUR = timedelta(seconds=1), timedelta(minutes=15), timedelta(hours=1)
DAYS = timedelta(days=2)
MANY = int(os.environ.get("TOCSIN_SCHEDULES", "20000"))
quick = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
SHARES = 4
"""Of the twenty thousand, so that two processes can share the work."""


def owner(spans, at):
    """Those of these shifts or gaps that hold at an instant."""
    return [s for s in spans if s.start <= at < s.end]


def instants(start, middle, end, borders):
    """Quarter by quarter around the day on which something happens to the clocks, hour by hour elsewhere; and at every border
    that was found, one second before it, at it and after it.
    """
    near = {middle + n * QUARTER for n in range(-48, 72)}
    far = {middle + n * HOUR for n in range((start - EARLIER - middle) // HOUR, (end - middle) // HOUR + 1)}
    at = {b + n * SECOND for b in borders for n in (-1, 0, 1)}
    return sorted(i for i in near | far | at if i < end)


def agree(schedule, middle):
    """At every instant: at most one owner, the same by three ways; where there is none and one is wanted, a gap is announced."""
    start, end = middle - DAYS, middle + DAYS
    laid = shifts(schedule, start, end)
    holes = gaps(schedule, start, end)
    by_role = {r: ([s for s in laid if s.role == r], [g for g in holes if g.role == r]) for r in schedule.roles}
    assert all(start <= x.start < x.end <= end for x in (*laid, *holes))
    borders = {b for x in (*laid, *holes) for b in (x.start, x.end)}
    walk = Walk(schedule)
    for at in instants(start, middle, end, borders):
        walk.reaches(at)
        for role in schedule.roles:
            expected = walk.who(role, at)
            if at >= start:
                check(schedule, role, at, expected, walk.wanted(), by_role[role])


def check(schedule, role, at, expected, wanted, laid):
    found = on_call(schedule, role, at)
    assert (found.id if found else None) == expected, (role, at)
    assert [s.person.id for s in owner(laid[0], at)] == ([expected] if expected else []), (role, at)
    assert len(owner(laid[1], at)) == (wanted and expected is None), (role, at)


@quick
@given(schedules())
def test_a_few_hundred_schedules_agree_with_the_walk(made):
    """Exactly one owner per role at each instant or an announced gap, by `on_call`, by `shifts` and by walking."""
    agree(*made)


@pytest.mark.thorough
@pytest.mark.parametrize("share", range(SHARES))
def test_twenty_thousand_schedules_agree_with_the_walk(share):
    """The same promise over 20,000 schedules in six zones, around gaps, folds, leap days, changed rules and the skipped day."""

    @seed(share)
    @settings(quick, max_examples=MANY // SHARES, database=None)
    @given(schedules())
    def they_agree(made):
        agree(*made)

    they_agree()
