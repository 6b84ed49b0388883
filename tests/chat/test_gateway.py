"""The client on a real gateway session with a Discord of ours: answers that meet trouble, the budget, shards, guilds that go."""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket, KeepAliveHandler
from structlog.testing import capture_logs

from bot.chat import client as client_module
from bot.chat.answer import Desk
from bot.chat.identify import Identifies
from bot.chat.session import Chat, signed_in
from bot.domain.errors import ConfigError, Permanent, TocsinError
from bot.domain.route import Channel
from bot.domain.source import Health, SourceState
from tests.chat.conftest import Shelf
from tests.fakes.clock import FakeClock
from tests.fakes.discord_gateway import IDENTIFY, INVALID, PRESENCE, GatewayDiscord, gateway_discord
from tests.fakes.discord_wire import TOKEN
from tests.fakes.memory import FakeMemory
from tests.fakes.nouns import NOON, SOURCE, delivery

HERE = Channel("desk", "discord", "5")
ALREADY = (400, {}, {"message": "Interaction has already been acknowledged.", "code": 40060})
UNKNOWN = (404, {}, {"message": "Unknown interaction", "code": 10062})
Enter = Callable[..., Awaitable[Chat]]


@pytest.fixture
async def fake(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[GatewayDiscord]:
    async with gateway_discord(heartbeat=5) as running:
        monkeypatch.setattr(discord.http.Route, "BASE", f"http://{running.address}")
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(f"ws://{running.address}/gateway"))
        monkeypatch.setattr(client_module, "PAUSE", timedelta())
        monkeypatch.setattr(discord.client.ExponentialBackoff, "delay", lambda _: 0.01)
        made = discord.Client.__init__
        monkeypatch.setattr(discord.Client, "__init__", lambda self, **o: made(self, guild_ready_timeout=0.05, **o))
        yield running


@pytest.fixture
async def enter(fake: GatewayDiscord, desk: Desk, memory: FakeMemory) -> AsyncIterator[Enter]:
    """Signs in; everything is closed at the end, before the fake judges what was said."""
    opened = []

    async def signing_in(ready: bool = True, **options: Any) -> Chat:
        clock = options.pop("clock", desk.clock)
        context = signed_in(TOKEN, replace(desk, clock=clock), memory, options.pop("guilds", ()), listen=True, **options)
        opened.append(context)
        chat = await context.__aenter__()
        if ready:
            await fake.until(lambda: fake.ops(PRESENCE))
        return chat

    yield signing_in
    for context in opened:
        await context.__aexit__(None, None, None)


def answers(fake: GatewayDiscord) -> list[Any]:
    return fake.asked("POST", "/callback")


async def soon(true: Callable[[], Any]) -> None:
    """Waits for something that no server sees."""
    async with asyncio.timeout(5):
        for _ in iter(lambda: bool(true()), True):
            await asyncio.sleep(0.005)


@pytest.mark.parametrize(
    "script",
    [
        [503],
        [520],
        [(522, {}, "<h1>connection timed out</h1>")],
        ["reset"],
        [(429, {"Retry-After": "0.2"}, "<h1>too many requests</h1>")],
        ["reset", 503, 500],
        ["reset", ALREADY],
    ],
)
async def test_a_person_is_answered_through_trouble(fake: GatewayDiscord, enter: Enter, script: list[Any]) -> None:
    """Each gap of the library costs a second try, with the same words; an answer that was taken although it was lost is no error."""
    fake.scripted["/callback"] = deque(script)
    await enter()
    with capture_logs() as logs:
        await fake.interact("status")
        await fake.until(lambda: len(answers(fake)) == len(script) + (ALREADY not in script))
        await asyncio.sleep(0.05)
    first, *more = answers(fake)
    assert all(again == first for again in more)
    assert first["data"]["embeds"][0]["title"] == "All is well"
    assert not [entry for entry in logs if entry["event"].startswith("command.")]


