"""The promises of the Discord sink, in a simulated Discord. Every request is held against Discord's own rules (conftest)."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot.chat.embed import embed_of, packed
from bot.chat.sink import DiscordSink
from bot.chat.threads import thread_name
from bot.domain.card import Card
from bot.domain.delivery import Subject
from bot.domain.errors import Permanent, Transient
from bot.domain.reasons import FailReason
from bot.domain.route import Channel, Mention
from bot.ports.sink import Lookup
from tests.fakes.clock import FakeClock
from tests.fakes.discord_rules import broken_rules
from tests.fakes.nouns import card, delivery
from tests.present.hostile import alive
from tests.present.test_limits import CARDS


@pytest.fixture
def sink(simcord_env: Any, clock: FakeClock) -> DiscordSink:
    return DiscordSink(simcord_env.bot, clock)


@pytest.fixture
def here(channel: Any) -> Channel:
    return Channel("desk", "discord", str(channel.id))


def posted(env: Any) -> list[dict[str, Any]]:
    return [r.json for r in env.http_requests if r.method == "POST" and r.path.endswith("/messages")]


async def test_a_post_shows_the_card(simcord_env: Any, sink: DiscordSink, here: Channel, channel: Any) -> None:
    """Title, link, colour, fields and time arrive; the id that comes back is the message's."""
    message_id = await sink.send(delivery(), here)
    message = channel.last_message
    assert message_id == str(message.id)
    (embed,) = message.embeds
    assert (embed.title, embed.url, embed.colour.value) == (card().title, card().url, card().colour)
    assert [f.name for f in embed.fields] == ["Severity", "Kind"]
    assert embed.timestamp == card().at
    assert message.content == ""


async def test_a_post_carries_its_nonce_enforced(simcord_env: Any, sink: DiscordSink, here: Channel) -> None:
    """Discord is asked to answer a repeated send with the first message; the nonce fits its 25 characters."""
    await sink.send(delivery(), here)
    (body,) = posted(simcord_env)
    assert body["nonce"] == delivery().id
    assert len(body["nonce"]) <= 25
    assert body["enforce_nonce"] is True


@pytest.mark.parametrize(
    ("mention", "content", "allowed"),
    [
        (None, None, {"parse": []}),
        (Mention("duty", role_id=11), "<@&11> major", {"parse": [], "roles": ["11"]}),
        (Mention("ann", user_id=12), "<@12> major", {"parse": [], "users": ["12"]}),
    ],
)
async def test_exactly_the_named_one_is_called(
    simcord_env: Any, sink: DiscordSink, here: Channel, mention: Mention | None, content: str | None, allowed: dict[str, Any]
) -> None:
    """Without a mention nobody can be called; with one, only that role or user."""
    await sink.send(delivery(mention=mention), here)
    (body,) = posted(simcord_env)
    assert body.get("content") == content
    assert {k: [str(x) for x in v] for k, v in body["allowed_mentions"].items() if k != "replied_user"} == allowed
    assert not body["allowed_mentions"].get("replied_user")


async def test_a_hostile_title_calls_nobody(simcord_env: Any, sink: DiscordSink, here: Channel, channel: Any) -> None:
    """Mentions and mark-up in an article stay text."""
    everyone = card(title="@everyone **now**", body="<@1> [x](https://evil.example) ||y||")
    await sink.send(delivery(card=everyone), here)
    (embed,) = channel.last_message.embeds
    assert embed.title == "@\u200beveryone \\*\\*now\\*\\*"
    assert alive(embed.description) == []
    assert not channel.last_message.mention_everyone


async def test_an_earlier_post_is_found_by_its_mark(sink: DiscordSink, here: Channel) -> None:
    """After a crash the channel itself says whether the post is out."""
    assert isinstance(sink, Lookup)
    assert await sink.find(delivery(), here) is None
    sent = await sink.send(delivery(), here)
    await sink.send(delivery(about="item-2"), here)
    assert await sink.find(delivery(), here) == sent
    assert await sink.find(delivery(about="item-3"), here) is None


