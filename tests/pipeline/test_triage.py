"""Triage: each item gets one final state, with its reason, in one transaction."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import Transient
from bot.domain.hours import Hours
from bot.domain.item import Item, ItemState, item_id
from bot.domain.kind import Kind, Standing
from bot.domain.match import Match
from bot.domain.reasons import FailReason, ItemReason
from bot.domain.route import Channel, Quiet, Route, Still, Template
from bot.domain.silence import Silence
from bot.domain.source import SourceInfo, SourceState
from bot.domain.tlp import Tlp
from bot.pipeline.present_facts import PresentFacts
from bot.pipeline.routing import Rules
from bot.pipeline.triage import ALONE_AFTER, MAX_ATTEMPTS, Triage, TriagePlan
from bot.pipeline.verdicts import _down
from bot.pipeline.world import World
from bot.ports.store import PollRecord
from bot.storage.memory import Memory
from tests.fakes.clock import FakeClock
from tests.fakes.judge import WordJudge
from tests.fakes.source import FakePages
from tests.fakes.workers import NowWorkers

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
LONG = (
    "Attack on the port of Exampletown: the harbour authority said on Monday that booking servers had been switched off after "
    "strangers entered the network during the night, and that ships were being handled by telephone and on paper until further notice."
)
KINDS = {s: Kind(s, s, "", Standing.ALERT, 0, "!") for s in ("ddos", "not_cyber")}
SOURCES = {
    i: SourceInfo(i, i.title(), "feed", f"https://{i}.example/", full_text=i == "pages")
    for i in ("gazette", "herald", "wire", "pages")
}
PLAN = TriagePlan(batch=5)


def item(n, text, source="gazette", url=None, **more):
    entry = f"e{n}"
    address = f"https://news.example/{n}" if url is None else url
    made = Item(
        id=item_id(source, entry),
        source_id=source,
        entry_id=entry,
        title=more.pop("title", ""),
        text=text,
        url=address,
        canonical_url=address,
        lang="en",
        published=None,
        fetched_at=START + timedelta(seconds=n),
    )
    return replace(made, **more)


class Desk:
    """A triage over a database in memory."""

    def __init__(self):
        self.memory = Memory()
        self.clock = FakeClock(START + timedelta(hours=1))
        self.judge = WordJudge()
        self.pages = FakePages()
        world = World((Route("all", ("news",)),), SOURCES, KINDS)
        facts = PresentFacts(self.memory.stores, NowWorkers(), self.clock)
        self.triage = Triage(self.memory.stores, self.judge, self.pages, NowWorkers(), self.clock, PLAN, world, facts=facts)

    async def settle(self, *items):
        source = SourceState("gazette", START)
        await self.memory.stores.sources.sync(["gazette"], START)
        await self.memory.stores.sources.record([PollRecord(source, tuple(items))])
        await self.triage.run()
        return self.states()

    def states(self):
        return [(i.state, i.reason) for i in sorted(self.memory.items, key=lambda i: i.fetched_at)]


@pytest.fixture
def desk():
    return Desk()


ALERTED = (ItemState.ALERTED, ItemReason.ROUTED)
REJECTED = (ItemState.REJECTED, ItemReason.NOT_ALERT)


async def test_an_alert_leaves_verdict_story_and_delivery_a_rejected_item_its_verdict(desk):
    """All that follows from an item is written with its state."""
    assert await desk.settle(item(1, "An attack on a mill"), item(2, "A flower show")) == [ALERTED, REJECTED]
    assert len(desk.memory.verdicts) == 2
    assert [s.kind for s in desk.memory.stories] == ["ddos"]
    assert [(d.channel, d.route, d.priority) for d in desk.memory.deliveries] == [("news", "all", 2)]


async def test_backlog_and_unrouted_alerts_are_filed_with_their_reason(desk):
    """What is not posted says why it was not."""
    desk.triage.world = replace(desk.triage.world, routes=(Route("severe", ("news",), Match(min_severity=4)),))
    found = await desk.settle(item(1, "An attack on a mill"), item(2, "A severe attack on a dam", backlog=True))
    assert found == [(ItemState.QUIET, ItemReason.NO_ROUTE), (ItemState.QUIET, ItemReason.BACKLOG)]
    assert desk.memory.deliveries == []


async def test_the_same_address_at_another_source_is_a_duplicate_even_in_the_same_batch(desk):
    """One alert, one post, however many sources carry its address."""
    found = await desk.settle(
        item(1, "An attack on a mill"), item(2, "Attack: mill stands still", source="herald", url="https://news.example/1")
    )
    assert found == [ALERTED, (ItemState.DUPLICATE, ItemReason.SAME_ADDRESS)]
    assert len(desk.memory.deliveries) == 1


async def test_a_wire_copy_is_a_near_duplicate_later_too(desk):
    """Nearly the same words at another outlet are the same news, in this batch or days later."""
    first, copy = item(1, LONG, title="Port attacked"), item(2, LONG + " (Agency)", "herald", title="Port attacked")
    assert await desk.settle(first) == [ALERTED]
    assert await desk.settle(copy) == [ALERTED, (ItemState.DUPLICATE, ItemReason.NEAR_DUPLICATE)]
    assert desk.memory.items[1].duplicate_of == desk.memory.items[0].id


@pytest.mark.parametrize("together", [True, False])
async def test_a_copy_of_a_copy_is_a_copy_of_the_original(desk, together):
    """A rewording at the same address is not like the original; its own verbatim copy elsewhere is known all the same."""
    first = item(1, "Attack on a harbour: booking stands still.", title="Harbour hit", url="https://news.example/p")
    reworded = item(2, LONG, "herald", title="Port attacked", url="https://news.example/p")
    verbatim = item(3, LONG + " (Agency)", "wire", title="Port attacked")
    if together:
        await desk.settle(first, reworded, verbatim)
    else:
        for one in (first, reworded, verbatim):
            await desk.settle(one)
    duplicate = ItemState.DUPLICATE
    assert desk.states() == [ALERTED, (duplicate, ItemReason.SAME_ADDRESS), (duplicate, ItemReason.NEAR_DUPLICATE)]
    assert {i.duplicate_of for i in desk.memory.items} == {"", first.id}


async def test_a_copy_of_a_rejected_item_is_judged_because_it_may_say_more(desk):
    """An empty first report must not hide the full second one."""
    found = await desk.settle(
        item(1, "Mill stands still"),
        item(2, "Mill stands still after an attack", source="herald", url="https://news.example/1"),
        item(3, "Mill still stands still after that attack", source="wire", url="https://news.example/1"),
    )
    assert found == [REJECTED, ALERTED, (ItemState.DUPLICATE, ItemReason.SAME_ADDRESS)]


async def test_entries_of_one_source_that_share_an_address_are_different_news(desk):
    """A status page links every entry to itself; none of them is lost."""
    page = "https://status.example/board"
    found = await desk.settle(
        item(1, "An attack on the mill began this morning", url=page), item(2, "A second attack hit the dam tonight", url=page)
    )
    assert found == [ALERTED, ALERTED]


async def test_no_words_and_poison_end_in_failed_and_hurt_nobody_else(desk):
    """One article that cannot be judged does not take the batch with it."""
    found = await desk.settle(item(1, ""), item(2, "poison"), item(3, "An attack on a mill"), item(4, "A flower show"))
    failed = (ItemState.FAILED, ItemReason.JUDGE_FAILED)
    assert found == [(ItemState.FAILED, ItemReason.NO_TEXT), failed, ALERTED, REJECTED]
    assert "cannot be judged" in desk.memory.items[1].detail


async def test_an_item_that_was_begun_often_is_judged_alone(desk):
    """A few restarts at a bad moment cost nothing: the item is judged by itself, and is an alert as ever."""
    await desk.memory.stores.sources.sync(["gazette"], START)
    both = (item(1, "An attack on a mill"), item(2, "A flower show"))
    await desk.memory.stores.sources.record([PollRecord(SourceState("gazette", START), both)])
    await desk.memory.stores.items.begun([both[0].id], ALONE_AFTER + 1)
    await desk.triage.run()
    assert desk.states() == [ALERTED, REJECTED]
    assert desk.judge.seen == [both[1].id, both[0].id]


async def test_an_item_that_kills_its_judge_is_set_aside(desk):
    """After more than ten judgings that never ended the item is failed, without being judged again."""
    await desk.memory.stores.sources.sync(["gazette"], START)
    await desk.memory.stores.sources.record([PollRecord(SourceState("gazette", START), (item(1, "An attack"),))])
    await desk.memory.stores.items.begun([item(1, "").id], MAX_ATTEMPTS + 1)
    await desk.triage.run()
    assert desk.states() == [(ItemState.FAILED, ItemReason.JUDGE_FAILED)]
    assert desk.judge.seen == []


async def test_only_a_judging_that_never_ended_counts(desk):
    """A process that dies again and again while it waits, writes, or has judged an item alone proves nothing against the item."""
    await desk.memory.stores.sources.sync(["gazette"], START)
    await desk.memory.stores.sources.record([PollRecord(SourceState("gazette", START), (item(1, "An attack on a mill"),))])

    async def killed(*_args, **_more):
        raise KeyboardInterrupt

    settle, desk.memory.stores.items.settle = desk.memory.stores.items.settle, killed
    for _ in range(3 * MAX_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            await desk.triage.run()
        desk.clock.advance(3600)
    desk.memory.stores.items.settle = settle
    await desk.triage.run()
    assert desk.states() == [ALERTED]


async def test_full_text_is_fetched_where_asked_and_the_entry_is_the_fallback(desk):
    """A source with full_text is judged by its page; a page that fails costs nothing but its text."""
    body = "<html><body><article><p>" + LONG + "</p><p>" + LONG.replace("Monday", "Tuesday") + "</p></article></body></html>"
    desk.pages.pages = {
        "https://news.example/1": body.encode(),
        "https://news.example/2": Transient(FailReason.TIMEOUT),
    }
    found = await desk.settle(item(1, "Port news", "pages"), item(2, "Attack on a mill", "pages"), item(3, "Port news too"))
    assert found == [ALERTED, ALERTED, REJECTED]
    assert desk.pages.asked == ["https://news.example/1", "https://news.example/2"]
    assert "harbour authority" in desk.memory.items[0].text


async def test_settling_twice_changes_nothing(desk):
    """A batch that was settled before a crash was noticed is not settled differently."""
    await desk.settle(item(1, "An attack on a mill"))
    before = (desk.memory.items, desk.memory.deliveries)
    await desk.settle(item(1, "A flower show"))
    assert (desk.memory.items, desk.memory.deliveries) == before


QUIET = (ItemState.QUIET, ItemReason.BELOW_THRESHOLD)


async def test_an_alert_that_only_thresholds_hold_back_says_so(desk):
    """It is filed as an alert, with its own reason and who asked for how much; the worst is posted all the same."""
    desk.triage.world = replace(desk.triage.world, thresholds={"news": 0.95})
    assert await desk.settle(item(1, "An attack on a mill"), item(2, "A severe attack on a dam")) == [QUIET, ALERTED]
    assert desk.memory.items[0].detail == "probability 0.90; channel news asks for 0.95"
    assert len(desk.memory.stories) == 2
    assert [d.priority for d in desk.memory.deliveries] == [4]


def test_a_score_is_never_rounded_up_to_the_threshold_that_it_missed():
    """Nobody reads that 0.60 was too little for 0.60, when it was 0.599."""
    assert [_down(score) for score in (0.57, 0.5999, 0.6, 0.29, 1.0)] == ["0.57", "0.59", "0.60", "0.29", "1.00"]


async def test_a_route_that_asks_for_more_holds_back_by_the_same_reason(desk):
    """What no route matches is another matter."""
    routes = (Route("sure", ("news",), threshold=0.95), Route("abroad", ("news",), Match(countries=frozenset({"LT"}))))
    desk.triage.world = replace(desk.triage.world, routes=routes)
    assert await desk.settle(item(1, "An attack on a mill")) == [QUIET]
    assert desk.memory.items[0].detail == "probability 0.90; route sure asks for 0.95"


@pytest.mark.parametrize("together", [True, False])
async def test_a_fuller_report_of_a_weak_alert_is_judged_by_itself(desk, together):
    """A teaser that was held back must not swallow the report that is sure; one that is no surer repeats it. Once the sure one
    is posted, the teaser is shown in its post.
    """
    desk.triage.world = replace(desk.triage.world, thresholds={"news": 0.95})
    teaser = item(1, "An attack on a mill")
    again = item(2, "Attack: mill stands still", source="herald", url=teaser.url)
    fuller = item(3, "A severe attack on a mill and a dam", source="wire", url=teaser.url)
    for some in [(teaser, again, fuller)] if together else [(teaser,), (again,), (fuller,)]:
        await desk.settle(*some)
    joined = (ItemState.ALERTED, ItemReason.JOINED)
    assert desk.states() == [joined, (ItemState.DUPLICATE, ItemReason.SAME_ADDRESS), ALERTED]
    assert len(desk.memory.stories) == 1
    assert desk.memory.items[1].duplicate_of == teaser.id
    late = item(4, "A severe attack on a mill and a dam too", source="gazette", url=teaser.url)
    assert (await desk.settle(late))[-1] == (ItemState.DUPLICATE, ItemReason.SAME_ADDRESS)
    assert len(desk.memory.deliveries) == 1


HELD = (ItemState.QUIET, ItemReason.HELD)
JOINED = (ItemState.ALERTED, ItemReason.JOINED)


def silence(desk, match, ends=timedelta(hours=2)):
    return Silence("s1", "", match, START, START + ends, "anna", "a drill", START)


async def test_what_is_silenced_is_filed_and_says_by_which_silence(desk):
    """The worst too; when the silence is over a copy of it is judged by itself, and both are shown."""
    await desk.memory.stores.silences.put(silence(desk, Match(kinds=frozenset({"ddos"}))))
    assert await desk.settle(item(1, "A severe attack on a dam")) == [HELD]
    assert desk.memory.items[0].detail == "channel news: silenced: somebody asked for silence (s1)"
    assert (len(desk.memory.stories), desk.memory.deliveries) == (1, [])
    desk.clock.advance(3600)
    copy = item(2, "A severe attack on a dam", source="herald", url="https://news.example/1")
    assert await desk.settle(copy) == [JOINED, ALERTED]


async def test_a_cap_counts_over_batches_and_inside_them(desk):
    """What a batch posts counts for its later items, what is stored for the next batch; an hour later there is room again."""
    desk.triage.world = replace(desk.triage.world, routes=(Route("all", ("news",), cap=2),))
    first = [item(n, f"An attack on mill {n} of {n * 7} in the town of {n * 31}") for n in range(3)]
    assert [s for s, _ in await desk.settle(*first)] == [ItemState.ALERTED] * 2 + [ItemState.QUIET]
    assert (await desk.settle(item(3, "An attack on a bakery")))[-1] == HELD
    assert (await desk.settle(item(4, "A severe attack on a dam")))[-1] == ALERTED
    desk.clock.advance(3601)
    assert (await desk.settle(item(5, "An attack on a brewery")))[-1] == ALERTED


async def test_what_waits_is_a_row_that_is_due_later(desk):
    """A window, and quiet hours that hold: the post is written at once and due when they are over."""
    now = desk.clock.now()
    minute = now.hour * 60 + now.minute
    quiet = Quiet(Hours(minute, minute + 30), Still.HOLD)
    routes = (
        Route("slow", ("news",), group=timedelta(minutes=10)),
        Route("calm", ("log",), quiet=quiet, template=Template.BRIEF),
    )
    desk.triage.world = replace(desk.triage.world, routes=routes)
    assert await desk.settle(item(1, "An attack on a mill")) == [ALERTED]
    due = {d.channel: d.due_at - now for d in desk.memory.deliveries}
    assert due == {"news": timedelta(minutes=10), "log": timedelta(minutes=30)}
    assert {d.channel: len(d.card.fields) <= 4 for d in desk.memory.deliveries} == {"news": False, "log": True}
    assert "channel news: grouped: it waits for further reports, until" in desk.memory.items[0].detail


async def test_a_source_for_few_is_told_to_few_and_a_public_one_to_all(desk):
    """What a strict source says stays in the cell; the same words from a public source are judged by themselves where nobody
    has seen them.
    """
    inside = replace(SOURCES["gazette"], tlp=Tlp.AMBER)
    channels = {"news": Channel("news", "terminal"), "cell": Channel("cell", "terminal", tlp=Tlp.AMBER)}
    world = replace(desk.triage.world, sources={**SOURCES, "gazette": inside}, rules=Rules(channels))
    desk.triage.world = replace(world, routes=(Route("all", ("news", "cell")),))
    assert await desk.settle(item(1, "An attack on a mill")) == [ALERTED]
    assert [d.channel for d in desk.memory.deliveries] == ["cell"]
    desk.triage.world = world
    assert (await desk.settle(item(2, "An attack on a bakery")))[-1] == HELD
    copy = item(3, "An attack on a bakery", source="herald", url="https://news.example/2")
    assert (await desk.settle(copy))[-1] == ALERTED
    assert [d.channel for d in desk.memory.deliveries] == ["cell", "news"]