async def test_an_answer_too_late_is_given_up(fake: GatewayDiscord, enter: Enter) -> None:
    """After its 3 s an interaction is gone: that is logged, and not asked for ever."""
    fake.scripted["/callback"] = deque([UNKNOWN] * 9)
    await enter()
    with capture_logs() as logs:
        await fake.interact("status")
        await fake.until(lambda: len(answers(fake)) == 2)
        await asyncio.sleep(0.05)
    assert "command.unanswered" in [entry["event"] for entry in logs]
    assert len(answers(fake)) == 2


async def test_a_late_answer_is_not_doubled_in_doubt(fake: GatewayDiscord, enter: Enter, shelf: Shelf) -> None:
    """After "thinking ..." the answer is a new message: it is repeated where it was not taken, and not where it may have been."""
    shelf.delay = 0.05
    await enter()
    fake.scripted["/tok"] = deque([503])
    await fake.interact("why", url="x")
    await fake.until(lambda: len(fake.asked("POST", "/tok")) == 2)
    fake.scripted["/tok"] = deque(["reset"])
    await fake.interact("why", url="x")
    await fake.until(lambda: len(fake.asked("POST", "/tok")) == 4)
    first, second, third, sorry = fake.asked("POST", "/tok")
    assert first == second == third
    assert sorry["embeds"][0]["description"].startswith("Discord did not take the answer")


