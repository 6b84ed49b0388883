"""`/story`: a look for everybody, changes for analysts, refusals in words."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.chat.answer import Desk
from bot.chat.commands.story import Stories, build
from bot.domain.route import Channel
from bot.domain.tlp import Tlp
from bot.pipeline.stories import StoryChanges
from bot.pipeline.world import World
from bot.storage.memory import Memory
from tests.chat.test_commands import shown
from tests.contracts.made import alerted, entry, file
from tests.fakes.clock import FakeClock
from tests.fakes.nouns import RANSOMWARE, SOURCE

ONE, TWO = entry("1"), entry("2", "press")


@pytest.fixture
def kept() -> Memory:
    return Memory()


@pytest.fixture
def desk(desk: Desk, kept: Memory, clock: FakeClock) -> Desk:
    world = World((), {}, {"ransomware": RANSOMWARE})
    return replace(desk, changes=StoryChanges(kept.stores, lambda: world, clock))


@pytest.fixture
async def story(kept: Memory) -> str:
    first = alerted(ONE)
    await file(kept.stores, first, alerted(TWO, story=first.story), items=(ONE, TWO))
    return ONE.id


@pytest.fixture
def boss(simcord_env: Any, channel: Any) -> Any:
    role = simcord_env.guild.create_role("mods", permissions=discord.Permissions(administrator=True))
    return simcord_env.guild.add_member(simcord_env.create_user("boss"), roles=[role])


def words(result: Any) -> str:
    return "\n".join(f"{e.title}\n{e.description}" for e in shown(result))


async def test_anybody_may_look(alice: Any, channel: Any, story: str) -> None:
    """Reports, sources and state of a story, found by the address of one of its reports."""
    said = words(await alice.slash(channel, "story show", story=TWO.url))
    assert f"Story {story}" in said
    assert said.count("Report ") == 2


async def test_a_story_is_split_merged_and_closed(boss: Any, channel: Any, story: str, kept: Memory) -> None:
    """Each change says what was done and by which id it can be undone; who did it is on record."""
    said = [
        words(await boss.slash(channel, "story split", story=story, report=TWO.id)),
        words(await boss.slash(channel, "story merge", story=TWO.id, into=story)),
        words(await boss.slash(channel, "story close", story=story)),
    ]
    assert [w in s for w, s in zip(("split off", "merged into", "closed"), said, strict=True)] == [True] * 3
    done = await kept.stores.stories.changes(story)
    assert {c.who for c in done} == {f"discord:{boss.id}"}


async def test_a_viewer_changes_nothing(alice: Any, channel: Any, story: str, kept: Memory) -> None:
    """A polite refusal, and nothing on record."""
    for command, options in (("split", {"report": TWO.id}), ("merge", {"into": TWO.id}), ("close", {})):
        said = words(await alice.slash(channel, f"story {command}", story=story, **options))
        assert "needs the role analyst" in said
    assert await kept.stores.stories.last_change() == 0


async def test_a_story_that_is_none_is_refused_in_words(boss: Any, channel: Any, story: str) -> None:
    """Looks and changes alike."""
    assert "no story has that id" in words(await boss.slash(channel, "story show", story="x"))
    assert "no story has that id" in words(await boss.slash(channel, "story close", story="x"))


async def test_a_closing_is_taken_back_and_a_change_undone(boss: Any, channel: Any, story: str, kept: Memory) -> None:
    """By open, and by the change's id."""
    await boss.slash(channel, "story close", story=story)
    assert "open" in words(await boss.slash(channel, "story open", story=story)).casefold()
    await boss.slash(channel, "story split", story=story, report=TWO.id)
    change, *_ = await kept.stores.stories.changes(story)
    await boss.slash(channel, "story undo", change=change.id)
    files = await kept.stores.stories.files([story])
    assert (files[story].closed, len(files[story].reports)) == (False, 2)


async def test_a_story_is_shown_as_the_channel_may_know_it(
    simcord_env: Any, desk: Desk, story: str, kept: Memory, clock: FakeClock
) -> None:
    """Reports for few are not there in a channel for all, and are where the readers are cleared."""
    secret = replace(SOURCE, id="press", name="The Inner Paper", tlp=Tlp.AMBER)
    world = World((), {"press": secret}, {"ransomware": RANSOMWARE})
    changes = StoryChanges(kept.stores, lambda: world, clock)
    group = build(replace(desk, changes=changes))
    assert isinstance(group, Stories)
    seen = {level: "\n".join(c.body for c in await group._shown(story, level, "10")) for level in (Tlp.GREEN, Tlp.AMBER)}
    assert ["Inner Paper" in body for body in seen.values()] == [False, True]
    alone = await group._shown("nothing", Tlp.RED, "10")
    assert alone[0].title == "No such story"


def test_a_thread_is_read_by_those_who_read_its_channel(desk: Desk) -> None:
    """What may be answered follows the place where it is asked."""
    channels = {"cell": Channel("cell", "discord", "7", tlp=Tlp.AMBER)}
    asked = replace(desk, channels=lambda: channels)

    def where(here: int, parent: int | None = None) -> Any:
        return SimpleNamespace(channel_id=here, channel=SimpleNamespace(parent_id=parent))

    assert [asked.readers(where(*place)) for place in ((7,), (99, 7), (99, 8), (8,))] == [
        Tlp.AMBER,
        Tlp.AMBER,
        Tlp.CLEAR,
        Tlp.CLEAR,
    ]
