"""The promises of the client: what it may see, and when it tells Discord its commands."""

from typing import Any

import discord

from bot.chat.answer import Desk
from bot.chat.client import TocsinClient
from bot.chat.commands import GROUPS
from bot.chat.menus import MENUS
from tests.fakes.memory import FakeMemory

OFFERED = len(GROUPS) + len(MENUS)


def syncs(env: Any) -> int:
    return sum(r.method == "PUT" and r.path.endswith("/commands") for r in env.http_requests)


async def test_commands_are_told_once(simcord_env: Any, desk: Desk, memory: FakeMemory) -> None:
    """A restart with the same commands tells Discord nothing; after a change it tells them again."""
    assert syncs(simcord_env) == 1
    await simcord_env.restart_bot(TocsinClient(desk, memory))
    assert syncs(simcord_env) == 1
    memory.kept = dict.fromkeys(memory.kept, "older")
    await simcord_env.restart_bot(TocsinClient(desk, memory))
    assert syncs(simcord_env) == 2


STORY = ("story show", "story split", "story merge", "story close")


def told_places(env: Any) -> list[tuple[str, int]]:
    """Each set of commands that was told: the end of its path, and how many commands it held."""
    puts = [r for r in env.http_requests if r.method == "PUT" and r.path.endswith("/commands")]
    return [(r.path.split("/", 3)[3], len(r.json)) for r in puts]


async def test_named_guilds_get_the_commands_and_nobody_else(simcord_env: Any, desk: Desk, memory: FakeMemory) -> None:
    """Commands are told to each guild of the settings, taken back everywhere else, and a restart repeats nothing."""
    first, second = (simcord_env.create_guild().id for _ in range(2))
    assert told_places(simcord_env) == [("commands", OFFERED)]
    await simcord_env.restart_bot(TocsinClient(desk, memory, (first, second)))
    assert told_places(simcord_env)[1:] == [
        ("commands", 0),
        (f"guilds/{first}/commands", OFFERED),
        (f"guilds/{second}/commands", OFFERED),
    ]
    await simcord_env.restart_bot(TocsinClient(desk, memory, (first, second)))
    assert len(told_places(simcord_env)) == 4
    await simcord_env.restart_bot(TocsinClient(desk, memory))
    assert told_places(simcord_env)[4:] == [
        ("commands", OFFERED),
        (f"guilds/{first}/commands", 0),
        (f"guilds/{second}/commands", 0),
    ]


async def test_a_guild_that_refuses_does_not_stop_the_others(simcord_env: Any, desk: Desk) -> None:
    """A guild that the bot was never invited to, or was thrown out of, costs a warning; it is asked again at the next start."""
    memory = FakeMemory()
    first, second = (simcord_env.create_guild().id for _ in range(2))
    simcord_env.inject_error("PUT", f"/applications/*/guilds/{first}/commands", status=403, code=50001)
    await simcord_env.restart_bot(TocsinClient(desk, memory, (first, second)))
    (kept,) = memory.kept.values()
    assert str(second) in kept
    assert str(first) not in kept
    before = len(told_places(simcord_env))
    await simcord_env.restart_bot(TocsinClient(desk, memory, (first, second)))
    assert told_places(simcord_env)[before:] == [(f"guilds/{first}/commands", OFFERED)]


async def test_a_refused_sync_does_not_stop_the_bot(simcord_env: Any, desk: Desk, channel: Any) -> None:
    """Posting matters more than commands: the bot starts, and tells them at the next start."""
    memory = FakeMemory()
    simcord_env.inject_error("PUT", "/applications/*/commands", status=400, code=50035)
    await simcord_env.restart_bot(TocsinClient(desk, memory))
    assert memory.kept == {}
    simcord_env.inject_error("PUT", "/applications/*/commands", status=503, times=5)
    await simcord_env.restart_bot(TocsinClient(desk, memory))
    assert memory.kept == {}
    await simcord_env.restart_bot(TocsinClient(desk, memory))
    assert memory.kept


async def test_ready_again_does_nothing_again(simcord_env: Any) -> None:
    """`on_ready` fires after every lost session; nothing happens twice."""
    before = len(simcord_env.http_requests)
    await simcord_env.bot.on_ready()
    await simcord_env.bot.on_ready()
    assert len(simcord_env.http_requests) == before


def test_it_sees_no_messages(desk: Desk, memory: FakeMemory) -> None:
    """Guilds are the only intent; nobody is mentioned unless a post says whom."""
    client = TocsinClient(desk, memory)
    assert client.intents == discord.Intents(guilds=True)
    assert client.allowed_mentions is not None
    assert client.allowed_mentions.to_dict() == {"parse": []}


async def test_every_command_is_described(simcord_env: Any) -> None:
    """All groups are there, with a description on each command and option."""
    (told,) = [r.json for r in simcord_env.http_requests if r.path.endswith("/commands")]
    names = {f"{c['name']} {o['name']}" if o["type"] == 1 else c["name"] for c in told for o in c.get("options") or [{"type": 0}]}
    assert {
        "alerts latest",
        "digest now",
        "landscape country",
        "sources list",
        "status",
        "why",
        "watch add",
        "sources health",
        *STORY,
    } <= names
    assert len(told) == OFFERED
    parts = [
        *told,
        *(o for c in told for o in c.get("options", ())),
        *(o for c in told for g in c.get("options", ()) for o in g.get("options", ())),
    ]
    short = [part for part in parts if "description" in part and len(part["description"]) <= 5]
    assert not short
