"""Triage and stories: reports join, posts are edited, lines are added, and the order of arrival does not matter."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.watching import WatchIndex
from bot.domain.delivery import Subject
from bot.domain.filing import Change, ChangeKind, Rewriting
from bot.domain.hours import Hours
from bot.domain.item import ItemState
from bot.domain.match import Match
from bot.domain.reasons import HitReason, ItemReason
from bot.domain.route import Channel, Mention, Quiet, Route, Still
from bot.domain.source import Publisher, SourceInfo
from bot.domain.step import Stage
from bot.domain.story import Standing
from bot.domain.tlp import Tlp
from bot.pipeline.posts import LINES_AN_HOUR
from bot.pipeline.present_facts import PresentFacts
from bot.pipeline.routing import Rules
from bot.pipeline.triage import Triage
from bot.pipeline.world import World
from tests.fakes.nouns import watch
from tests.fakes.placer import WordPlacer
from tests.fakes.workers import NowWorkers
from tests.pipeline.test_triage import ALERTED, KINDS, LONG, PLAN, SOURCES, START, Desk, item

JOINED = (ItemState.ALERTED, ItemReason.JOINED)
COPY = (ItemState.DUPLICATE, ItemReason.NEAR_DUPLICATE)
BACKLOG = (ItemState.QUIET, ItemReason.BACKLOG)
CERT = SourceInfo("cert", "Cert", "feed", "", publisher=Publisher.OFFICIAL)
ALL = (Route("all", ("news",)),)
SEVERE = (Route("severe", ("news",), Match(min_severity=4), mention=Mention("duty", role_id=7)),)


class StoryDesk(Desk):
    """A triage with an index that goes by words."""

    def __init__(self, routes=ALL):
        super().__init__()
        self.placer = WordPlacer()
        self.world = World(routes, {**SOURCES, "cert": CERT}, KINDS)
        self.restart()

    def restart(self):
        """Another process over the same database."""
        self.placer = WordPlacer()
        parts = (self.memory.stores, self.judge, self.pages, NowWorkers(), self.clock, PLAN, self.world)
        self.triage = Triage(*parts, placer=self.placer)

    @property
    def story(self):
        [story] = self.memory.stories
        return story

    def rows(self, subject):
        return [d for d in self.memory.deliveries if d.subject is subject]

    @property
    def heads(self):
        return self.rows(Subject.ALERT)

    @property
    def lines(self):
        return self.rows(Subject.REPORT)


@pytest.fixture
def desk():
    return StoryDesk()


MILL = item(1, "An attack on a mill in the north, said the owner on Monday.")
MILL_AGAIN = item(2, "Mill still stands still after attack, say workers there.", "herald")
MILL_OFFICIAL = item(3, "CERT warns of the attack that stopped a mill this week.", "cert")
MILL_SEVERE = item(4, "Severe attack: mill and its suppliers are out for days.", "wire")


@pytest.mark.parametrize("together", [True, False])
async def test_a_second_report_joins_its_story(desk, together):
    """One head that is rewritten, one line below it; in one batch or in two."""
    for some in [(MILL, MILL_AGAIN)] if together else [(MILL,), (MILL_AGAIN,)]:
        await desk.settle(*some)
    assert desk.states() == [ALERTED, JOINED]
    [head], [line] = desk.heads, desk.lines
    assert (head.item_id, head.revision) == (MILL.id, 2)
    assert (line.head, line.item_id, line.channel, line.silent) == (head.id, MILL_AGAIN.id, "news", True)
    assert desk.story.standing is Standing.CORROBORATED
    assert desk.memory.items[1].detail == "the same event with probability 0.90"


async def test_what_is_worth_it_is_said_aloud(desk):
    """A severity that rises and the first official word notify, and make their edit worth a repost; other reports do not."""
    await desk.settle(MILL, MILL_AGAIN, MILL_OFFICIAL, MILL_SEVERE)
    assert [(line.silent, line.priority) for line in desk.lines] == [(True, 0), (False, 2), (False, 4)]
    assert [head.priority for head in desk.heads] == [4]
    assert "confirmed by Cert (official)" in desk.lines[1].card.body
    assert "severity 2 → 4 (critical)" in desk.lines[2].card.body


async def test_a_mention_comes_with_the_news_that_earns_it():
    """The route's mention is due once the story is as severe as it asks."""
    route = Route("all", ("news",), mention=Mention("duty", role_id=7), mention_from=4)
    desk = StoryDesk((route,))
    await desk.settle(MILL, MILL_OFFICIAL, MILL_SEVERE)
    assert [d.mention for d in (*desk.heads, *desk.lines)] == [None, None, Mention("duty", role_id=7)]


