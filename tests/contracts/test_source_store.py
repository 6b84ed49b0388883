"""What every SourceStore promises."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.audit import source_paused
from bot.domain.item import ItemState
from bot.domain.reasons import FailReason, ItemReason
from bot.domain.source import Health, Memo, SourceState
from bot.ports.store import PollRecord
from tests.contracts.made import MINUTE, NOON, alerted, entry, rejected, store


async def claim(stores, now=NOON, limit=10):
    return [state.source_id for state in await stores.sources.claim_due(now, MINUTE, limit)]


async def test_a_new_source_is_due_at_once(stores):
    """`sync` makes a row, due now, for each id that has none."""
    await stores.sources.sync(["cert", "press"], NOON)
    assert await stores.sources.claim_due(NOON, MINUTE, 10) == [SourceState("cert", NOON), SourceState("press", NOON)]


async def test_a_known_source_keeps_its_row(stores):
    """A restart does not make a source due again."""
    await stores.sources.sync(["cert"], NOON)
    later = SourceState("cert", NOON + 5 * MINUTE, Memo(etag='"7"'))
    await stores.sources.record([PollRecord(later)])
    await stores.sources.sync(["cert", "press"], NOON + MINUTE)
    assert await claim(stores, NOON + MINUTE) == ["press"]
    assert (await stores.sources.all())[0] == later


async def test_a_source_taken_out_of_the_settings_rests(stores):
    """Rows of other ids are kept but neither shown nor claimed until named again."""
    await stores.sources.sync(["cert", "press"], NOON)
    await stores.sources.sync(["press"], NOON)
    assert [state.source_id for state in await stores.sources.all()] == ["press"]
    assert await claim(stores) == ["press"]
    await stores.sources.sync(["cert"], NOON + MINUTE)
    assert (await stores.sources.claim_due(NOON + MINUTE, MINUTE, 10))[0].due_at == NOON


async def test_no_sources_at_all(stores):
    """Empty settings, an empty batch and nothing to release are no error."""
    await stores.sources.sync([], NOON)
    assert await stores.sources.record([]) == []
    await stores.sources.release([])
    assert await claim(stores) == []


async def test_longest_due_first(stores):
    """A limited claim takes the sources that have waited longest."""
    await stores.sources.sync(["a", "b", "c"], NOON)
    await stores.sources.record([PollRecord(SourceState(name, NOON + n * MINUTE)) for n, name in ((3, "a"), (1, "b"), (2, "c"))])
    assert await claim(stores, NOON + 3 * MINUTE, limit=2) == ["b", "c"]
    assert await claim(stores, NOON + 3 * MINUTE, limit=2) == ["a"]


async def test_not_before_it_is_due(stores):
    """A source is due from its own instant on, to the microsecond."""
    await stores.sources.sync(["cert"], NOON)
    assert await claim(stores, NOON - timedelta(microseconds=1)) == []
    assert await claim(stores, NOON) == ["cert"]


async def test_a_lease_hides_a_source_until_it_ends(stores):
    """A claimed row is invisible to other claims, and free again when its poller died."""
    await stores.sources.sync(["cert"], NOON)
    assert await claim(stores) == ["cert"]
    assert await claim(stores, NOON + MINUTE - timedelta(microseconds=1)) == []
    assert await claim(stores, NOON + MINUTE) == ["cert"]


async def test_recording_ends_the_lease(stores):
    """A recorded source is claimed again as soon as it is due, not when its lease would have ended."""
    await stores.sources.sync(["cert"], NOON)
    await claim(stores)
    await stores.sources.record([PollRecord(SourceState("cert", NOON + timedelta(seconds=1)))])
    assert await claim(stores, NOON + timedelta(seconds=1)) == ["cert"]


async def test_released_sources_are_due_as_before(stores):
    """An orderly stop gives back what was claimed and not polled."""
    await stores.sources.sync(["cert", "press"], NOON)
    await claim(stores)
    await stores.sources.release(["cert"])
    assert await stores.sources.claim_due(NOON, MINUTE, 10) == [SourceState("cert", NOON)]


async def test_a_paused_source_is_left_alone(stores):
    """Pause stops polling and resumes it; it says whether there is such a source."""
    await stores.sources.sync(["cert"], NOON)
    assert await stores.sources.pause("cert", True)
    assert await claim(stores) == []
    assert (await stores.sources.all())[0].paused
    assert await stores.sources.pause("cert", False)
    assert await claim(stores) == ["cert"]
    assert not await stores.sources.pause("nobody", True)


async def test_a_pause_is_on_record_once(stores):
    """The line is written with the pause, and neither for what is so already nor for what is not there."""
    await stores.sources.sync(["cert"], NOON)
    line = source_paused("cert", NOON, "10", "discord:7", paused=True)
    assert await stores.sources.pause("cert", True, line)
    assert not await stores.sources.pause("cert", True, line)
    assert not await stores.sources.pause("nobody", True, line)
    assert await stores.audit.find() == [line]


async def test_a_change_outside_the_database_is_on_record(stores):
    """Its line stands with the others, in order."""
    lines = [source_paused("cert", NOON, "10", "discord:7", paused=p) for p in (True, False)]
    for line in lines:
        await stores.audit.add(line)
    assert await stores.audit.find(guild="10") == lines[::-1]


async def test_a_pause_outlives_the_poll_under_way(stores):
    """What a poll records does not undo a pause that came in between."""
    await stores.sources.sync(["cert"], NOON)
    (state,) = await stores.sources.claim_due(NOON, MINUTE, 1)
    await stores.sources.pause("cert", True)
    await stores.sources.record([PollRecord(state)])
    assert await claim(stores, NOON + 5 * MINUTE) == []


async def test_every_field_of_a_state_comes_back(stores):
    """Memory, health and interval survive storage exactly, to the microsecond."""
    health = Health(
        failures=3,
        reason=FailReason.TIMEOUT,
        detail="no answer",
        broken_since=NOON + timedelta(microseconds=1),
        announced=True,
        last_poll_at=NOON + MINUTE,
        last_ok_at=NOON - MINUTE,
        last_new_at=NOON - 2 * MINUTE,
        items=12,
    )
    memo = Memo('"e"', "Mon, 05 Jan 2026 12:00:00 GMT", "ab12", "https://cert.example/new", ("one.txt 17", "zwei.txt 4"))
    state = SourceState("cert", NOON + MINUTE, memo, health, timedelta(minutes=7, microseconds=3), paused=True)
    await stores.sources.sync(["cert"], NOON)
    await stores.sources.record([PollRecord(state)])
    assert await stores.sources.all() == [state]


async def test_only_unknown_entries_are_new(stores):
    """Record says per record how many items were new; known ids are left as they are."""
    first, second = entry("1"), entry("2")
    await store(stores, first)
    await stores.items.settle([rejected(first)])
    state = SourceState("cert", NOON)
    assert await stores.sources.record([PollRecord(state, (first, second)), PollRecord(state)]) == [1, 0]
    assert (await stores.search.trace(first.id))[0].filed.item.state is ItemState.REJECTED


async def test_one_id_twice_in_a_batch_is_one_item(stores):
    """An entry that a feed lists twice, or that two records carry, is stored once, as it came first."""
    item, again = entry("1"), replace(entry("1"), title="Other words")
    state = SourceState("cert", NOON)
    assert await stores.sources.record([PollRecord(state, (item, again)), PollRecord(state, (again, item))]) == [1, 0]
    assert [trace.filed.item for trace in await stores.search.trace(item.id)] == [item]


async def test_new_items_are_counted_in_the_health(stores):
    """health.items grows by what was new, and last_new_at is the time of that poll."""
    state = SourceState("cert", NOON, health=Health(items=5, last_poll_at=NOON, last_new_at=NOON - MINUTE))
    await stores.sources.sync(["cert"], NOON)
    await stores.sources.record([PollRecord(state, (entry("1"), entry("2")))])
    (stored,) = await stores.sources.all()
    assert (stored.health.items, stored.health.last_new_at) == (7, NOON)
    quiet = replace(stored, health=replace(stored.health, last_poll_at=NOON + MINUTE))
    await stores.sources.record([PollRecord(quiet, (entry("1"),))])
    (stored,) = await stores.sources.all()
    assert (stored.health.items, stored.health.last_new_at) == (7, NOON)


async def test_an_item_comes_back_as_it_was_stored(stores):
    """Every field of an item survives, also in other scripts and with no date."""
    item = entry(
        "ü/1",
        title="Атака на порт Норгавен",
        text="港が止まった 🚢\nŽuvėdra",
        published=None,
        backlog=True,
        lang="uk",
        url="",
    )
    await store(stores, item)
    assert await stores.items.claim_pending(NOON, MINUTE, 1) == [item]


async def test_text_that_no_database_can_hold_does_not_stop_a_poll(stores):
    """NUL and half a surrogate pair are taken out of a title; the rest of the batch is stored too."""
    hostile = entry("1", title="Port\0 of \ud800Norhaven", text="a\0b", entry_id="x\0\ud800")
    await store(stores, hostile, entry("2"))
    titles = {item.title for item in await stores.items.claim_pending(NOON, MINUTE, 10)}
    assert titles == {"Port of ?Norhaven", entry("2").title}


async def test_a_batch_larger_than_any_statement(stores):
    """Hundreds of sources and thousands of items go into one record."""
    names = [f"s{n:03}" for n in range(120)]
    await stores.sources.sync(names, NOON)
    records = [PollRecord(SourceState(name, NOON), tuple(entry(str(n), name) for n in range(10))) for name in names]
    assert await stores.sources.record(records) == [10] * 120
    assert await stores.sources.record(records) == [0] * 120
    assert await stores.items.counts() == {(ItemState.PENDING, ItemReason.FETCHED): 1200}
    assert await claim(stores, limit=200) == names


async def test_entries_that_were_pruned_are_not_new_again(stores):
    """A source that lists an old entry again does not make an alert of it."""
    await stores.sources.sync(["cert"], NOON)
    old = entry("1")
    await store(stores, old)
    await stores.items.settle([alerted(old)])
    assert await stores.items.prune(NOON + MINUTE) == 1
    assert await stores.sources.record([PollRecord(SourceState("cert", NOON), (old,))]) == [0]
    assert await stores.search.trace(old.id) == []
