"""What every ActivationStore and LinkStore promises."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.activation import Activation, ActivationReason, ActivationState, Member, Request
from bot.domain.activation_events import Line
from bot.ports.activations import ActivationChange
from tests.contracts.made import MINUTE, NOON, notice

HOUR = timedelta(hours=1)
MEMBER = Member("ana", "Ana Exämple", "LT", ("forensics",), lead=True, asked_at=NOON)
REQUEST = Request("Harbour Ministry", "cranes \0stand still", 2, NOON + 72 * HOUR, frozenset({"forensics"}), exercise=True)
OPENED = Activation("a1", REQUEST, NOON, "discord:7", seq=2, members=(MEMBER,), due=NOON + 6 * HOUR)
LINES = (Line(1, NOON, ActivationReason.OPENED, by="discord:7"), Line(2, NOON, ActivationReason.ASKED, "ana", detail="lead, LT"))
FIRST = ActivationChange(OPENED, 0, LINES)


def after(**changes):
    """The next change of it."""
    line = Line(3, NOON + MINUTE, ActivationReason.NOTED, by="ana", detail="on our way")
    return ActivationChange(replace(OPENED, seq=3, **changes), 2, (line,))


async def test_it_is_kept_whole_with_its_timeline(stores):
    """What is read is what was written."""
    assert await stores.activations.put(FIRST)
    found = await stores.activations.get("a1")
    assert found == OPENED
    assert await stores.activations.timeline("a1") == list(LINES)
    assert await stores.activations.get("other") is None


async def test_of_two_changes_of_one_state_one_is_written(stores):
    """With its lines and posts; the other leaves nothing."""
    await stores.activations.put(FIRST)
    both = [replace(after(), deliveries=(notice(f"told {n}"),)) for n in range(2)]
    assert sorted(await asyncio.gather(*map(stores.activations.put, both))) == [False, True]
    assert len(await stores.activations.timeline("a1")) == 3
    assert (await stores.outbox.backlog())[0] == 1
    assert not await stores.activations.put(FIRST)


async def test_its_board_is_rewritten_and_its_rows_are_written_once(stores):
    """Heads follow what is wanted."""
    board, told = notice("board"), notice("told")
    await stores.activations.put(replace(FIRST, heads=(board,), deliveries=(told,)))
    anew = replace(board, card=replace(board.card, title="8 of 8"))
    await stores.activations.put(replace(after(), heads=(anew,), deliveries=(told,)))
    rows = await stores.outbox.heads([board.id, told.id])
    assert (rows[board.id].card.title, rows[board.id].revision, rows[told.id].revision) == ("8 of 8", 2, 1)


async def test_what_is_due_is_leased_once_until_it_is_changed(stores):
    """Not before its time, not by two, again when the lease ran out, and never when nothing is due."""
    await stores.activations.put(FIRST)
    claim, due = stores.activations.claim, OPENED.due
    assert await claim(due - MINUTE, 5 * MINUTE, 10) == []
    assert await claim(due, 5 * MINUTE, 10) == [OPENED]
    assert await claim(due + MINUTE, 5 * MINUTE, 10) == []
    assert await claim(due + 5 * MINUTE, 5 * MINUTE, 10) == [OPENED]
    change = after(due=due + HOUR)
    await stores.activations.put(change)
    assert await claim(due + HOUR, MINUTE, 10) == [change.activation]
    await stores.activations.put(replace(change, activation=replace(OPENED, seq=4, due=None), was=3, lines=()))
    assert await claim(due + 99 * HOUR, MINUTE, 10) == []


async def test_they_are_found_newest_first(stores):
    """Those that stand alone, or since a day."""
    await stores.activations.put(FIRST)
    over = replace(OPENED, id="a2", opened_at=NOON + HOUR, state=ActivationState.STOOD_DOWN)
    await stores.activations.put(ActivationChange(over, 0))
    find = stores.activations.find
    assert [it.id for it in await find()] == ["a2", "a1"]
    assert [it.id for it in await find(standing=True)] == ["a1"]
    assert [it.id for it in await find(since=NOON + MINUTE)] == ["a2"]
    assert [it.id for it in await find(limit=1)] == ["a2"]


@pytest.mark.parametrize("again", [1, 2])
async def test_an_address_of_a_calendar_holds_until_it_is_revoked(stores, again):
    """All of one person's end together; others' stay."""
    for _ in range(again):
        await stores.links.put("d1", "ana", NOON)
    await stores.links.put("d2", "ana", NOON)
    await stores.links.put("d3", "ben", NOON)
    assert await stores.links.all() == [("d1", "ana"), ("d2", "ana"), ("d3", "ben")]
    assert await stores.links.revoke("ana") == 2
    assert await stores.links.all() == [("d3", "ben")]
    assert await stores.links.revoke("ana") == 0