async def test_a_later_report_may_post_a_quiet_story():
    """The first post of a story that no route wanted so far; its earlier reports are shown in it."""
    desk = StoryDesk(SEVERE)
    assert await desk.settle(MILL) == [(ItemState.QUIET, ItemReason.NO_ROUTE)]
    assert await desk.settle(MILL_AGAIN, MILL_SEVERE) == [JOINED, JOINED, ALERTED]
    assert ([d.mention for d in desk.heads], desk.lines) == ([Mention("duty", role_id=7)], [])


async def test_a_copy_refreshes_the_head_without_a_line(desk):
    """It counts as a copy of the report, not as a voice; and a second copy by the same outlet changes nothing."""
    await desk.settle(item(1, LONG, title="Port attacked"))
    await desk.settle(item(2, LONG + " (Agency)", "herald", title="Port attacked"))
    [head] = desk.heads
    assert (desk.lines, head.revision, head.silent) == ([], 2, False)
    assert "and 1 copy" in next(f.value for f in head.card.fields if f.name == "Source")
    assert desk.story.standing is Standing.SINGLE_SOURCE
    await desk.settle(item(3, LONG + " (Agency)", "herald", title="Port attacked"))
    assert desk.heads[0].revision == 2
    assert {i.story_id for i in desk.memory.items} == {desk.story.id}


async def test_an_official_copy_confirms_aloud(desk):
    """When the authority's own text follows its verbatim copy, readers are told."""
    await desk.settle(item(1, LONG, title="Port attacked"))
    await desk.settle(item(2, LONG + " (Agency)", "cert", title="Port attacked"))
    assert [(line.silent, "confirmed by Cert" in line.card.body) for line in desk.lines] == [(False, True)]
    assert desk.lines[0].item_id == desk.memory.items[0].id
    assert desk.states() == [ALERTED, COPY]


async def test_backlog_joins_but_never_posts(desk):
    """An old report is shown as one source more; it makes no post, no line and no notification."""
    old = replace(MILL_SEVERE, backlog=True)
    assert await desk.settle(old) == [BACKLOG]
    assert desk.memory.deliveries == []
    assert await desk.settle(MILL) == [ALERTED, BACKLOG]
    late = replace(MILL_OFFICIAL, backlog=True)
    await desk.settle(late)
    assert (len(desk.heads), desk.lines) == (1, [])
    assert desk.story.standing is Standing.OFFICIAL


async def test_a_report_opens_what_was_closed(desk):
    """Nobody expected more, and yet it came."""
    await desk.settle(MILL)
    closed = replace(desk.story, closed=True)
    await desk.memory.stores.stories.rewrite(Rewriting(Change("c", ChangeKind.CLOSE, MILL.id, "ann", START), stories=(closed,)))
    await desk.settle(MILL_AGAIN)
    assert desk.story.closed is False


async def test_reports_follow_a_merge_made_by_another_process(desk):
    """The index is built again when somebody changed stories, and what was merged leads to where it went."""
    dam = item(5, "An attack on a dam, says its keeper.", "herald")
    await desk.settle(MILL, dam)
    built = desk.placer.built
    change = Change("c", ChangeKind.MERGE, dam.id, "ann", START, MILL.id, (dam.id,))
    await desk.memory.stores.stories.rewrite(Rewriting(change, {dam.id: MILL.id}, merged={dam.id: MILL.id}))
    await desk.settle(item(6, "That attack on a dam goes on, says its keeper again.", "wire"))
    assert desk.placer.built == built + 1
    assert desk.memory.items[-1].story_id == MILL.id