async def test_nobody_else_can_forge_a_mark(simcord_env: Any, sink: DiscordSink, here: Channel, channel: Any, alice: Any) -> None:
    """Another author's message, and a card that quotes the mark, do not count as the post."""
    mark = f"#{delivery().id[:12]}"
    await alice.send(channel, mark)
    forged = embed_of(delivery().card, mark)
    await simcord_env.guild.create_webhook(channel, "other").send(embeds=[forged])
    await sink.send(delivery(about="item-2", card=card(title=mark, body=mark, footer=mark)), here)
    assert await sink.find(delivery(), here) is None


async def test_where_it_may_not_look_it_posts(simcord_env: Any, sink: DiscordSink, here: Channel) -> None:
    """Without the right to read the channel nothing is found, so that the post is made rather than lost."""
    simcord_env.inject_error("GET", "/channels/*/messages", status=403, code=50013)
    assert await sink.find(delivery(), here) is None


async def test_a_channel_that_is_gone_is_permanent(sink: DiscordSink) -> None:
    """Unknown and malformed channel ids are not tried for ever, neither to send nor to look."""
    for target in ("999999999999999999", "", "general", "١٢٣"):
        with pytest.raises(Permanent) as caught:
            await sink.send(delivery(), Channel("desk", "discord", target))
        assert caught.value.reason is FailReason.NO_SUCH_CHANNEL
    with pytest.raises(Permanent):
        await sink.find(delivery(), Channel("desk", "discord", "999999999999999999"))


async def test_before_sign_in_it_waits(desk: Any, memory: Any, clock: FakeClock) -> None:
    """A client that is not signed in yet has certainly sent nothing."""
    from bot.chat.client import TocsinClient

    with pytest.raises(Transient) as caught:
        await DiscordSink(TocsinClient(desk, memory), clock).send(delivery(), Channel("desk", "discord", "1"))
    assert caught.value.reason is FailReason.CONNECT


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CARDS)
def test_any_card_is_a_lawful_message(made: Card) -> None:
    """Whatever a card holds, Discord's own schema takes the embed, nothing in it is alive, and its mark is whole."""
    embed = embed_of(made, "#0123456789ab")
    body = {"embeds": [embed.to_dict()]}
    assert broken_rules("POST", "/channels/1/messages", body) == []
    assert embed.footer.text is not None
    assert embed.footer.text.startswith("#0123456789ab")
    texts = [embed.title, embed.description or "", *(t for f in embed.fields for t in (f.name, f.value))]
    assert [alive(str(t)) for t in texts] == [[] for _ in texts]


def test_lists_are_packed_into_lawful_messages() -> None:
    """A dozen fat cards take several messages, each within the limits."""
    groups = packed([card(body="*" * 3000)] * 12)
    assert sum(map(len, groups)) == 12
    for group in groups:
        assert broken_rules("POST", "/channels/1/messages", {"embeds": [e.to_dict() for e in group]}) == []


def head(message_id: str, **changes: Any) -> Any:
    return delivery(message_id=message_id, shown=1, **changes)


def line(**changes: Any) -> Any:
    told = card(
        title="Herald (press, B)", body="severity 3 → 4 (critical). Cranes **stand** @everyone", url="https://herald.example/2"
    )
    return delivery(about="report-2", subject=Subject.REPORT, head="x", card=told, **changes)


async def test_an_edit_shows_the_new_card_under_the_same_message(
    simcord_env: Any, sink: DiscordSink, here: Channel, channel: Any
) -> None:
    """Nothing is posted, nobody is called, and the mark stays, so that the post is found as before."""
    sent = await sink.send(delivery(), here)
    await sink.edit(head(sent, card=card(title="Worse now")), here)
    assert len(posted(simcord_env)) == 1
    (embed,) = channel.last_message.embeds
    assert embed.title == "Worse now"
    assert await sink.find(delivery(), here) == sent
    (patch,) = [r.json for r in simcord_env.http_requests if r.method == "PATCH"]
    assert patch["allowed_mentions"]["parse"] == []
    assert "content" not in patch


async def test_a_deleted_post_is_told_from_a_channel_that_is_gone(
    simcord_env: Any, sink: DiscordSink, here: Channel, channel: Any, alice: Any
) -> None:
    """A moderator who deletes a post is no broken channel, neither for an edit nor for the first line."""
    sent = await sink.send(delivery(), here)
    await channel.last_message.delete()
    with pytest.raises(Permanent) as edited:
        await sink.edit(head(sent), here)
    with pytest.raises(Permanent) as said:
        await sink.say(line(), head(sent), here)
    with pytest.raises(Permanent) as gone:
        await sink.edit(head(sent), Channel("desk", "discord", "999999999999999999"))
    reasons = [e.value.reason for e in (edited, said, gone)]
    assert reasons == [FailReason.NOT_FOUND, FailReason.NOT_FOUND, FailReason.NO_SUCH_CHANNEL]


