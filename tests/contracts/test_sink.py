"""What every sink promises, over each of them: the shipped ones and the fake."""

import contextlib
import io
from dataclasses import replace

import discord
import pytest
import simcord
from rich.console import Console

from bot.chat.sink import DiscordSink
from bot.domain.delivery import Subject
from bot.domain.errors import Failure
from bot.domain.route import Channel
from bot.fetch.posting import Poster
from bot.ports.sink import Editor, Lookup, Threads
from bot.sinks import KINDS
from bot.sinks.apprise import AppriseSink
from bot.sinks.terminal import TerminalSink
from bot.sinks.webhook import WebhookSink
from tests.fakes.clock import MONDAY, FakeClock
from tests.fakes.nouns import card, delivery
from tests.fakes.services import KEY, ntfy, ntfy_address, receiver
from tests.fakes.sink import FakeSink

HOSTILE = "@everyone \x1b[2J\u202e\ud800\n== x **b** " + "long " * 5000


FINDING = ("fake", "terminal", "discord")
"""Sinks whose posts can be found again, written anew, and have lines below them."""
EVERY = (*FINDING, "webhook", "apprise")


@contextlib.asynccontextmanager
async def discord_places():
    env = simcord.Env(discord.Client(intents=discord.Intents(guilds=True)))
    await env.start()
    guild = env.create_guild()
    places = [Channel(name, "discord", str(guild.create_text_channel(name).id)) for name in ("desk", "hall")]
    yield DiscordSink(env.bot, FakeClock()), *places
    await env.shutdown()


@contextlib.asynccontextmanager
async def webhook_places():
    async with receiver(MONDAY.timestamp()) as service, Poster(FakeClock()) as poster:
        there = f"http://127.0.0.1:{service.port}/hook"
        places = [Channel(name, "webhook", there, secrets={"key": KEY}) for name in ("desk", "hall")]
        yield WebhookSink(poster), *places


@contextlib.asynccontextmanager
async def apprise_places():
    async with ntfy() as service:
        places = [Channel(n, "apprise", secrets={"target": ntfy_address(service, n)}) for n in ("desk", "hall")]
        yield AppriseSink(), *places


PLACES = {"discord": discord_places, "webhook": webhook_places, "apprise": apprise_places}


@pytest.fixture(params=EVERY)
async def sink_and_channels(request, tmp_path):
    """A sink and two channels of its kind."""
    if request.param == "fake":
        yield FakeSink(), Channel("desk", "fake"), Channel("hall", "fake")
    elif request.param == "terminal":
        sink = TerminalSink(Console(file=io.StringIO()), tmp_path)
        yield sink, Channel("desk", "terminal"), Channel("hall", "terminal")
    else:
        async with PLACES[request.param]() as made:
            yield made


def test_every_kind_is_held_to_the_promises():
    """A kind that is added without a line here is not a sink yet."""
    assert {*KINDS, "discord", "fake"} == set(EVERY)


@pytest.mark.parametrize("sink_and_channels", FINDING, indirect=True)
async def test_a_post_is_found_under_the_id_it_got(sink_and_channels):
    """What `send` returned is what `find` returns, and nothing is found before."""
    sink, desk, _ = sink_and_channels
    assert isinstance(sink, Lookup)
    assert await sink.find(delivery(), desk) is None
    message_id = await sink.send(delivery(), desk)
    assert message_id
    assert await sink.find(delivery(), desk) == message_id


@pytest.mark.parametrize("sink_and_channels", FINDING, indirect=True)
async def test_posts_are_not_taken_for_each_other(sink_and_channels):
    """Another delivery, and the same one in another channel, are not found."""
    sink, desk, hall = sink_and_channels
    first = await sink.send(delivery(), desk)
    assert await sink.find(delivery(about="item-2"), desk) is None
    assert await sink.find(delivery(), hall) is None
    assert await sink.send(delivery(about="item-2"), desk) != first


@pytest.mark.parametrize("sink_and_channels", ["webhook", "apprise"], indirect=True)
async def test_what_cannot_be_found_again_says_so(sink_and_channels):
    """A sink that cannot look for a post does not claim to; what it sends has an id nevertheless, one a delivery."""
    sink, desk, _ = sink_and_channels
    assert not isinstance(sink, Lookup)
    assert await sink.send(delivery(), desk) != await sink.send(delivery(about="item-2"), desk)


async def test_any_card_can_be_shown(sink_and_channels):
    """A card full of tricks, and one with nothing in it, are posts like others."""
    sink, desk, _ = sink_and_channels
    assert await sink.send(delivery(card=card(title=HOSTILE, body=HOSTILE, url=HOSTILE)), desk)
    assert await sink.send(delivery(about="item-2", card=card(title="", body="", url="", fields=(), footer="", at=None)), desk)


async def test_a_channel_of_no_use_is_a_failure(sink_and_channels):
    """A sink refuses what it cannot reach with a `Failure`, never with an error of its library."""
    sink, _, _ = sink_and_channels
    if isinstance(sink, FakeSink):
        pytest.skip("the fake reaches everything")
    with pytest.raises(Failure):
        await sink.send(delivery(), Channel("../x", "any", "nowhere"))


@pytest.mark.parametrize("sink_and_channels", FINDING, indirect=True)
async def test_a_post_can_be_written_anew_and_told_more_below(sink_and_channels):
    """An edit, also done twice, makes no second post; a line is found under the id it got, and nothing before."""
    sink, desk, _ = sink_and_channels
    assert isinstance(sink, Editor)
    assert isinstance(sink, Threads)
    out = await sink.send(delivery(), desk)
    again = delivery(card=card(title="Worse"), message_id=out, revision=2, shown=1)
    await sink.edit(again, desk)
    await sink.edit(replace(again, uncertain=True), desk)
    assert await sink.find(delivery(), desk) == out
    line = delivery(about="report-2", subject=Subject.REPORT, head=delivery().id, silent=True)
    assert await sink.said(line, again, desk) is None
    said = await sink.say(line, again, desk)
    assert await sink.said(line, again, desk) == said


@pytest.mark.parametrize("sink_and_channels", FINDING, indirect=True)
async def test_a_hostile_line_is_a_line(sink_and_channels):
    """Any text can be said below a post."""
    sink, desk, _ = sink_and_channels
    out = await sink.send(delivery(), desk)
    line = delivery(about="report-2", head=delivery().id, card=card(title=HOSTILE, body=HOSTILE, url=HOSTILE))
    assert await sink.say(line, delivery(message_id=out), desk)
