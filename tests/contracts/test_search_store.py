"""What every SearchStore promises."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.item import ItemState
from bot.domain.reasons import ItemReason
from bot.domain.trace import Query
from bot.domain.verdict import Indicator, Named
from bot.ports.store import Settlement
from tests.contracts.made import MINUTE, NOON, alerted, entry, file, post, rejected, store
from tests.fakes import nouns

DAY = timedelta(days=1)


async def find(stores, **wanted):
    return [filed.item.entry_id for filed in await stores.search.find(Query(**wanted))]


async def say(stores, **titles):
    """Alerts with these titles and nothing else in them, by entry id; each fetched a minute after the one before."""
    items = tuple(
        entry(name, title=title, text="", fetched_at=NOON + n * MINUTE) for n, (name, title) in enumerate(titles.items())
    )
    await file(stores, *map(alerted, items), items=items)


async def test_newest_first(stores):
    """By the time we fetched them; among those by the publisher's time, then as the source listed them."""
    items = (
        entry("first listed", published=None),
        entry("second listed", published=None),
        entry("dated", published=NOON - MINUTE),
        entry("dated later", published=NOON),
        entry("fetched later", fetched_at=NOON + MINUTE, published=None),
    )
    await file(stores, *map(alerted, items), items=items)
    assert await find(stores) == ["fetched later", "dated later", "dated", "first listed", "second listed"]
    assert await find(stores, limit=2, offset=1) == ["dated later", "dated"]
    assert await find(stores, limit=0) == []


async def test_only_alerts_unless_asked(stores):
    """An alert is what was routed or filed quietly; the rest is found when alerts_only is off."""
    loud, quiet, no, copy, new = (entry(name) for name in ("loud", "quiet", "no", "copy", "new"))
    settled = (
        alerted(loud),
        replace(alerted(quiet), state=ItemState.QUIET, reason=ItemReason.NO_ROUTE),
        rejected(no),
        Settlement(copy.id, ItemState.DUPLICATE, ItemReason.SAME_ADDRESS, duplicate_of=loud.id),
    )
    await file(stores, *settled, items=(loud, quiet, no, copy, new))
    assert await find(stores) == ["loud", "quiet"]
    assert await find(stores, alerts_only=False) == ["loud", "quiet", "no", "copy", "new"]
    found = await stores.search.find(Query(alerts_only=False))
    assert [filed.verdict for filed in found] == [nouns.verdict(), nouns.verdict(), rejected(no).verdict, None, None]


async def test_each_filter_must_hold(stores):
    """Kind (primary or beside it), severity, country of victim or actor, source and time."""
    port, bank = entry("port"), entry("bank", "press", fetched_at=NOON + MINUTE)
    ddos = nouns.verdict(kind="ddos", kinds=("ddos", "hacktivism"), severity=1, victim_countries=("NO",), actor_countries=())
    await file(stores, alerted(port), alerted(bank, verdict=ddos), items=(port, bank))
    assert await find(stores, kinds=("data_breach",)) == ["port"]
    assert await find(stores, kinds=("ddos", "espionage")) == ["bank"]
    assert await find(stores, kinds=("data", "data%breach", "dataXbreach")) == []
    assert await find(stores, min_severity=2) == ["port"]
    assert await find(stores, countries=("RU",)) == ["port"]
    assert await find(stores, countries=("NO", "LT")) == ["bank", "port"]
    assert await find(stores, sources=("press",)) == ["bank"]
    assert await find(stores, since=NOON + MINUTE) == ["bank"]
    assert await find(stores, sources=("press",), kinds=("ransomware",)) == []
    assert await find(stores, text="norhaven", countries=("NO",)) == ["bank"]


FACTS = {
    "max_severity": 1,
    "accused": ("BY", "RU"),
    "sectors": ("energy",),
    "actors": ("heron spider",),
    "malware": ("crane lock",),
    "langs": ("lt",),
    "cves": ("CVE-2026-0002",),
    "indicators": ("heron.example",),
    "countries": ("IS",),
    "words": ("grey heron",),
    "until": NOON,
}


async def test_every_fact_of_a_verdict_can_be_asked_for(stores):
    """Each by itself finds the one item of two that has it; actors and programs by either name; helpers count as countries."""
    one, other = entry("one", title="A grey heron flies"), entry("other", title="A heron, grey", fetched_at=NOON + 2 * MINUTE)
    said = nouns.verdict(
        severity=1,
        lang="lt",
        actor_countries=("RU",),
        sectors=("energy",),
        actors=(Named("Grey Heron", "Heron Spider"),),
        malware=(Named("Crane Lock"),),
        responders=(Named("Icelanders", "IS"),),
        cves=("cve-2026-0002",),
        indicators=(Indicator("domain-name", "Heron.example"),),
    )
    plain = nouns.verdict(actors=(), actor_countries=(), sectors=(), indicators=())
    await file(stores, alerted(one, verdict=said), alerted(other, verdict=plain), items=(one, other))
    assert {name: await find(stores, **{name: value}) for name, value in FACTS.items()} == {name: ["one"] for name in FACTS}
    assert await find(stores, **FACTS) == ["one"]
    assert await find(stores, actors=("grey heron",)) == ["one"]
    assert await find(stores, text="heron", not_words=("grey heron",)) == ["other"]
    assert await find(stores, not_words=("grey heron",)) == ["other"]
    assert await find(stores, words=("--",)) == []


