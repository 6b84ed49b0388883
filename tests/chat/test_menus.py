"""What stands under "Apps" of a message, used by people in a simulated Discord. Every request is held against Discord's rules (conftest)."""

from typing import Any

import discord
import pytest

from bot.chat.answer import Desk
from bot.chat.client import TocsinClient
from bot.chat.menus import MENUS
from bot.domain.audit import AuditAction
from bot.domain.errors import Permanent
from bot.domain.reasons import FailReason
from bot.pipeline.stories import StoryChanges
from bot.pipeline.world import World
from bot.storage.memory import Memory
from tests.chat.conftest import Office, Shelf, team_of
from tests.chat.test_commands import shown
from tests.contracts.made import alerted, entry, file
from tests.fakes.clock import FakeClock
from tests.fakes.memory import FakeMemory
from tests.fakes.nouns import SOURCE

PAGE = b"<html><head><title>Ferry line down</title></head><body><article><p>%s</p></article></body></html>"
ONE, TWO = entry("1", SOURCE.id), entry("2", SOURCE.id)


@pytest.fixture
def boss(simcord_env: Any, channel: Any) -> Any:
    """An analyst and more, as administrators are."""
    role = simcord_env.guild.create_role("boss", permissions=discord.Permissions(administrator=True))
    return simcord_env.guild.add_member(simcord_env.create_user("boss"), roles=[role])


def words(result: Any) -> str:
    return "\n".join(f"{e.title}\n{e.description}" for e in shown(result)).replace("\\", "")


async def test_a_message_is_judged(boss: Any, alice: Any, channel: Any) -> None:
    """Its words, for the one who asks, and nothing is stored; the writer hears nothing."""
    message = await alice.send(channel, "An attack on the ferry booking system of Norhaven in Lithuania")
    (embed,) = shown(await boss.context_menu(channel, "Judge this", message))
    assert "An alert with probability 0.90" in embed.description
    assert "Where: LT" in embed.description
    assert embed.footer.text == "judged on request; nothing is stored or posted"
    calm = await alice.send(channel, "The ferry sails at noon as ever, and the sun shines")
    assert "Not an alert" in words(await boss.context_menu(channel, "Judge this", calm))


async def test_links_of_a_message_are_read(boss: Any, alice: Any, channel: Any, office: Office) -> None:
    """Three at most, each once; one that cannot be read says why and spoils no other."""
    office.pages.pages = {
        "https://news.example/1": PAGE % (b"An attack stopped the ferry line of Norhaven on Monday. " * 20),
        "https://news.example/2": Permanent(FailReason.NOT_FOUND, "404"),
        "https://news.example/3": PAGE % (b"The line sails again and all is calm at the pier of Norhaven. " * 20),
    }
    links = (
        "(https://news.example/1), https://news.example/2. <https://news.example/3> https://news.example/1 https://news.example/4"
    )
    message = await alice.send(channel, links)
    embeds = shown(await boss.context_menu(channel, "Judge this", message))
    assert [e.url for e in embeds] == ["https://news.example/1", None, "https://news.example/3"]
    assert "An alert" in embeds[0].description
    assert "404" in embeds[1].description
    assert sorted(office.pages.asked) == [f"https://news.example/{n}" for n in (1, 2, 3)]


async def test_a_message_that_says_nothing(boss: Any, alice: Any, channel: Any) -> None:
    """Nothing to judge, and nothing to add, in words."""
    message = await alice.send(channel, "hm")
    assert "neither a sentence nor a link" in words(await boss.context_menu(channel, "Judge this", message))
    assert "holds none" in words(await boss.context_menu(channel, "Add to story", message))


async def test_a_viewer_is_refused(alice: Any, channel: Any, office: Office) -> None:
    """No page is fetched, and no form opened, for somebody who may not."""
    message = await alice.send(channel, "An attack on the ferries: https://news.example/1")
    for menu in ("Judge this", "Add to story", "Page on-call"):
        assert "needs the role analyst" in words(await alice.context_menu(channel, menu, message))
    assert office.pages.asked == []


async def test_a_hostile_message_stays_tame(boss: Any, alice: Any, channel: Any, office: Office) -> None:
    """What is quoted of it mentions and formats nothing."""
    office.pages.pages = {"https://evil.example/x": PAGE % (b"**attack** &lt;@1&gt; @everyone " * 50)}
    message = await alice.send(channel, "**attack** @everyone [free](https://evil.example/x) " + "a" * 1500)
    embeds = shown(await boss.context_menu(channel, "Judge this", message))
    assert not any("@everyone" in f"{e.title}{e.description}" for e in embeds)


@pytest.fixture
async def kept(simcord_env: Any, desk: Desk, shelf: Shelf, clock: FakeClock) -> Memory:
    """Two stories in the stores, and a client over them."""
    base = Memory()
    await file(base.stores, alerted(ONE), alerted(TWO), items=(ONE, TWO))
    world = World((), {SOURCE.id: SOURCE}, shelf.kinds)
    object.__setattr__(desk, "changes", StoryChanges(base.stores, lambda: world, clock))
    object.__setattr__(desk, "team", team_of(base, clock, world))
    await simcord_env.restart_bot(TocsinClient(desk, FakeMemory()))
    return base


async def added(person: Any, channel: Any, message: Any, name: str) -> Any:
    form = await person.context_menu(channel, "Add to story", message)
    (part,) = form.modal["components"]
    return await person.submit_modal(form, {part["component"]["custom_id"]: name})


async def test_a_link_is_added_to_a_story(boss: Any, alice: Any, channel: Any, kept: Memory) -> None:
    """Its report's story becomes part of the one that is named, on record and to be undone."""
    message = await alice.send(channel, f"is this not the same? {TWO.url}")
    said = words(await added(boss, channel, message, ONE.id))
    assert said.startswith("Done")
    assert f"merged into {ONE.id}" in said
    assert [x.action for x in await kept.stores.audit.find()] == [AuditAction.STORY_MERGED]


async def test_a_link_or_story_that_is_none(boss: Any, alice: Any, channel: Any, kept: Memory) -> None:
    """In words, and nothing is changed."""
    message = await alice.send(channel, "https://news.example/unheard")
    assert "no story has that id or address" in words(await added(boss, channel, message, ONE.id))
    message = await alice.send(channel, TWO.url)
    assert "no story has that id or address" in words(await added(boss, channel, message, "nonsense"))
    assert await kept.stores.audit.find() == []


def test_every_entry_has_a_name_of_its_own(desk: Desk) -> None:
    """Discord allows fifteen."""
    names = [build(desk).name for build in MENUS]
    assert len(set(names)) == len(names) <= 15
