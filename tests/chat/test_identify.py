"""The budget of sign-ins at the gateway."""

import contextlib
import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.identify import WINDOWS, Identifies, Overspent
from bot.domain.errors import TocsinError
from tests.fakes.clock import FakeClock
from tests.fakes.memory import FakeMemory

SMALL = ((timedelta(hours=1), 4), (timedelta(days=1), 9))


def identifies(memory: FakeMemory, clock: FakeClock, windows=SMALL) -> Identifies:
    return Identifies(memory, clock, lambda: 1, windows)


@given(gaps=st.lists(st.integers(0, 4 * 3600), max_size=80))
async def test_no_window_holds_more_than_it_may(gaps: list[int]) -> None:
    """Whenever the bot signs in, and though it is a new process each time, no hour and no day sees more than the budget."""
    clock, memory, spent = FakeClock(), FakeMemory(), []
    for gap in gaps:
        clock.advance(gap)
        with contextlib.suppress(Overspent):
            await identifies(memory, clock).spend()
            spent.append(clock.now())
    for span, most in SMALL:
        assert all(sum(first <= at < first + span for at in spent) <= most for first in spent)


@given(gaps=st.lists(st.integers(0, 1800), min_size=9, max_size=40))
async def test_the_wait_is_as_long_as_it_must_be(gaps: list[int]) -> None:
    """After the wait that a refusal names there is room again."""
    clock, memory = FakeClock(), FakeMemory()
    for gap in gaps:
        clock.advance(gap)
        try:
            await identifies(memory, clock).spend()
        except Overspent as refused:
            clock.advance(refused.wait.total_seconds())
            await identifies(memory, clock).spend()


async def test_it_is_written_down_before_it_is_sent(clock: FakeClock, memory: FakeMemory) -> None:
    """A process that dies right after has not forgotten; a look spends nothing."""
    await identifies(memory, clock).room()
    assert memory.kept == {}
    await identifies(memory, clock).spend()
    assert sum(json.loads(memory.kept["discord.identifies.1"]).values()) == 1


async def test_a_refusal_says_what_happened(clock: FakeClock, memory: FakeMemory) -> None:
    """One line for people: how many, in how long, what would follow, and where to look."""
    budget = identifies(memory, clock)
    for _ in range(4):
        await budget.spend()
    with pytest.raises(
        Overspent, match=r"4 sign-ins at the gateway in 1 h: no more, or Discord resets the token; look for what restarts"
    ):
        await budget.room()


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"x": 1}', '{"1": "many"}', "null"])
async def test_a_spoilt_memory_keeps_nobody_out(clock: FakeClock, memory: FakeMemory, kept: str) -> None:
    """What cannot be read counts as nothing, and is put right."""
    memory.kept["discord.identifies.1"] = kept
    await identifies(memory, clock).spend()
    assert sum(json.loads(memory.kept["discord.identifies.1"]).values()) == 1


class Away(FakeMemory):
    async def get(self, key: str) -> str:
        raise TocsinError("away")

    async def put(self, key: str, value: str) -> None:
        raise TocsinError("away")


async def test_a_database_that_is_away_does_not_stop_the_count(clock: FakeClock) -> None:
    """The process goes on counting by itself."""
    budget = identifies(Away(), clock)
    for _ in range(4):
        await budget.spend()
    with pytest.raises(Overspent):
        await budget.spend()


async def test_a_clock_set_back_opens_in_time(memory: FakeMemory) -> None:
    """Sign-ins that seem to lie in the future are taken for new, and do not shut the door for ever."""
    for _ in range(4):
        await identifies(memory, FakeClock()).spend()
    earlier = FakeClock(FakeClock().now() - timedelta(days=400))
    with pytest.raises(Overspent) as refused:
        await identifies(memory, earlier).spend()
    assert refused.value.wait <= timedelta(hours=1, minutes=1)
    earlier.advance(refused.value.wait.total_seconds())
    await identifies(memory, earlier).spend()


def test_the_budget_is_below_discords() -> None:
    """1000 in 24 h is the end of every session; an hour of a crash loop is stopped long before."""
    (hour, few), (day, most) = WINDOWS
    assert (hour, day) == (timedelta(hours=1), timedelta(days=1))
    assert few <= 100
    assert most < 1000
