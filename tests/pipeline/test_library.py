"""Search, one alert, and files, over the twin in memory."""

from dataclasses import replace

import pytest

from bot.analysis.matcher import BadMatcher
from bot.domain.tlp import Tlp
from bot.pipeline.library import Library
from bot.pipeline.world import World
from bot.present.export import Form
from bot.storage.memory import Memory
from tests.contracts.made import MINUTE, NOON, alerted, entry, file
from tests.fakes.clock import FakeClock
from tests.fakes.nouns import RANSOMWARE, SOURCE
from tests.fakes.workers import NowWorkers

SOURCES = {"cert": replace(SOURCE, id="cert"), "red": replace(SOURCE, id="red", tlp=Tlp.RED)}


@pytest.fixture
def stores():
    return Memory().stores


@pytest.fixture
def clock():
    return FakeClock(NOON + 30 * MINUTE)


@pytest.fixture
def library(stores, clock):
    return Library(stores, lambda: World((), SOURCES, {"ransomware": RANSOMWARE}), NowWorkers(), clock)


async def fill(stores, number, source="cert", start=0):
    items = tuple(entry(f"{n}", source, fetched_at=NOON + n * MINUTE) for n in range(start, start + number))
    await file(stores, *map(alerted, items), items=items)
    return items


def names(found):
    return [f.item.entry_id for f in found.filed]


async def test_the_next_page_is_of_the_same_list(stores, clock, library):
    """Asked as the page before said, whatever was fetched meanwhile."""
    await fill(stores, 25)
    first = await library.search("norhaven", Tlp.CLEAR)
    clock.advance(60)
    await fill(stores, 5, start=31)
    second = await library.search(first.again, Tlp.CLEAR, 2)
    last = await library.search(second.again, Tlp.CLEAR, 3)
    assert [first.more, second.more, last.more] == [True, True, False]
    assert names(first) + names(second) + names(last) == [str(n) for n in reversed(range(25))]
    assert (first.again, second.again) == (second.again, last.again)


async def test_readers_do_not_learn_of_what_is_not_for_them(stores, library):
    """Neither by words nor by its source's name, its id or a file."""
    secret = (await fill(stores, 1, "red"))[0]
    assert names(await library.search("norhaven", Tlp.CLEAR)) == []
    assert names(await library.search("source:red norhaven", Tlp.RED)) == ["0"]
    with pytest.raises(BadMatcher, match="unknown source"):
        await library.search("source:red", Tlp.AMBER)
    assert await library.show(secret.id, Tlp.AMBER) is None
    assert await library.export("norhaven", Tlp.AMBER, Form.JSONL, 9) == (0, b"")
    assert "red" not in library.values("source", Tlp.AMBER)
    assert "red" in library.values("source", Tlp.RED)


async def test_an_alert_is_shown_by_whatever_leads_to_it(stores, library):
    """Its id or its address, with its kind; also of a kind that is no longer configured."""
    item = (await fill(stores, 1))[0]
    for name in (item.id, f"  {item.url} "):
        story, kind = await library.show(name, Tlp.CLEAR)
        assert (story.id, kind) == (item.id, RANSOMWARE)
    bare = Library(stores, lambda: World((), SOURCES, {}), NowWorkers(), FakeClock(NOON))
    assert (await bare.show(item.id, Tlp.CLEAR))[1].name == "ransomware"
    assert await library.show("nobody", Tlp.CLEAR) is None


async def test_a_file_has_all_that_answers(stores, library):
    """As many as are wanted at most."""
    await fill(stores, 12)
    number, written = await library.export("norhaven", Tlp.CLEAR, Form.JSONL, 100)
    assert (number, written.count(b"\n")) == (12, 12)
    assert (await library.export("kind:ransomware", Tlp.CLEAR, Form.CSV, 5))[0] == 5


@pytest.mark.parametrize(("key", "one"), [("kind", "ransomware"), ("sector", "energy"), ("country", "LT"), ("accused", "RU")])
def test_values_are_known(library, key, one):
    """For the conditions that take only some; for others nothing is offered."""
    assert one in library.values(key, Tlp.CLEAR)
    assert library.values("since", Tlp.CLEAR) == {}
