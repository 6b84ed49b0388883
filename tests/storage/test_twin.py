"""The twin in memory and SQLite answer any sequence of calls alike."""

import asyncio
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from bot.domain.arrivals import Arrivals, Gap
from bot.domain.delivery import Subject, delivery_id
from bot.domain.feedback import Judgement
from bot.domain.filing import Change, ChangeKind, KeptTelling, Rewriting
from bot.domain.item import ItemState
from bot.domain.match import Match
from bot.domain.reasons import FailReason, ItemReason, RouteReason, TextReason, TroubleReason
from bot.domain.source import Health, SourceState
from bot.domain.step import Stage, Step
from bot.domain.story import Story
from bot.domain.trace import Query
from bot.ports.store import PollRecord, Settlement
from bot.storage.database import connect
from bot.storage.memory import Memory
from bot.storage.tables import metadata
from tests.contracts.made import NOON, alerted, entry, notice, post, rejected
from tests.fakes import nouns

STEP = Step(Stage.TEXT, TextReason.PAGE_FAILED, NOON, detail="timeout")
CAPPED = Step(Stage.ROUTE, RouteReason.CAPPED, NOON, "all", "channel desk")
SOURCES = ("cert", "press", "blog")
TITLES = ("Port of Norhaven halted", "Ärger im Hafen", "CVE-2026-7 in a gateway", "")
ITEMS = [
    entry(
        str(n),
        SOURCES[n % 3],
        title=TITLES[n % 4],
        canonical_url=f"https://x.example/{n % 3}",
        fetched_at=NOON + timedelta(minutes=n % 4),
    )
    for n in range(8)
]
NOTICES = [notice(str(n), priority=n) for n in range(3)]
DELIVERIES = [*(post(i, priority=n % 4) for n, i in enumerate(ITEMS)), *NOTICES]

times = st.integers(0, 12).map(lambda n: NOON + timedelta(minutes=n))
leases = st.integers(1, 4).map(lambda n: timedelta(minutes=n))
limits = st.integers(0, 5)
names = st.sampled_from(SOURCES)
items = st.sampled_from(ITEMS)
IDS = [
    *(delivery.id for delivery in DELIVERIES),
    *(delivery_id(item.id, channel) for item in ITEMS for channel in ("head", "thread")),
]
ids = st.sampled_from(IDS)
notices = st.lists(st.sampled_from(NOTICES), max_size=2)
bands = st.lists(st.integers(0, 3), max_size=3).map(tuple)
verdicts = st.builds(nouns.verdict, kind=st.sampled_from(["ddos", "ransomware"]), severity=st.integers(0, 4))


@st.composite
def poll_records(draw):
    state = SourceState(draw(names), draw(times), health=Health(last_poll_at=NOON, items=draw(st.integers(0, 2))))
    return PollRecord(replace(state, paused=draw(st.booleans())), tuple(draw(st.lists(items, max_size=4))))


@st.composite
def living(draw, item, story):
    """What a report may bring besides: its telling, its story's post, a line below that, earlier reports that are shown now."""
    head = draw(heads(story.id))
    line = post(item, "thread", head=head.id, subject=Subject.REPORT)
    return {
        "telling": KeptTelling(item.id, story.id, draw(times), {"words": [item.title]}),
        "heads": tuple(draw(st.lists(st.just(head), max_size=1))),
        "deliveries": tuple(draw(st.lists(st.just(line), max_size=1))),
        "shown": tuple(draw(st.lists(items.map(lambda i: i.id), max_size=1))),
    }


@st.composite
def heads(draw, story_id):
    wanted = nouns.card(title=draw(st.sampled_from(["one", "two"])))
    at, silent, priority = draw(times), draw(st.booleans()), draw(st.integers(1, 4))
    return nouns.delivery(
        about=story_id, id=delivery_id(story_id, "head"), card=wanted, due_at=at, silent=silent, priority=priority
    )


@st.composite
def rewritings(draw):
    story, other = draw(items).id, draw(items).id
    moved = draw(st.dictionaries(items.map(lambda i: i.id), st.just(other), max_size=2))
    made = Change(
        draw(st.sampled_from("abcd")), draw(st.sampled_from(ChangeKind)), story, "ann", draw(times), other, tuple(moved)
    )
    told = Story(other, "moved", "ddos", 2, draw(times), draw(times), closed=draw(st.booleans()))
    return Rewriting(
        made,
        moved,
        (told,),
        draw(st.sampled_from([{}, {story: other} if story != other else {}, {other: ""}])),
        tuple(draw(st.lists(heads(other), max_size=1))),
        draw(st.sampled_from(["", "", "a", "z"])),
    )