async def test_lines_stand_in_one_thread_of_the_post(simcord_env: Any, sink: DiscordSink, here: Channel, channel: Any) -> None:
    """The first line begins the thread, the second goes into it; a line is found again; silent lines notify nobody."""
    sent = await sink.send(delivery(), here)
    first = await sink.say(line(silent=True), head(sent), here)
    second = await sink.say(line(id="f" * 20, mention=Mention("duty", role_id=11)), head(sent), here)
    (thread,) = channel.threads
    assert str(thread.id) == sent
    bodies = posted(simcord_env)[1:]
    assert [bool(b.get("flags", 0) & 1 << 12) for b in bodies if "retry" not in b] == [True, True, False]
    assert await sink.said(line(), head(sent), here) == first
    assert await sink.said(line(id="f" * 20), head(sent), here) == second
    assert await sink.said(line(id="e" * 20), head(sent), here) is None
    assert "@\u200beveryone" in bodies[-1]["content"]
    assert bodies[-1]["content"].startswith("<@&11> major **Herald")
    assert "<https://herald.example/2>" in bodies[-1]["content"]


async def test_no_thread_no_line(sink: DiscordSink, here: Channel) -> None:
    """Where no thread was begun, no line was said."""
    sent = await sink.send(delivery(), here)
    assert await sink.said(line(), head(sent), here) is None


async def test_a_forum_gets_a_post_with_tags_and_its_lines(simcord_env: Any, sink: DiscordSink) -> None:
    """Head, edit, line and look all work where each post is a thread; severity and kind choose the tags, and change them."""
    forum = simcord_env.create_guild().create_forum_channel("alerts")
    place = simcord_env.bot.get_channel(forum.id)
    three, four = [str((await place.create_tag(name=name)).id) for name in ("major", "critical")]
    there = Channel("desk", "discord", str(forum.id), forum=True, tags={"3": three, "4": four})
    whole = delivery(card=card(kind="ransomware"))
    assert await sink.find(whole, there) is None
    sent = await sink.send(whole, there)
    (body,) = [r.json for r in simcord_env.http_requests if r.method == "POST" and r.path.endswith("/threads")]
    assert body["applied_tags"] == [three]
    starters = simcord_env.backend.messages[int(sent)]
    (starter,) = starters.values()
    starter.id = int(sent)  # as with Discord: SimCord gives the first message an id of its own
    simcord_env.backend.messages[int(sent)] = {starter.id: starter}
    assert await sink.find(whole, there) == sent
    await sink.edit(head(sent, card=card(title="Worse")), there)
    assert await sink.say(line(), head(sent), there)
    for _ in range(2):
        await sink.edit(head(sent, card=card(severity=4, kind="ransomware")), there)
    tags = [r.json["applied_tags"] for r in simcord_env.http_requests if r.method == "PATCH" and "applied_tags" in (r.json or {})]
    assert tags == [[four]], "asked for once a change"
    removed = replace(there, tags={"ransomware": "12"})
    assert await sink.send(delivery(about="item-2", card=card(kind="ransomware")), removed)


async def test_a_post_made_anew_is_silent_and_another_for_discord(simcord_env: Any, sink: DiscordSink, here: Channel) -> None:
    """The next generation has its own nonce and mark, or Discord would answer with the deleted one."""
    first = await sink.send(delivery(), here)
    again = delivery(generation=1)
    assert await sink.find(again, here) is None
    assert await sink.send(again, here) != first
    one, two = posted(simcord_env)
    assert one["nonce"] != two["nonce"]
    assert [bool(b.get("flags", 0) & 1 << 12) for b in (one, two)] == [False, True]


def test_names_of_threads_fit() -> None:
    """Any title gives a name that Discord takes."""
    assert thread_name("@everyone " + "x" * 300) == "@\u200beveryone " + "x" * 88 + "…"
    assert thread_name("\u200b") == "Story"