async def test_a_failed_write_does_not_leave_the_index_ahead_of_the_database(desk, monkeypatch):
    """What was placed and never written is not a story that others join."""

    async def fails(*_, **__):
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(desk.memory.stores.items, "settle", fails)
        with pytest.raises(OSError, match="disk full"):
            await desk.settle(MILL)
    desk.clock.advance(61)
    await desk.triage.run()
    assert desk.states() == [ALERTED]
    assert [s for s, _ in desk.placer.stories["mill"]] == [MILL.id]


WORDS = ("mill", "dam", "norhaven")
TEXTS = {
    n: f"{'Severe attack' if n % 4 == 0 else 'Attack'} number {n * 7919} on the {WORDS[n % 3]}, as outlet {n * 104729} tells it"
    for n in range(9)
}
ARRIVALS = [item(n, text, ("gazette", "herald", "cert", "wire")[n % 4]) for n, text in TEXTS.items()]
ARRIVALS += [item(20 + n, TEXTS[n], ("wire", "gazette", "herald", "cert")[n % 4]) for n in (1, 4, 5)]
ARRIVALS += [item(30, "A flower show"), item(31, ""), replace(item(32, "Attack on the mill of old", "cert"), backlog=True)]


def seen(desk):
    """What must not depend on the order: how many are where, and what each story is told to be."""
    states = sorted((str(i.state), str(i.reason)) for i in desk.memory.items)
    stories = sorted((s.severity, str(s.standing), len(s.publishers), len(s.reports)) for s in desk.memory.stories)
    posts = sorted((d.channel, d.card.severity) for d in desk.heads)
    return states, stories, posts


async def arrive(some, breaks, routes):
    desk = StoryDesk(routes)
    for n, one in enumerate(some):
        when = START + timedelta(seconds=n)
        await desk.settle(replace(one, fetched_at=when, published=START))
        if n in breaks:
            desk.restart()
            await desk.settle(one)
    return desk


@settings(max_examples=25, deadline=None)
@given(st.permutations(ARRIVALS), st.sets(st.integers(0, 14), max_size=4), st.sampled_from([SEVERE, ALL]))
def test_no_order_duplication_or_restart_changes_the_end(some, breaks, routes):
    """Whatever comes first, comes twice, or comes after a restart: the same final states, stories and posts."""
    wanted, found = asyncio.run(arrive(ARRIVALS, (), routes)), asyncio.run(arrive(some, breaks, routes))
    assert seen(found) == seen(wanted)


async def test_what_another_version_told_is_told_again(desk):
    """After an upgrade the index is built from articles where it must be, once, and stories go on."""
    await desk.settle(MILL)
    rows = desk.memory._rows
    rows.tellings[MILL.id] = replace(rows.tellings[MILL.id], document={"version": 0})
    desk.restart()
    assert (await desk.settle(MILL_AGAIN))[-1] == JOINED
    assert rows.tellings[MILL.id].document == {"words": ["mill"]}


async def test_many_reports_within_an_hour_share_their_lines(desk):
    """The post counts them all; a line each have the first dozen, and every one that is worth a notification."""
    reports = [
        item(n, f"An attack on a mill, report {n * 7919} of {n * 31} words by {n}", "herald", fetched_at=desk.clock.now())
        for n in range(20)
    ]
    for n in range(0, 20, 4):
        await desk.settle(*reports[n : n + 4])
    assert len(desk.lines) == LINES_AN_HOUR
    await desk.settle(item(40, MILL_SEVERE.text, "wire", fetched_at=desk.clock.now()))
    assert [line.silent for line in desk.lines] == [True] * LINES_AN_HOUR + [False]


