"""The promises of the client: what it may see, and when it tells Discord its commands."""

from typing import Any

import discord

from bot.chat.answer import Desk
from bot.chat.client import TocsinClient
from tests.fakes.memory import FakeMemory


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


async def test_a_refused_sync_does_not_stop_the_bot(simcord_env: Any, desk: Desk, channel: Any) -> None:
    """Posting matters more than commands: the bot starts, and tells them at the next start."""
    memory = FakeMemory()
    simcord_env.inject_error("PUT", "/applications/*/commands", status=400, code=50035)
    await simcord_env.restart_bot(TocsinClient(desk, memory))
    assert memory.kept == {}
    simcord_env.inject_error("PUT", "/applications/*/commands", status=503)
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
    """All five commands are there, with a description on each command and option."""
    (told,) = [r.json for r in simcord_env.http_requests if r.path.endswith("/commands")]
    names = {f"{c['name']} {o['name']}" if o["type"] == 1 else c["name"] for c in told for o in c.get("options") or [{"type": 0}]}
    assert names == {"alerts latest", "alerts search", "sources list", "status", "why"}
    parts = [
        *told,
        *(o for c in told for o in c.get("options", ())),
        *(o for c in told for g in c.get("options", ()) for o in g.get("options", ())),
    ]
    assert all(len(part["description"]) > 5 for part in parts)
