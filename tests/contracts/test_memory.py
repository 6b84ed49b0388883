"""What every Memory promises."""

import pytest

from bot.storage.database import connect


@pytest.fixture
async def memory(store_address):
    """That of each database."""
    async with await connect(store_address) as database:
        yield database.memory


async def test_the_last_word_is_kept(memory):
    """Nothing was put, then one thing, then another in its place; other keys are untouched."""
    assert await memory.get("commands") == ""
    await memory.put("commands", "ab12")
    await memory.put("other", "x\0")
    await memory.put("commands", "cd34")
    assert [await memory.get(key) for key in ("commands", "other")] == ["cd34", "x"]


async def test_words_outlast_a_restart(store_address):
    """What was put is there for the next process."""
    if store_address == "memory:":
        pytest.skip("the twin lives in its process")
    for last in ("", "ab12"):
        async with await connect(store_address) as database:
            assert await database.memory.get("commands") == last
            await database.memory.put("commands", "ab12")