async def test_copies_of_a_batch_are_one_edit(desk):
    """Three outlets that repeat a story change its post once, and all of them are counted in it."""
    first = item(1, LONG + " The mill is next.", title="Port attacked")
    copies = [
        item(n, LONG + f" The mill is next. ({n})", source, title="Port attacked") for n, source in ((2, "herald"), (3, "wire"))
    ]
    await desk.settle(first)
    assert (await desk.settle(*copies))[-2:] == [COPY, COPY]
    [head] = desk.heads
    assert head.revision == 2
    assert "2 copies" in "".join(f.value for f in head.card.fields)


class Watching:
    """Who watches, as triage asks."""

    def __init__(self, *watches):
        self.index, self.posted, self.written = WatchIndex(watches), {}, []

    def wrote(self, deliveries):
        self.written += deliveries


async def test_who_watches_is_told_once_a_story():
    """Where no route wants it the item is alerted all the same; a route's post in the same place is post enough."""
    desk = StoryDesk(SEVERE)
    wanted = Match(countries=frozenset({"LT"}))
    watches = Watching(watch(to="dm:7", match=wanted, ends=START + timedelta(days=9)))
    desk.triage._facts = PresentFacts(desk.memory.stores, NowWorkers(), desk.clock, watches)
    one, two = item(1, "An attack on a mill in Lithuania"), item(2, "Lithuania: attack on mill goes on", "herald")
    watched = (ItemState.ALERTED, ItemReason.WATCHED)
    assert await desk.settle(one) == [watched]
    [told] = desk.rows(Subject.WATCH)
    assert (told.channel, told.item_id) == ("dm:7", one.id)
    await desk.settle(two)
    assert len(desk.rows(Subject.WATCH)) == 1
    assert watches.written[0] == told
    [trace] = await desk.memory.stores.search.trace(one.id)
    assert [(s.stage, s.reason) for s in trace.steps if s.stage is Stage.WATCH] == [(Stage.WATCH, HitReason.WATCHED)]


async def test_a_story_of_two_clearances_is_told_to_each(desk):
    """The public channel knows the public report; what only the cell knows edits nothing there, notifies nobody there."""
    inside = {**SOURCES, "cert": CERT, **{i: replace(SOURCES[i], tlp=Tlp.AMBER) for i in ("wire", "herald")}}
    channels = {"news": Channel("news", "terminal"), "cell": Channel("cell", "terminal", tlp=Tlp.AMBER)}
    routes = (Route("all", ("news", "cell")),)
    desk.triage.world = replace(desk.world, sources=inside, rules=Rules(channels), routes=routes)
    await desk.settle(MILL, MILL_SEVERE)
    heads = {h.channel: h for h in desk.heads}
    assert {c: (h.priority, h.card.severity) for c, h in heads.items()} == {"news": (2, 2), "cell": (4, 4)}
    assert [line.channel for line in desk.lines] == ["cell"]
    copied = item(5, MILL.text, "herald", url=MILL.url)
    await desk.settle(copied)
    heads = {h.channel: h for h in desk.heads}
    assert {c: "cop" in "".join(f.value for f in h.card.fields) for c, h in heads.items()} == {"news": False, "cell": True}


async def test_quiet_hours_keep_what_is_said_below_a_post():
    """Silent hours make lines silent; hours that hold let a loud line wait for their end."""
    began = StoryDesk().clock.now()
    now = began.hour * 60 + began.minute
    for mode, expected in ((Still.SILENT, (True, timedelta(0))), (Still.HOLD, (False, timedelta(minutes=30)))):
        quiet = Quiet(Hours(now + 1, now + 31), mode, break_from=5)
        desk = StoryDesk((Route("calm", ("news",), quiet=quiet),))
        await desk.settle(MILL)
        [head] = desk.heads
        await desk.memory.stores.outbox.claim(began, timedelta(minutes=1), 9)
        await desk.memory.stores.outbox.sent(head.id, "m-1", began)
        desk.clock.advance(60)
        await desk.settle(MILL_SEVERE)
        [line] = desk.lines
        assert (line.silent, line.due_at - desk.clock.now()) == expected
