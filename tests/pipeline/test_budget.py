"""A day's budget for summaries: counted before it is spent, and kept through a restart."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.pipeline.budget import KEY, DailyBudget, OverBudget, Spent, spent_on
from bot.storage.database import connect, upgrade
from tests.fakes.clock import FakeClock
from tests.fakes.memory import FakeMemory

EVENING = datetime(2026, 1, 5, 23, 30, tzinfo=UTC)
DAY = "2026-01-05"


def budget(memory, clock=None, requests=3, tokens=100):
    return DailyBudget(memory, clock or FakeClock(EVENING), requests, tokens)


async def spent(memory):
    return spent_on(DAY, await memory.get(KEY))


async def test_a_question_is_counted_before_it_is_put_and_corrected_after():
    """What was reserved stays counted until the true cost is known."""
    memory = FakeMemory()
    one = budget(memory)
    day = await one.reserve(60)
    assert await spent(memory) == Spent(DAY, 1, 60)
    await one.correct(day, 60, 25)
    assert await spent(memory) == Spent(DAY, 1, 25)


async def test_neither_requests_nor_tokens_go_over_the_cap():
    """The most that a question can cost must still fit."""
    one = budget(FakeMemory())
    await one.reserve(90)
    with pytest.raises(OverBudget):
        await one.reserve(11)
    await one.reserve(10)
    await one.correct(DAY, 100, 0)
    await one.reserve(1)
    with pytest.raises(OverBudget):
        await one.reserve(1)


async def test_the_next_day_begins_anew_and_keeps_its_own_count():
    """Midnight of UTC; an answer to yesterday's question does not change today's count."""
    memory, clock = FakeMemory(), FakeClock(EVENING)
    one = budget(memory, clock)
    day = await one.reserve(100)
    with pytest.raises(OverBudget):
        await one.reserve(1)
    clock.advance(timedelta(hours=1).total_seconds())
    await one.reserve(50)
    await one.correct(day, 100, 0)
    assert json.loads(memory.kept[KEY]) == {"day": "2026-01-06", "requests": 1, "tokens": 50}


@pytest.mark.parametrize("kind", ["sqlite", "fake"])
async def test_a_restart_does_not_forget_what_was_spent(tmp_path, kind):
    """A new process on the same database goes on with the count; a question that was under way counts in full."""
    if kind == "fake":
        memory = FakeMemory()
        await budget(memory).reserve(80)
        with pytest.raises(OverBudget):
            await budget(memory).reserve(80)
        return
    address = f"sqlite:///{tmp_path}/tocsin.db"
    await upgrade(address)
    async with await connect(address) as database:
        await budget(database.memory).reserve(80)
    async with await connect(address) as database:
        with pytest.raises(OverBudget):
            await budget(database.memory).reserve(80)
        assert await spent(database.memory) == Spent(DAY, 1, 80)


async def test_the_end_of_the_budget_is_logged_once_a_day():
    """A day of alerts is not a day of warnings."""
    one = budget(FakeMemory(), requests=1)
    await one.reserve(1)
    with capture_logs() as lines:
        for _ in range(3):
            with pytest.raises(OverBudget):
                await one.reserve(1)
    assert [line["event"] for line in lines] == ["summaries.budget"]


@given(st.text() | st.sampled_from(["[]", "null", '{"day": "2026-01-05", "requests": Infinity, "tokens": 0}', '{"day": 1}']))
def test_words_that_cannot_be_read_are_nothing_spent(words):
    """A damaged count costs a day's count and no alert."""
    assert spent_on(DAY, words) == Spent(DAY)