@st.composite
def settlements(draw):
    item = draw(items)
    text = draw(st.sampled_from([None, "the cranes", ""]))
    match draw(st.sampled_from(["alert", "no", "copy", "failed"])):
        case "alert":
            story = Story(draw(items).id, item.title, "ddos", 1, draw(times), draw(times))
            told = alerted(item, verdict=draw(verdicts), story=story, bands=draw(bands), deliveries=(post(item),), text=text)
            told = replace(told, state=draw(st.sampled_from([ItemState.ALERTED, ItemState.QUIET])), **draw(living(item, story)))
        case "no":
            told = rejected(item, bands=draw(bands), text=text, lang="de", steps=(STEP, CAPPED))
        case "copy":
            original = draw(items)
            story = Story(original.id, original.title, "ddos", 1, draw(times), draw(times))
            told = Settlement(item.id, ItemState.DUPLICATE, ItemReason.SAME_ADDRESS, duplicate_of=original.id, story=story)
        case _:
            told = Settlement(item.id, ItemState.FAILED, ItemReason.JUDGE_FAILED, detail="it broke", text=text)
    return told


queries = st.builds(
    Query,
    kinds=st.sampled_from([(), ("ddos",), ("data_breach", "ddos")]),
    min_severity=st.integers(0, 4),
    countries=st.sampled_from([(), ("LT",), ("NO",)]),
    sources=st.sampled_from([(), ("cert", "blog")]),
    since=st.none() | times,
    alerts_only=st.booleans(),
    limit=limits,
    offset=st.integers(0, 2),
)

judgements = st.builds(
    nouns.feedback,
    st.sampled_from(Judgement),
    item_id=items.map(lambda item: item.id),
    channel=st.sampled_from(["", "desk"]),
    who=st.sampled_from(["a", "b"]),
    at=times,
    right_kind=st.sampled_from(["", "ddos"]),
    note=st.sampled_from(["", "no news"]),
)


item_ids = items.map(lambda item: item.id)
situations = st.builds(
    nouns.situation,
    st.sampled_from(["s-1", "s-2"]),
    since=times,
    until=st.none() | times,
    stories=st.lists(item_ids, max_size=3).map(tuple),
)
troubles = st.builds(
    nouns.trouble,
    st.sampled_from([TroubleReason.BROKEN, TroubleReason.QUIET]),
    subject=names,
    since=times,
    told_at=st.none() | times,
    ended_at=st.none() | times,
)
arrivals = st.builds(
    Arrivals, names, st.none() | times, st.lists(st.builds(Gap, st.integers(0, 6), leases), max_size=3).map(tuple)
)
watches = st.builds(
    nouns.watch,
    st.sampled_from([Match(kinds=frozenset({"ddos"})), Match(words=("port",))]),
    owner=st.sampled_from(["a", "b"]),
    created=times,
    ends=times,
)


def call(name, *arguments, **named):
    return st.tuples(st.just(name), st.tuples(*arguments), st.fixed_dictionaries(named))


