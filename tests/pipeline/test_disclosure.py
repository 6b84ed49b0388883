"""What is shown to readers of a place: nothing that a source marks for fewer of them, in any answer."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.route import Channel
from bot.domain.step import Stage, Step
from bot.domain.tlp import Tlp
from bot.domain.trace import Query
from bot.pipeline.disclosure import EVERYTHING, kept_from, readers_of, trace_for
from bot.pipeline.lookup import Lookups
from bot.storage.memory import Memory
from tests.contracts.made import alerted, entry, file
from tests.fakes.clock import FakeClock
from tests.fakes.nouns import NOON, SOURCE

OPEN, SECRET = replace(SOURCE, id="cert"), replace(SOURCE, id="cell", tlp=Tlp.AMBER)
SOURCES = {s.id: s for s in (OPEN, SECRET)}
CHANNELS = {
    "a": Channel("a", "discord", "7", tlp=Tlp.RED),
    "b": Channel("b", "discord", "7", tlp=Tlp.GREEN),
    "c": Channel("c", "discord", "8", tlp=Tlp.AMBER),
}


def test_a_place_is_for_the_freest_of_its_channels():
    """A thread's readers are those of its channel; a place that nobody named is for everybody."""
    assert readers_of(["7"], CHANNELS) is Tlp.GREEN
    assert readers_of(["123", "8"], CHANNELS) is Tlp.AMBER
    assert readers_of(["9", ""], CHANNELS) is Tlp.CLEAR


@given(clearance=st.sampled_from(Tlp), label=st.sampled_from(Tlp))
def test_what_is_kept_is_what_is_stricter(clearance, label):
    """Whoever runs Tocsin sees all; others what they are cleared for."""
    sources = {"x": replace(SOURCE, tlp=label)}
    assert (not kept_from(clearance, sources)) is clearance.clears(label)
    assert not kept_from(EVERYTHING, sources)


async def lookups():
    memory = Memory()
    one, two = entry("1"), entry("2", "cell", url="https://cert.example/1")
    first = alerted(one, steps=(Step(Stage.STORY, "joined", NOON, "s", "victims shared: Mill"),))
    await file(memory.stores, first, alerted(two, story=first.story), items=(one, two))
    return Lookups(memory.stores, lambda: SOURCES, FakeClock(NOON), "1"), one, two


async def test_lists_and_searches_leave_it_out():
    """As if it were not there: the number asked for is filled from what may be seen."""
    asked, one, two = await lookups()
    assert [f.item.id for f in await asked.latest(1, clearance=Tlp.GREEN)] == [one.id]
    assert {f.item.id for f in await asked.search(Query())} == {one.id, two.id}
    assert [f.item.id for f in await asked.search(Query(), Tlp.CLEAR)] == [one.id]


async def test_why_tells_nothing_of_it():
    """Neither the item, nor that it is a copy, nor what it shares with what may be seen."""
    asked, one, two = await lookups()
    assert [t.filed.item.id for t in await asked.why("https://cert.example/1", Tlp.CLEAR)] == [one.id]
    assert await asked.why(two.id, Tlp.GREEN) == []
    [whole], [bare] = await asked.why(one.id), await asked.why(one.id, Tlp.CLEAR)
    assert ([s.detail for s in whole.steps], [s.detail for s in bare.steps]) == (["victims shared: Mill"], [""])
    kept = trace_for(replace(whole, original=two, duplicates=(two, one)), Tlp.CLEAR, SOURCES)
    assert (kept.original, kept.duplicates) == (None, (one,))
