"""`/feedback`, `/help`, `/model`, `/digest schedule`, `/story follow` and `/status`, asked in a simulated Discord, rules kept (conftest)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import pytest

from bot.chat.answer import Desk
from bot.chat.client import TocsinClient
from bot.chat.commands import GROUPS
from bot.chat.commands.help import RIGHTS
from bot.chat.sink import DiscordSink
from bot.domain.digest import Digest
from bot.domain.feedback import Judgement
from bot.domain.period import Schedule, parse
from bot.domain.route import Channel
from bot.domain.source import SourceState
from bot.domain.trace import Filed
from bot.pipeline.deliver import Deliver, DeliverPlan
from bot.pipeline.routing import Rules
from bot.pipeline.stories import StoryChanges
from bot.pipeline.world import World
from bot.storage.memory import Memory
from tests.chat.conftest import Office, Shelf, duty_of, team_of
from tests.chat.test_commands import shown
from tests.contracts.made import alerted, entry, file, post
from tests.fakes.clock import FakeClock
from tests.fakes.duty import ANA, DUTY
from tests.fakes.memory import FakeMemory
from tests.fakes.nouns import DDOS, RANSOMWARE, SOURCE, item

ITEM = entry("1", SOURCE.id)


@pytest.fixture
def boss(simcord_env: Any, channel: Any) -> Any:
    """A duty officer, as administrators are."""
    role = simcord_env.guild.create_role("boss", permissions=discord.Permissions(administrator=True))
    return simcord_env.guild.add_member(simcord_env.create_user("boss"), roles=[role])


def words(result: Any) -> str:
    return "\n".join(f"{e.title}\n{e.description}" for e in shown(result)).replace("\\", "")


@pytest.fixture
async def kept(simcord_env: Any, channel: Any, desk: Desk, shelf: Shelf, clock: FakeClock) -> Memory:
    """A story that is posted in the channel, and a client that knows of it."""
    base = Memory()
    place = Channel("desk", "discord", str(channel.id), guild=str(simcord_env.guild.id))
    world = World((), {SOURCE.id: SOURCE}, {"ransomware": RANSOMWARE, "ddos": DDOS}, rules=Rules({"desk": place}))
    object.__setattr__(desk, "changes", StoryChanges(base.stores, lambda: world, clock))
    object.__setattr__(desk, "team", team_of(base, clock, world))
    client = TocsinClient(desk, FakeMemory())
    await simcord_env.restart_bot(client)
    head = post(ITEM, created_at=clock.now(), due_at=clock.now())
    await file(base.stores, alerted(ITEM, heads=(head,)), items=(ITEM,))
    sink = DiscordSink(client, clock, client.buttons.below)
    await Deliver(base.stores.outbox, {"discord": sink}, {"desk": place}, clock, DeliverPlan()).run()
    return base


async def test_feedback_is_recorded_in_its_channel(boss: Any, channel: Any, kept: Memory) -> None:
    """As the button would: the channel's threshold follows it."""
    options = {"alert": ITEM.url, "judgement": "wrong_kind", "kind": "ddos", "note": "a flood"}
    assert "wrong kind (ddos): recorded" in words(await boss.slash(channel, "feedback", **options))
    (said,) = await kept.stores.feedback.find()
    assert (said.judgement, said.channel, said.right_kind) == (Judgement.WRONG_KIND, "desk", "ddos")


async def test_feedback_that_makes_no_sense_is_refused(boss: Any, alice: Any, channel: Any, kept: Memory) -> None:
    """An alert that is none, a kind that is missing, a viewer: in words, and nothing is stored."""
    said = words(await boss.slash(channel, "feedback", alert="https://news.example/unheard", judgement="noise"))
    assert "Nothing was recorded" in said
    said = words(await boss.slash(channel, "feedback", alert=ITEM.id, judgement="wrong_kind"))
    assert "Nothing was recorded" in said
    assert "needs the role analyst" in words(await alice.slash(channel, "feedback", alert=ITEM.id, judgement="noise"))
    assert await kept.stores.feedback.find() == []


async def test_alerts_and_stories_complete_by_title(alice: Any, channel: Any, kept: Memory, shelf: Shelf) -> None:
    """The newest ones; nobody types an id."""
    shelf.filed = [Filed(item(id="a1", title="Ferries halted"), None), Filed(item(id="b2", title="Port of Norhaven shut"), None)]
    for command, option in (("feedback", "alert"), ("story follow", "story"), ("story merge", "into")):
        (found,) = await alice.autocomplete(channel, command, option, "norhaven")
        assert (found["name"], found["value"]) == ("Port of Norhaven shut", "b2")


