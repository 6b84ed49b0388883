"""Which server a channel is in, and what its people may know of others."""

from dataclasses import replace

import pytest

from bot.domain.delivery import Subject
from bot.domain.match import Match
from bot.domain.reasons import HitReason, PressRefusal, RouteReason, TextReason
from bot.domain.route import Channel, Route
from bot.domain.silence import Silence
from bot.domain.step import Stage, Step
from bot.domain.trace import Filed, Trace
from bot.pipeline.disclosure import trace_in
from bot.pipeline.places import Places, within
from bot.pipeline.presses import Meant, Presses, Spot
from bot.pipeline.routing import Context, Facts, Rules, decide_routes
from bot.pipeline.stories import Changed, Shown, StoryChanges
from bot.pipeline.world import World
from bot.storage.memory import Memory
from tests.contracts.made import MINUTE, alerted, entry, file, post
from tests.fakes.clock import FakeClock
from tests.fakes.memory import FakeMemory
from tests.fakes.nouns import NOON, RANSOMWARE, SOURCE, delivery, item
from tests.fakes.stories import story

HERE, THERE, NOWHERE = (
    Channel("a", "discord", "1", guild="10"),
    Channel("b", "discord", "2", guild="20"),
    Channel("c", "terminal"),
)
CHANNELS = {c.id: c for c in (HERE, THERE, NOWHERE)}
ONE, TWO = entry("1", SOURCE.id), entry("2", SOURCE.id)


def silence(guild):
    return Silence("s1", "kind:ddos", Match(kinds=frozenset({"ddos"})), NOON, NOON + MINUTE, "a", "b", NOON, guild=guild)


@pytest.mark.parametrize(("guild", "posts"), [("10", ["b", "c"]), ("20", ["a", "c"]), ("30", ["a", "b", "c"]), ("", [])])
def test_a_silence_holds_in_its_server(guild, posts):
    """What one server silences goes to the others all the same; what the operator silences goes nowhere."""
    context = Context(NOON, rules=Rules(CHANNELS), facts=Facts((silence(guild),)))
    choice = decide_routes(story(), [Route("all", ("a", "b", "c"))], context)
    assert [c.channel for c in choice.chosen] == posts
    assert {h.reason for h in choice.held} <= {RouteReason.SILENCED}
    assert {h.by for h in choice.held} <= {"s1"}


async def test_what_discord_said_is_remembered():
    """A restart knows it; whoever listens is told of a change, and only of one."""
    memory, told = FakeMemory(), []
    places = Places(memory, lambda: told.append(1))
    bare = {i: replace(c, guild="") for i, c in CHANNELS.items()}
    await places.heard({"1": "10", "2": "20"})
    await places.heard({"1": "10"})
    assert places.placed(bare) == CHANNELS
    again = Places(memory)
    await again.recall()
    assert again.placed(bare) == CHANNELS
    await again.left("20")
    assert again.placed(bare)["b"].guild == ""
    assert told == [1]


async def test_a_memory_that_holds_nonsense_is_nothing():
    """Discord will say it again."""
    for nonsense in ("", "{", "[]"):
        memory = FakeMemory()
        memory.kept["discord.places"] = nonsense
        places = Places(memory)
        await places.recall()
        assert places.placed({"a": HERE})["a"].guild == ""


def test_a_trace_tells_nothing_of_another_server():
    """Posts elsewhere, direct messages and who watches there are left out; what is in no server stays."""
    sent = tuple(delivery(about=c, channel=c) for c in ("a", "b", "c", "dm:7"))
    watched = [Step(Stage.WATCH, HitReason.WATCHED, NOON, "w", to) for to in ("a", "b", "dm:7")]
    steps = (Step(Stage.TEXT, TextReason.PAGE_FAILED, NOON), *watched)
    seen = trace_in(Trace(Filed(item(), None), None, (), sent, steps=steps), "10", CHANNELS)
    assert [d.channel for d in seen.deliveries] == ["a", "c"]
    assert [(s.stage, s.detail) for s in seen.steps] == [(Stage.TEXT, ""), (Stage.WATCH, "a")]
    assert within(None, "10")


@pytest.fixture
async def kept():
    """Two stories, posted in both servers."""
    memory = Memory()
    for one in (ONE, TWO):
        await file(memory.stores, alerted(one, heads=(post(one, "a"), post(one, "b"))), items=(one,))
    return memory


@pytest.fixture
def world():
    return World((), {SOURCE.id: SOURCE}, {"ransomware": RANSOMWARE}, rules=Rules(CHANNELS))


async def test_a_change_is_seen_elsewhere_without_its_author(kept, world):
    """Stories are shared, people are not; nor is it told where it is posted there."""
    hand = StoryChanges(kept.stores, lambda: world, FakeClock())
    assert isinstance(await hand.asked_in("20").close(ONE.id, "discord:7"), Changed)
    [elsewhere, home, operator] = [await h.show(ONE.id) for h in (hand.asked_in("10"), hand.asked_in("20"), hand)]
    assert isinstance(elsewhere, Shown)
    assert ([c.who for c in elsewhere.changes], [h.channel for h in elsewhere.heads]) == (["somebody in another server"], ["a"])
    assert ([c.who for c in home.changes], [h.channel for h in home.heads]) == (["discord:7"], ["b"])
    assert len(operator.heads) == 2


async def test_a_press_is_about_the_post_where_it_is(kept, world):
    """Its own channel, or a thread of it; only posts of the same server stand beside it."""
    presses = Presses(kept.stores, lambda: world)
    head = post(ONE, "a").id
    for spot in (Spot(frozenset({"1"})), Spot(frozenset({"77", "1"}))):
        meant = await presses.meant(head, spot)
        assert isinstance(meant, Meant)
        assert (meant.story.id, [h.channel for h in meant.heads]) == (ONE.id, ["a"])
    for wrong in (Spot(frozenset({"2"})), Spot(frozenset())):
        assert await presses.meant(head, wrong) is PressRefusal.UNKNOWN_POST
    assert await presses.meant("f" * 20, Spot(frozenset({"1"}))) is PressRefusal.UNKNOWN_POST


async def test_a_press_on_a_merged_story_is_about_the_whole(kept, world):
    """The old post's buttons speak of the story that it became part of."""
    await StoryChanges(kept.stores, lambda: world, FakeClock()).merge(ONE.id, TWO.id, "cli")
    meant = await Presses(kept.stores, lambda: world).meant(post(ONE, "a").id, Spot(frozenset({"1"})))
    assert isinstance(meant, Meant)
    assert meant.story.id == TWO.id
    assert {h.item_id for h in meant.heads} == {ONE.id, TWO.id}


async def test_only_posts_of_stories_are_pressed(kept, world):
    """A notice, or a post whose story was forgotten, has nothing to press."""
    note = replace(post(ONE, "a"), id="e" * 20, subject=Subject.NOTICE)
    gone = replace(post(ONE, "a"), id="d" * 20, item_id="gone")
    await kept.stores.outbox.add([note, gone])
    presses, spot = Presses(kept.stores, lambda: world), Spot(frozenset({"1"}))
    assert await presses.meant(note.id, spot) is PressRefusal.UNKNOWN_POST
    assert await presses.meant(gone.id, spot) is PressRefusal.STORY_GONE