async def test_what_readers_may_not_see_is_not_found(stores):
    """By words, by facts and by date: items of those sources are not there, nor do they count."""
    open_, secret = entry("open"), entry("secret", "red")
    await file(stores, alerted(open_), alerted(secret), items=(open_, secret))
    for wanted in ({}, {"text": "norhaven"}, {"kinds": ("ransomware",)}, {"not_words": ("zzz",)}):
        assert await find(stores, **wanted, not_sources=("red", "grey")) == ["open"]
    edges = [NOON - MINUTE, NOON + MINUTE]
    assert await stores.search.tally(Query(countries=("LT",), not_sources=("red",)), edges) == [1]


async def test_pages_follow_each_other(stores):
    """All pages together are the list, each item once, by words as by facts; behind the last there is nothing."""
    items = tuple(entry(f"{n:02}", title=f"Port {'port ' * (n % 3)}{n}", fetched_at=NOON + n * MINUTE) for n in range(23))
    await file(stores, *map(alerted, items), items=items)
    for wanted in ({"text": "por"}, {"text": "port"}, {"kinds": ("ransomware",)}, {}):
        whole = await find(stores, **wanted, limit=99)
        pages = [await find(stores, **wanted, limit=10, offset=at) for at in (0, 10, 20, 30)]
        assert ([name for page in pages for name in page], len(set(whole)), pages[3]) == (whole, 23, [])


async def test_a_list_stays_as_it_was_asked(stores):
    """What is fetched after `until` moves no page."""
    items = tuple(entry(str(n), fetched_at=NOON + n * MINUTE) for n in range(6))
    await file(stores, *map(alerted, items), items=items)
    for wanted in ({"text": "norhaven"}, {"kinds": ("ransomware",)}, {}):
        assert await find(stores, **wanted, until=NOON + 3 * MINUTE, limit=2, offset=1) == ["2", "1"]
        assert await find(stores, **wanted, until=NOON - MINUTE) == []
        assert await find(stores, **wanted, since=NOON + 9 * MINUTE) == []


async def test_what_was_typed_goes_before_what_goes_on(stores):
    """A whole word first, however often the longer one is said."""
    await say(stores, whole="A gate stands open today", begun="Gateway gateway gateway")
    assert await find(stores, text="gate") == ["whole", "begun"]


async def test_recent_goes_before_old(stores):
    """Of two that say the word alike the newer; a month weighs less than a word in the title."""
    old, new = (
        entry("old", title="Cranes stand", text=""),
        entry("new", title="A note", text="cranes", fetched_at=NOON + 60 * DAY),
    )
    again = entry("again", title="Cranes stand", text="", fetched_at=NOON + 60 * DAY)
    await file(stores, *map(alerted, (old, new, again)), items=(old, new, again))
    assert await find(stores, text="cranes") == ["again", "old", "new"]


async def test_months_are_counted(stores):
    """Between each two edges, the first of them counting in; an empty database counts nothing."""
    edges = [NOON + n * 30 * DAY for n in range(4)]
    assert await stores.search.tally(Query(kinds=("ransomware",)), edges) == [0, 0, 0]
    items = tuple(entry(str(n), fetched_at=NOON + n * 10 * DAY) for n in (-1, 0, 1, 2, 3, 8, 9))
    await file(stores, *map(alerted, items), items=items)
    assert await stores.search.tally(Query(kinds=("ransomware",)), edges) == [3, 1, 1]
    assert await stores.search.tally(Query(kinds=("ddos",)), edges) == [0, 0, 0]
    assert await stores.search.tally(Query(text="norhaven", countries=("LT",)), edges[:2]) == [3]


TYPED = {
    "CVE-2026-1234": ["cve"],
    "cve-2026-12": ["cve"],
    "CVE-2026-123 gateway": [],
    "2026-cve": [],
    "apt28": ["apt"],
    "APT28 zurich": ["apt"],
    "Zürich": ["apt"],
    "ZURICH energie": ["apt"],
    "порт": ["cyrillic"],
    "НОРГАВЕН": ["cyrillic"],
    "gateway": ["cve"],
    "gate": ["cve"],
    "gate cve": [],
    "norhaven.example": ["host"],
    "gateway apt28": [],
}


async def test_words_as_people_type_them(stores):
    """All terms must be there, case and diacritics do not count, a hyphenated name is one term, the last may go on."""
    await say(
        stores,
        cve="Flaw CVE-2026-1234 in a gateway",
        apt="APT28 at Zürich's Énergie works",
        cyrillic="Порт Норгавен зупинено",
        host="The site norhaven.example is down",
    )
    assert {typed: await find(stores, text=typed) for typed in TYPED} == TYPED