calls = st.one_of(
    call("sources.sync", st.lists(names, max_size=3), times),
    call("sources.claim_due", times, leases, limits),
    call("sources.record", st.lists(poll_records(), max_size=3)),
    call("sources.record", st.lists(poll_records(), max_size=3)),
    call("sources.pause", names, st.booleans()),
    call("sources.release", st.lists(names, max_size=2)),
    call("sources.all"),
    call("items.claim_pending", times, leases, limits),
    call("items.settle", st.lists(settlements(), max_size=4)),
    call("items.settle", st.lists(settlements(), max_size=4)),
    call("items.near", st.lists(st.tuples(bands, times), max_size=3), limits),
    call("items.prune", times),
    call("outbox.add", notices),
    call("outbox.claim", times, leases, limits),
    call("outbox.sent", ids, st.sampled_from(["m-1", "m-2"]), times, st.integers(1, 3)),
    call("outbox.lost", ids, st.integers(0, 1), times, again=st.booleans()),
    call("stories.rewrite", rewritings()),
    call("stories.tellings", times),
    call("stories.retell", st.lists(st.builds(KeptTelling, item_ids, item_ids, times, st.just({"words": ["anew"]})), max_size=2)),
    call("items.begun", st.lists(item_ids, max_size=3, unique=True), st.sampled_from([1, -1])),
    call("situations.put", st.lists(situations, max_size=2, unique_by=lambda s: s.id), st.just(())),
    call("situations.open"),
    call("posts.capped", times, times),
    call("posts.by_route", times),
    call("outbox.retry", ids, times, st.just(FailReason.TIMEOUT), st.just("late"), uncertain=st.booleans()),
    call("outbox.dead", ids, st.just(FailReason.GONE), st.just("gone"), notices),
    call("outbox.backlog"),
    call("search.find", queries),
    call("search.filed", st.lists(item_ids, max_size=3)),
    call("feedback.put", judgements),
    call("feedback.put", judgements),
    call(
        "troubles.put",
        st.lists(troubles, max_size=3, unique_by=lambda t: t.key),
        st.lists(arrivals, max_size=2, unique_by=lambda a: a.source_id),
        notices,
        times,
    ),
    call("troubles.troubles", times),
    call("troubles.arrivals"),
    call("ledger.facts", times),
    call("watches.put", watches, times, st.integers(1, 3)),
    call("watches.end", watches.map(lambda w: w.id), st.sampled_from([None, "a"]), times, st.just("a")),
    call("watches.active", times),
    call("watches.posted", times),
    call("feedback.find", channel=st.sampled_from([None, "", "desk"]), since=st.none() | times, limit=st.none() | limits),
)


async def done(stores, name, arguments, named):
    store, method = name.split(".")
    return await getattr(getattr(stores, store), method)(*arguments, **named)


async def everything(stores):
    """All that can be seen of a database from outside."""
    found = [await stores.search.find(Query(text=text, alerts_only=False, limit=99)) for text in ("hafen", "cve-2026", "the cr")]
    return {
        "sources": await stores.sources.all(),
        "counts": dict(await stores.items.counts()),
        "listed": await stores.search.find(Query(alerts_only=False, limit=99)),
        "by words": [sorted(filed.item.id for filed in some) for some in found],
        "by address": await stores.items.same_address([item.canonical_url for item in ITEMS]),
        "traces": [await stores.search.trace(item.id) for item in ITEMS],
        "backlog": await stores.outbox.backlog(),
        "stories": await stores.stories.files([item.id for item in ITEMS]),
        "tellings": await stores.stories.tellings(NOON),
        "changes": [await stores.stories.changes(item.id) for item in ITEMS],
        "situations": await stores.situations.open(),
        "capped": await stores.posts.capped(NOON, NOON + timedelta(hours=1)),
        "last change": bool(await stores.stories.last_change()),
        "rows": await stores.outbox.heads(IDS),
        "books": await stores.ledger.facts(NOON + timedelta(minutes=6)),
        "troubles": await stores.troubles.troubles(NOON),
        "watches": await stores.watches.active(NOON),
    }


async def emptied(database):
    """The same database, so that SQLAlchemy compiles each statement once and not once an example."""
    async with database.stores.items._engine.write() as connection:
        for table in reversed(metadata.sorted_tables):
            if "engine" not in table.info:
                await connection.execute(delete(table))
    return database.stores


async def compare(database, steps):
    stores, twin = await emptied(database), Memory().stores
    for step in steps:
        assert await done(stores, *step) == await done(twin, *step), step
    assert await everything(stores) == await everything(twin)


@pytest.fixture(scope="module")
def alongside(template, tmp_path_factory):
    """Runs `compare` over one open database."""
    path = shutil.copy(template, tmp_path_factory.mktemp("twin") / "tocsin.db")
    with asyncio.Runner() as runner:
        database = runner.run(connect(f"sqlite:///{path}"))
        yield lambda steps: runner.run(compare(database, steps))
        runner.run(database.close())


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(steps=st.lists(calls, min_size=8, max_size=25))
def test_the_twin_does_what_sqlite_does(alongside, steps):
    """Every answer is the same, and so is all that can be seen at the end."""
    alongside(steps)