async def test_a_story_is_followed(alice: Any, channel: Any, kept: Memory) -> None:
    """The one who asks is in the thread below its post in this server."""
    assert "Following" in words(await alice.slash(channel, "story follow", story=ITEM.url))
    assert len(channel.threads) == 1


async def test_a_story_that_cannot_be_followed(alice: Any, channel: Any, desk: Desk, kept: Memory) -> None:
    """None of that name, or no post of it here: what may be done instead is said."""
    assert "no story has that id or address" in words(await alice.slash(channel, "story follow", story="nonsense"))
    place = desk.team.channels()["desk"]
    object.__setattr__(place, "guild", "999")
    assert "no post with a thread in this server" in words(await alice.slash(channel, "story follow", story=ITEM.id))


async def test_digests_are_shown_with_their_next_time(alice: Any, channel: Any, desk: Desk, clock: FakeClock) -> None:
    """By their own clock; those of another server are not."""
    assert "None is set up" in words(await alice.slash(channel, "digest schedule"))
    digest = Digest("morning", "soc", Schedule(parse("daily 08:00")))
    desk.digests.plan = replace(desk.digests.plan, digests=(digest,))
    for guild, told in (
        (str(alice.guild.id), "morning: channel soc, daily 08:00 UTC, next <t:1767686400:f>"),
        ("999", "No digests"),
    ):
        place = Channel("soc", "discord", "1", guild=guild)
        object.__setattr__(desk, "team", team_of(Memory(), clock, World((), {}, {}, rules=Rules({"soc": place}))))
        assert told in words(await alice.slash(channel, "digest schedule"))


async def test_help_names_what_one_may_do(simcord_env: Any, boss: Any, alice: Any, channel: Any, office: Office) -> None:
    """A viewer is not told of what would be refused; a server that is not named is not told of settings."""
    told = words(await alice.slash(channel, "help"))
    assert told.startswith("Tocsin\nYou are viewer here")
    assert "/why" in told
    assert "/sources pause" not in told
    assert "/story split" not in told
    assert "/sources pause" in words(await boss.slash(channel, "help"))
    assert "`/page`" not in told
    office.home = False
    assert "/sources pause" not in words(await boss.slash(channel, "help"))


async def test_help_knows_who_is_on_the_roster(simcord_env: Any, alice: Any, channel: Any, desk: Desk, clock: FakeClock) -> None:
    """They may page and answer without a role."""
    mine = replace(ANA, contacts=(replace(ANA.contacts[0], address=str(alice.id)),))
    duty = duty_of(Memory(), clock, replace(DUTY, people={"ana": mine}))
    await simcord_env.restart_bot(TocsinClient(replace(desk, duty=duty), FakeMemory()))
    told = words(await alice.slash(channel, "help"))
    assert all(f"`/{name}`" in told for name in ("page", "ack", "oncall leave"))
    assert "`/activate open`" not in told


def test_help_knows_every_command_that_needs_a_right(desk: Desk) -> None:
    """No right is named for a command that is not there."""
    made: list[Any] = [build(desk) for build in GROUPS]
    names = {c.qualified_name for m in made for c in (m.walk_commands() if isinstance(m, discord.app_commands.Group) else [m])}
    assert set(RIGHTS) <= names


async def test_the_judge_shows_its_figures(alice: Any, channel: Any) -> None:
    """Version, how it was measured, and each figure of the model card."""
    told = words(await alice.slash(channel, "model"))
    assert told.startswith("Judge t1")
    assert "calibration error" in told


async def test_status_counts_what_is_due_and_late(alice: Any, channel: Any, shelf: Shelf, clock: FakeClock) -> None:
    """Paused sources are not late; the judge is named."""
    now = clock.now()
    shelf.infos = {i: replace(SOURCE, id=i) for i in ("a", "b", "c")}
    shelf.states = [
        SourceState("a", now),
        SourceState("b", now - timedelta(minutes=3)),
        SourceState("c", now - timedelta(hours=1), paused=True),
    ]
    told = words(await alice.slash(channel, "status"))
    assert "Sources: 3, 0 broken, 1 paused; 2 due, 1 of them late" in told
    assert "judge t1" in told