async def test_past_the_budget_nobody_signs_in_and_posts_go_on(
    fake: GatewayDiscord, enter: Enter, memory: FakeMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash loop that has used its budget starts without a gateway, says so in one line, posts over REST, and signs in when it may."""
    clock = FakeClock(auto=False)
    windows = ((timedelta(hours=1), 3),)
    monkeypatch.setattr(client_module, "Identifies", lambda *a: Identifies(*a, windows))
    budget = Identifies(memory, clock, lambda: 1, windows)
    for _ in range(3):
        await budget.spend()
    told: list[Any] = []

    async def tell(error: Any) -> None:
        told.append(error)

    with capture_logs() as logs:
        chat = await enter(ready=False, clock=clock, tell=tell)
        await fake.until(lambda: fake.asked("PUT", "/commands"))
        await soon(lambda: clock.sleepers)
        assert await chat.sink.send(delivery(), HERE) == "77"
        assert fake.lines == []
    (line,) = [entry for entry in logs if entry["event"] == "discord.identify_budget"]
    assert "look for what restarts the bot" in line["detail"]
    assert [error.detail for error in told] == [line["detail"]]
    clock.advance(3700)
    await fake.until(lambda: fake.ops(PRESENCE))
    assert len(fake.ops(IDENTIFY)) == 1


async def test_sessions_that_are_thrown_away_end_with_the_budget(
    fake: GatewayDiscord, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Discord that invalidates every session is asked as often as the budget allows; the connection does not stay open after."""
    clock, fake.heartbeat = FakeClock(auto=False), 0.05
    monkeypatch.setattr(client_module, "Identifies", lambda *a: Identifies(*a, ((timedelta(hours=1), 3),)))
    await enter(clock=clock, ready=False)
    for times in (1, 2, 3):
        await fake.until(lambda n=times: len(fake.ops(IDENTIFY)) == n)
        await fake.line.say(INVALID, data=False)
    await fake.until(lambda: len(fake.lines) == 4 and fake.line.closed_with == 1000)
    assert len(fake.ops(IDENTIFY)) == 3
    await soon(lambda: not [t for t in threading.enumerate() if isinstance(t, KeepAliveHandler)])


async def test_shards_by_setting(fake: GatewayDiscord, enter: Enter) -> None:
    """With `sharded` there are as many connections as Discord asks for, each with its number, and each is closed with 1000."""
    fake.shards = 2
    chat = await enter(sharded=True)
    await fake.until(lambda: len(fake.ops(IDENTIFY)) == 2)
    assert [d["shard"] for d in fake.ops(IDENTIFY)] == [[0, 2], [1, 2]]
    assert await chat.sink.send(delivery(), HERE) == "77"


@pytest.mark.parametrize(("code", "error"), [(4004, ConfigError), (4013, Permanent), (4014, Permanent)])
@pytest.mark.parametrize("sharded", [False, True])
async def test_a_fatal_close_ends_the_task(
    fake: GatewayDiscord, enter: Enter, code: int, error: type[Exception], sharded: bool
) -> None:
    """What no waiting mends is raised to whoever watches, on one connection or several."""
    fake.refuse = code
    chat = await enter(ready=False, sharded=sharded)
    assert chat.task is not None
    with pytest.raises(error):
        await asyncio.wait_for(chat.task, 10)


async def test_a_sharded_start_waits_for_discord(fake: GatewayDiscord, enter: Enter) -> None:
    """A Discord that cannot say how many shards it wants is asked again."""
    fake.scripted["/gateway/bot"] = deque([503, "reset", 404])
    await enter(sharded=True)
    assert len(fake.asked("GET", "/gateway/bot")) == 4


async def test_health_is_seen_beside_the_name(fake: GatewayDiscord, enter: Enter, shelf: Shelf) -> None:
    """Online while all is well, idle with a broken source, and nothing is sent where nothing has changed."""
    chat = await enter()
    await chat.show_health()
    shelf.states = [SourceState(SOURCE.id, NOON, health=Health(broken_since=NOON))]
    await chat.show_health()
    await fake.until(lambda: len(fake.ops(PRESENCE)) == 2)
    assert [(d["status"], d["activities"][0]["state"]) for d in fake.ops(PRESENCE)] == [
        ("online", "Watching 1 source"),
        ("idle", "1 of 1 source broken"),
    ]


async def test_health_is_no_trouble_while_the_gateway_is_away(fake: GatewayDiscord, enter: Enter, shelf: Shelf) -> None:
    """Without a connection nothing is sent and nothing raised; the next connection shows it."""
    chat = await enter()
    fake.away = True
    await fake.close(4000)
    shelf.states = [SourceState(SOURCE.id, NOON, health=Health(broken_since=NOON))]
    await chat.show_health()
    fake.away = False
    await fake.until(lambda: fake.ops(PRESENCE)[-1]["status"] == "idle")


async def test_a_guild_that_is_left_is_forgotten(fake: GatewayDiscord, enter: Enter, memory: FakeMemory) -> None:
    """Thrown out, the bot forgets what it told that guild and tells it anew when it is back; one that is only down is not forgotten."""
    guild = fake.guild("700")
    fake.guilds = [guild]
    await enter(guilds=(700,))
    key = "discord.commands.1"
    assert '"700"' in memory.kept[key]
    await fake.event("GUILD_DELETE", {"id": "700", "unavailable": True})
    await fake.event("GUILD_CREATE", {**guild, "unavailable": False})
    await fake.event("GUILD_DELETE", {"id": "700"})
    await soon(lambda: '"700"' not in memory.kept[key])
    assert len(fake.asked("PUT", "/guilds/700/commands")) == 1
    await fake.event("GUILD_CREATE", guild)
    await fake.until(lambda: len(fake.asked("PUT", "/guilds/700/commands")) == 2)


async def test_an_event_that_the_library_trips_over_costs_a_session_only(fake: GatewayDiscord, enter: Enter) -> None:
    """Something new or broken from Discord is logged with its trace; posts go on and a new session begins."""
    chat = await enter()
    with capture_logs() as logs:
        await fake.event("INTERACTION_CREATE", {"type": 2})
        await fake.until(lambda: len(fake.ops(IDENTIFY)) == 2)
    assert "discord.gateway_bug" in [entry["event"] for entry in logs]
    assert fake.lines[0].closed_with == 1000
    assert await chat.sink.send(delivery(), HERE) == "77"


class Away(FakeMemory):
    async def get(self, key: str) -> str:
        raise TocsinError("the database is away")

    async def put(self, key: str, value: str) -> None:
        raise TocsinError("the database is away")


async def test_a_database_that_is_away_at_the_start_is_not_the_end(fake: GatewayDiscord, desk: Desk) -> None:
    """The commands are not told and sign-ins not remembered; the bot listens and posts nevertheless."""
    async with signed_in(TOKEN, desk, Away(), listen=True) as chat:
        await fake.until(lambda: fake.ops(PRESENCE))
        assert await chat.sink.send(delivery(), HERE) == "77"
    assert fake.line.closed_with == 1000
