"""What the sink makes of each answer of a real server, over real sockets."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import discord
import pytest

from bot.chat.answer import Desk
from bot.chat.client import TocsinClient
from bot.chat.sink import DiscordSink
from bot.domain.errors import Failure, Permanent, Transient
from bot.domain.reasons import FailReason
from bot.domain.route import Channel
from tests.fakes.clock import FakeClock
from tests.fakes.discord_wire import TOKEN, WireDiscord, dead_port, wire_discord
from tests.fakes.memory import FakeMemory
from tests.fakes.nouns import delivery

HERE, THERE = Channel("desk", "discord", "5"), Channel("hall", "discord", "6")
VIA = {"Via": "1.1 proxy"}


@dataclass
class Line:
    discord: WireDiscord
    sink: DiscordSink
    client: TocsinClient


@pytest.fixture
async def line(monkeypatch: pytest.MonkeyPatch, desk: Desk, memory: FakeMemory, clock: FakeClock) -> AsyncIterator[Line]:
    async with wire_discord(monkeypatch) as fake:
        client = TocsinClient(desk, memory, request_timeout=timedelta(seconds=0.3))
        await client.login(TOKEN)
        yield Line(fake, DiscordSink(client, clock), client)
        await client.close()


async def failure(line: Line, answer: Any, channel: Channel = HERE) -> Failure:
    """What one send to a server that answers so ends in."""
    line.discord.answers.append(answer)
    with pytest.raises(Failure) as caught:
        await line.sink.send(delivery(), channel)
    return caught.value


@pytest.mark.parametrize(
    ("answer", "kind", "reason"),
    [
        (400, Permanent, FailReason.BAD_REQUEST),
        (401, Permanent, FailReason.UNAUTHORIZED),
        (403, Permanent, FailReason.FORBIDDEN),
        (404, Permanent, FailReason.NO_SUCH_CHANNEL),
        (500, Transient, FailReason.SERVER_ERROR),
        (502, Transient, FailReason.SERVER_ERROR),
        (503, Transient, FailReason.SERVER_ERROR),
        ((504, {}, "<h1>gateway time-out</h1>"), Transient, FailReason.SERVER_ERROR),
        ((524, {}, "<h1>a time-out occurred</h1>"), Transient, FailReason.SERVER_ERROR),
        ("reset", Transient, FailReason.DISCONNECTED),
        ("slow", Transient, FailReason.TIMEOUT),
    ],
)
async def test_each_answer_has_its_failure(line: Line, answer: Any, kind: type[Failure], reason: FailReason) -> None:
    """Temporary or permanent, with its reason, after exactly one request and without sleeping in the library."""
    caught = await failure(line, answer)
    assert isinstance(caught, kind)
    assert caught.reason is reason
    assert len(line.discord.posts) == 1
    assert TOKEN not in str(caught)


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        ((429, VIA, {"message": "slow down", "retry_after": 0.4, "global": False}), 0.4),
        ((429, VIA, {"message": "slow down", "retry_after": 600.0, "global": False}), 600),
        ((429, {}, {"message": "slow down", "retry_after": 7}), 7),
        ((429, {"Retry-After": "9"}, "<h1>too many requests</h1>"), 9),
        ((429, {}, "<h1>too many requests</h1>"), 5),
        ((429, {"Retry-After": "soon"}, {"retry_after": "nan"}), 5),
    ],
)
async def test_a_limit_says_how_long(line: Line, answer: Any, seconds: float) -> None:
    """Every form of 429 is temporary and carries Discord's own wait, from the body or the header."""
    caught = await failure(line, answer)
    assert isinstance(caught, Transient)
    assert caught.reason is FailReason.RATE_LIMITED
    assert caught.retry_after == timedelta(seconds=seconds)
    assert len(line.discord.posts) == 1


async def test_nothing_is_asked_before_its_time(line: Line, clock: FakeClock) -> None:
    """During the wait for one channel that channel is left alone and others are not; afterwards it is asked again."""
    await failure(line, (429, VIA, {"retry_after": 10.0, "global": False}))
    clock.advance(4)
    with pytest.raises(Transient) as caught:
        await line.sink.send(delivery(), HERE)
    assert caught.value.retry_after == timedelta(seconds=6)
    assert len(line.discord.posts) == 1
    assert await line.sink.send(delivery(), THERE) == "77"
    clock.advance(6)
    assert await line.sink.send(delivery(), HERE) == "77"


async def test_a_global_limit_holds_everywhere_and_ends(line: Line, clock: FakeClock) -> None:
    """No channel is asked during a global wait; the client is not locked when it is over."""
    await failure(line, (429, {**VIA, "X-RateLimit-Global": "true"}, {"retry_after": 3.0, "global": True}))
    with pytest.raises(Transient):
        await line.sink.send(delivery(), THERE)
    assert len(line.discord.posts) == 1
    clock.advance(3)
    assert await line.sink.send(delivery(), THERE) == "77"


async def test_looking_keeps_the_same_pauses(line: Line, clock: FakeClock) -> None:
    """A limit met while looking for an earlier post holds for looking and posting alike."""
    line.discord.answers.append((429, VIA, {"retry_after": 2.0, "global": False}))
    for ask in (line.sink.find, line.sink.find, line.sink.send):
        with pytest.raises(Transient):
            await ask(delivery(), HERE)
    assert (line.discord.looks, len(line.discord.posts)) == (1, 0)
    clock.advance(2)
    assert await line.sink.find(delivery(), HERE) is None


async def test_a_retry_carries_the_same_nonce(line: Line) -> None:
    """After an answer that was lost, the second request is the first one's twin."""
    await failure(line, "reset")
    await line.sink.send(delivery(), HERE)
    first, second = line.discord.posts
    assert first == second
    assert (first["nonce"], first["enforce_nonce"]) == (delivery().id, True)


async def test_nobody_listening_is_told_apart(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused connection has certainly sent nothing."""
    monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{dead_port()}")
    with pytest.raises(Transient) as caught:
        await line.sink.send(delivery(), HERE)
    assert caught.value.reason is FailReason.CONNECT