async def test_no_text_is_taken_for_query_syntax(stores):
    """Whatever a person types is words to be found, never an error."""
    await say(stores, port="The port and a near title", other="Nothing of it")
    found = ("port*", "-port", "^port", "(port", '"port', "po\0rt")
    assert {typed: await find(stores, text=typed) for typed in found} == {typed: ["port"] for typed in found}
    lost = ('"', "port OR NEAR(", "title:port", "port'; --x", "port & ! x", "'a':1", "port NOT other", "zz:*", "{title}:port")
    assert {typed: await find(stores, text=typed) for typed in lost} == {typed: [] for typed in lost}


async def test_a_text_without_words_finds_nothing(stores):
    """A question that nothing can answer is not answered with everything."""
    await say(stores, port="The port --- stands")
    assert [await find(stores, text=typed) for typed in ("---", "!?", " . ", "\0")] == [[], [], [], []]


async def test_best_match_first(stores):
    """A word in the title outranks the same word far down a text; among equals the newest is first."""
    filler = "The committee met again and spoke of budgets, roads and schools. " * 5
    items = (
        entry("title", title="Norhaven port halted", text=filler),
        entry("text", title="Council notes", text=filler + "Someone mentioned Norhaven.", fetched_at=NOON + MINUTE),
        entry("neither", title="Council notes", text=filler),
    )
    await file(stores, *map(alerted, items), items=items)
    assert await find(stores, text="norhaven") == ["title", "text"]
    assert await find(stores, text="norhaven", limit=1, offset=1) == ["text"]


async def test_equal_matches_newest_first(stores):
    """The same words twice: the later one is what people look for."""
    await say(stores, old="Norhaven port halted", new="Norhaven port halted")
    assert await find(stores, text="port") == ["new", "old"]


async def test_the_full_text_is_searched(stores):
    """Words of the page that was fetched for an item are found, those of the entry it replaced are not."""
    item = entry("1", title="A port", text="teaser words")
    await file(stores, alerted(item, text="The cranes of Norhaven"), items=(item,))
    assert await find(stores, text="cranes") == ["1"]
    assert await find(stores, text="teaser") == []


async def test_words_are_found_once_an_item_is_final(stores):
    """A pending item is listed but not yet found by its words."""
    await store(stores, entry("1"))
    assert await find(stores, alerts_only=False) == ["1"]
    assert await find(stores, text="norhaven", alerts_only=False) == []


async def test_a_very_long_text_is_stored_and_found(stores):
    """A text of a million characters, or a word of thousands, stops nothing."""
    item = entry("1", text="x" * 5000 + " cranes " + "tide turning slowly " * 50_000)
    await file(stores, alerted(item), items=(item,))
    assert await find(stores, text="cranes") == ["1"]


@pytest.mark.parametrize("name", ["id", "url", "canonical_url"])
async def test_trace_by_id_or_either_address(stores, name):
    """Whatever people have at hand leads to the item."""
    item = entry("1", url="https://cert.example/1?utm_source=feed")
    await store(stores, item, entry("2"))
    (trace,) = await stores.search.trace(getattr(item, name))
    assert (trace.filed.item, trace.filed.verdict, trace.original, trace.duplicates, trace.deliveries) == (
        item,
        None,
        None,
        (),
        (),
    )


async def test_trace_tells_copies_and_posts(stores):
    """From the original to its copies and from a copy to its original, oldest first."""
    url = "https://news.example/a"
    first = entry("1", url=url)
    copy = entry("2", "press", url=url, fetched_at=NOON + MINUTE)
    told = Settlement(copy.id, ItemState.DUPLICATE, ItemReason.SAME_ADDRESS, duplicate_of=first.id)
    posts = (post(first, "desk"), post(first, "night"))
    await file(stores, alerted(first, deliveries=posts), told, items=(copy, first))
    original, duplicate = await stores.search.trace(url)
    assert (original.filed.item.id, original.original, [i.id for i in original.duplicates]) == (first.id, None, [copy.id])
    assert sorted(d.channel for d in original.deliveries) == ["desk", "night"]
    assert (duplicate.filed.item.id, duplicate.original.id, duplicate.duplicates) == (copy.id, first.id, ())


async def test_nothing_to_trace(stores):
    """An address that nobody knows, and no address at all, give no trace."""
    await store(stores, entry("1", url="", canonical_url=""))
    assert await stores.search.trace("https://nobody.example/") == []
    assert await stores.search.trace("") == []
    assert await stores.search.trace("\0\ud800") == []


async def test_items_by_id_come_with_their_verdicts(stores):
    """Final, pending or a copy: each with its text and what was said of it; ids that are nobody's are left out."""
    items = entry("1", text="the whole text"), entry("2")
    await file(stores, alerted(items[0]), items=items)
    found = await stores.search.filed([items[1].id, "nobody", items[0].id, items[0].id])
    assert {item_id: (filed.item.text, bool(filed.verdict)) for item_id, filed in found.items()} == {
        items[0].id: ("the whole text", True),
        items[1].id: (items[1].text, False),
    }
    assert await stores.search.filed([]) == {}
