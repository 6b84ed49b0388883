"""A bad day on SQLite, with the real judge: 10,000 items within a minute, and the one that matters goes out first."""

import sys

import pytest

from tests.bench.surge import run

pytestmark = pytest.mark.chaos
ITEMS = 10_000
ROOM = 40
"""Messages at most."""
SOON = 30.0
"""Seconds until the critical post, on any machine that is not busy with something else."""


async def test_ten_thousand_items_in_a_minute(tmp_path):
    """The critical post first and soon, forty messages at most, every item in a final state, the books balanced."""
    found = await run(tmp_path, ITEMS)
    sys.stdout.write(f"{ITEMS / found.seconds:.0f} items a second, critical after {found.critical_at:.1f} s; {found}\n")
    assert (found.before, found.lost) == (0, 0)
    assert 0 < found.critical_at < SOON
    assert found.messages <= ROOM
    assert sum(found.states.values()) == ITEMS
    assert not {"pending", "failed"} & {state for state, _ in found.states}
