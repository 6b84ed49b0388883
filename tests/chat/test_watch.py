"""`/watch`, `/sources health` and direct messages, in a simulated Discord. Every request is held against its rules (conftest)."""

from dataclasses import replace
from typing import Any, cast

import discord
import pytest

from bot.analysis.matcher import Vocabulary, parse_matcher
from bot.chat.answer import Desk
from bot.chat.direct import DirectSink
from bot.chat.sink import DiscordSink
from bot.domain.errors import Permanent
from bot.domain.reasons import FailReason, TroubleReason
from bot.domain.route import Channel
from bot.domain.watch import direct
from tests.chat.conftest import Shelf
from tests.chat.test_commands import shown
from tests.fakes.clock import FakeClock
from tests.fakes.nouns import delivery, trouble


@pytest.fixture(autouse=True, scope="module")
def names() -> None:
    """The tables of names are read once, before the clock of an interaction runs."""
    parse_matcher("actor:APT28", Vocabulary({}, set()))


async def test_a_watch_is_added_listed_and_removed(alice: Any, channel: Any, desk: Desk) -> None:
    """It comes to the asker's own direct messages, and ends when they say so."""
    (embed,) = shown(await alice.slash(channel, "watch add", what="actor:APT28 country:LT", days=7))
    assert embed.title == "Watching"
    [made] = await desk.watches.list()
    assert (made.owner, made.to) == (f"discord:{alice.id}", f"dm:{alice.id}")
    (embed,) = shown(await alice.slash(channel, "watch list"))
    assert "direct messages" in embed.description
    (embed,) = shown(await alice.slash(channel, "watch remove", watch=made.id))
    assert embed.title == "Ended"
    (embed,) = shown(await alice.slash(channel, "watch list"))
    assert embed.description == "No watch is in force."


async def test_a_bad_watch_is_refused_in_words(alice: Any, channel: Any, desk: Desk) -> None:
    """A typing error and a stranger's watch are refused, with what to do."""
    (embed,) = shown(await alice.slash(channel, "watch add", what="cuontry:LT"))
    assert embed.title == "Not taken"
    assert "country" in embed.description
    (embed,) = shown(await alice.slash(channel, "watch remove", watch="12345678"))
    assert embed.title == "Not ended"
    assert await desk.watches.list() == []


async def test_a_channel_is_for_duty_officers(alice: Any, channel: Any, desk: Desk) -> None:
    """Nobody fills a channel that is not theirs to fill."""
    (embed,) = shown(await alice.slash(channel, "watch add", what="country:LT", channel="soc"))
    assert "needs the role duty officer" in embed.description
    assert await desk.watches.list() == []


async def test_a_channel_of_another_server_is_as_if_it_were_not_there(
    simcord_env: Any, channel: Any, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even an administrator here may post there, or learn that it is there."""
    role = simcord_env.guild.create_role("boss", permissions=discord.Permissions(administrator=True))
    boss = simcord_env.guild.add_member(simcord_env.create_user("boss"), roles=[role])
    monkeypatch.setitem(cast("dict[str, Channel]", desk.team.channels()), "soc", Channel("soc", "discord", "1", guild="999"))
    (embed,) = shown(await boss.slash(channel, "watch add", what="country:LT", channel="soc"))
    assert "There is no such channel" in embed.description
    monkeypatch.setitem(
        cast("dict[str, Channel]", desk.team.channels()), "soc", Channel("soc", "discord", "1", guild=str(simcord_env.guild.id))
    )
    (embed,) = shown(await boss.slash(channel, "watch add", what="country:LT", channel="soc"))
    assert embed.title == "Watching"
    [made] = await desk.watches.list()
    assert made.guild == str(simcord_env.guild.id)


async def test_health_lists_what_is_wrong(alice: Any, channel: Any, shelf: Shelf, clock: FakeClock) -> None:
    """What is open stands first; with nothing wrong that is said."""
    (embed,) = shown(await alice.slash(channel, "sources health"))
    assert embed.title == "Nothing is wrong."
    shelf.wrong = [trouble(TroubleReason.QUIET), trouble(ended_at=clock.now())]
    (embed,) = shown(await alice.slash(channel, "sources health"))
    assert embed.title == "1 trouble"
    assert embed.description.startswith("✗ harbour-cert: quiet")


@pytest.fixture
def sink(simcord_env: Any, clock: FakeClock) -> DirectSink:
    return DirectSink(simcord_env.bot, DiscordSink(simcord_env.bot, clock))


async def test_a_direct_message_reaches_the_person(simcord_env: Any, sink: DirectSink, alice: Any) -> None:
    """The person's channel is opened once, posts go there with their nonce, and are found there again."""
    here = direct(f"dm:{alice.id}")
    assert here is not None
    message_id = await sink.send(delivery(), here)
    assert await sink.find(delivery(), here) == message_id
    posts = [r for r in simcord_env.http_requests if r.method == "POST"]
    assert [r.path for r in posts if r.path.endswith("/users/@me/channels")] == ["/users/@me/channels"]
    assert posts[-1].json["nonce"] == delivery().id
    await sink.edit(replace(delivery(), message_id=message_id), here)
    assert [r.method for r in simcord_env.http_requests][-1] == "PATCH"


async def test_a_destination_that_is_nobody_is_given_up(sink: DirectSink) -> None:
    """What is no user id is never tried again."""
    with pytest.raises(Permanent) as refused:
        await sink.send(delivery(), Channel("dm:x", "discord_dm", "x"))
    assert refused.value.reason is FailReason.NO_SUCH_CHANNEL


async def test_who_blocks_the_bot_is_given_up(sink: DirectSink, monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed door is no reason to knock for ever."""

    class Answer:
        status, reason = 403, "Forbidden"

    async def shut(_: Any) -> None:
        raise discord.Forbidden(Answer(), {"code": 50007, "message": "Cannot send messages to this user"})  # type: ignore[arg-type]

    monkeypatch.setattr(sink._client.http, "start_private_message", shut)
    with pytest.raises(Permanent) as refused:
        await sink.send(delivery(), Channel("dm:7", "discord_dm", "7"))
    assert refused.value.reason is FailReason.FORBIDDEN
