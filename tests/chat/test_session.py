"""Signing in, staying, and leaving, over real sockets."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.answer import Desk
from bot.chat.client import TocsinClient
from bot.chat.session import Session, nobody, signed_in
from bot.domain.errors import ConfigError, Permanent, Transient
from bot.domain.route import Channel
from tests.fakes.clock import FakeClock
from tests.fakes.discord_wire import TOKEN, wire_discord
from tests.fakes.memory import FakeMemory
from tests.fakes.nouns import delivery

HERE = Channel("desk", "discord", "5")


@pytest.fixture
def client(desk: Desk, memory: FakeMemory) -> TocsinClient:
    return TocsinClient(desk, memory, request_timeout=timedelta(seconds=0.3))


@pytest.mark.parametrize("token", ["a-bad.token", "", "   ", "with space", "new\nline", "naïve"])
async def test_a_bad_token_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, client: TocsinClient, clock: FakeClock, token: str
) -> None:
    """A token that Discord will not have names the setting and the mend, never the token, and hides the library's trace."""
    async with wire_discord(monkeypatch) as fake:
        session = Session(client, clock, nobody)
        with pytest.raises(ConfigError) as caught:
            await session.run(token)
        await session.close()
    assert str(caught.value).startswith("TOCSIN_DISCORD_TOKEN: Discord refused the token; make a new one")
    assert "\n" not in str(caught.value)
    assert not token.strip() or token.strip() not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert fake.sign_in_tries == (1 if token == "a-bad.token" else 0)


async def test_trouble_that_passes_is_waited_out(monkeypatch: pytest.MonkeyPatch, client: TocsinClient, clock: FakeClock) -> None:
    """Discord being down at the start delays the sign-in with growing pauses, and honours its own wish for one."""
    async with wire_discord(monkeypatch) as fake:
        fake.sign_ins.extend([503, "slow", (429, {"Via": "x"}, {"retry_after": 300.0})])
        with pytest.raises(ConfigError):
            await Session(client, clock, nobody).run(TOKEN)
        await client.close()
    assert fake.sign_in_tries == 4
    assert clock.slept == [5, 10, 300]


async def test_a_gateway_that_is_down_at_the_start_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, client: TocsinClient, clock: FakeClock
) -> None:
    """The first connection may fail like any other: it is tried again, without a crash."""
    async with wire_discord(monkeypatch) as fake:
        fake.gateway_refusals = 3
        with pytest.raises(ConfigError):
            await Session(client, clock, nobody).run(TOKEN)
        await client.close()
    assert fake.gateway_refusals == 0
    assert clock.slept == [5, 10, 20]


@pytest.mark.parametrize(("code", "error"), [(4004, ConfigError), *((n, Permanent) for n in range(4010, 4015))])
async def test_a_door_that_stays_shut_is_not_knocked_at_again(
    monkeypatch: pytest.MonkeyPatch, client: TocsinClient, clock: FakeClock, code: int, error: type[Exception]
) -> None:
    """Fatal close codes of the gateway end the session with their own words."""
    async with wire_discord(monkeypatch) as fake:
        fake.close_code = code
        with pytest.raises(error):
            await Session(client, clock, nobody).run(TOKEN)
        await client.close()


async def test_leaving_is_harmless_before_and_twice(client: TocsinClient, clock: FakeClock) -> None:
    """Stopping a bot that never signed in, or stopping it twice, does nothing bad."""
    session = Session(client, clock, nobody)
    await session.close()
    await session.close()
    assert client.is_closed()


async def _asleep(clock: FakeClock) -> None:
    for _ in iter(lambda: clock.sleepers, 1):
        await asyncio.sleep(0.005)


async def test_posting_only_needs_no_gateway(
    monkeypatch: pytest.MonkeyPatch, desk: Desk, memory: FakeMemory, clock: FakeClock
) -> None:
    """Without listening the bot is signed in when the block begins, posts over REST, and is closed when it ends."""
    async with wire_discord(monkeypatch) as fake:
        async with signed_in(TOKEN, replace(desk, clock=clock), memory, listen=False) as chat:
            assert chat.task is None
            assert await chat.sink.send(delivery(), HERE) == "77"
        with pytest.raises(Transient):
            await chat.sink.send(delivery(), HERE)
    assert len(fake.posts) == 1


async def test_a_discord_that_is_down_holds_up_nothing(monkeypatch: pytest.MonkeyPatch, desk: Desk, memory: FakeMemory) -> None:
    """With listening the block begins at once, and ends cleanly while the sign-in still waits for Discord."""
    clock = FakeClock(auto=False)
    async with wire_discord(monkeypatch) as fake:
        fake.sign_ins.extend([503] * 9)
        async with signed_in(TOKEN, replace(desk, clock=clock), memory, listen=True) as chat:
            assert chat.task is not None
            with pytest.raises(Transient):
                await chat.sink.send(delivery(), HERE)
            await asyncio.wait_for(_asleep(clock), 5)
        assert chat.task.cancelled()
    assert fake.sign_in_tries == 1


async def test_a_refusal_ends_the_task(monkeypatch: pytest.MonkeyPatch, desk: Desk, memory: FakeMemory, clock: FakeClock) -> None:
    """Whoever watches the task learns that the token is bad."""
    async with wire_discord(monkeypatch), signed_in("bad", replace(desk, clock=clock), memory, listen=True) as chat:
        assert chat.task is not None
        with pytest.raises(ConfigError):
            await chat.task
