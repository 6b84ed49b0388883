"""`/activate` and `/handover` in a simulated Discord, and rooms on the wire of one."""

from dataclasses import replace
from typing import Any

import pytest

from bot.chat import rooms
from bot.chat.answer import Desk
from bot.chat.sink import DiscordSink
from bot.domain.activation import ActivationState
from bot.domain.delivery import Subject
from bot.domain.errors import Permanent
from bot.domain.reasons import FailReason
from bot.domain.route import Channel, Mention
from bot.present.activation import OPEN_ROOM
from tests.chat.conftest import PEOPLE
from tests.chat.test_commands import shown
from tests.fakes.clock import FakeClock
from tests.fakes.nouns import card, delivery


async def opened(desk: Desk) -> Any:
    from bot.pipeline.activation import Wish

    return await desk.oncall.activations.open(Wish("Ministry of Norhaven", "cranes stand still", 2, "desk"))


async def test_one_who_is_no_duty_officer_opens_nothing(alice: Any, channel: Any, desk: Desk) -> None:
    """Calling a team is for a few."""
    (embed,) = shown(await alice.slash(channel, "activate open", requester="Ministry", reason="help", people=2))
    assert "duty officer" in embed.description
    assert await desk.oncall.activations.find() == []


async def test_it_is_listed_followed_noted_and_reported(alice: Any, channel: Any, desk: Desk) -> None:
    """Who was asked, the timeline, and a file."""
    (embed,) = shown(await alice.slash(channel, "activate list"))
    assert embed.description == "No activation."
    it = await opened(desk)
    (embed,) = shown(await alice.slash(channel, "activate list"))
    assert "Ministry of Norhaven" in embed.description
    (embed,) = shown(await alice.slash(channel, "activate note", activation=it.id, text="ferry booked"))
    assert "analyst" in embed.description
    await desk.oncall.activations.note(it.id, "ferry booked", "desk")
    (embed,) = shown(await alice.slash(channel, "activate status", activation=it.id))
    assert "ferry booked" in embed.description
    for form, begins in (("markdown", b"# Activation"), ("stix", b'{\n "type": "bundle"')):
        answered = await alice.slash(channel, "activate report", activation=it.id, form=form)
        (file,) = [a for m in answered.followups for a in m.attachments]
        assert (await file.read()).startswith(begins)
    (embed,) = shown(await alice.slash(channel, "activate status", activation="none"))
    assert embed.title == "That was not done"


async def test_a_stranger_cannot_answer(alice: Any, channel: Any, desk: Desk) -> None:
    """Only those who were asked, by the account among their contacts."""
    it = await opened(desk)
    (embed,) = shown(await alice.slash(channel, "activate accept", activation=it.id))
    assert "Discord account" in embed.description
    assert (await desk.oncall.activations.whole(it.id))[0].accepted == 0


async def test_who_was_asked_accepts_and_refuses(alice: Any, channel: Any, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """In their own name, whatever they are called."""
    it = await opened(desk)
    ana = PEOPLE["ana"]
    monkeypatch.setitem(PEOPLE, "ana", replace(ana, contacts=(replace(ana.contacts[0], address=str(alice.id)),)))
    (embed,) = shown(await alice.slash(channel, "activate accept", activation=it.id))
    assert "accepted" in str(embed.description)
    (embed,) = shown(await alice.slash(channel, "activate refuse", activation=it.id, why="ill"))
    found, lines = await desk.oncall.activations.whole(it.id)
    assert (found.state, found.accepted, lines[-1].detail) == (ActivationState.CALLING, 0, "1 fewer than meant")


async def test_a_hand_over_without_a_schedule_is_said(alice: Any, channel: Any) -> None:
    """It is no empty answer."""
    (embed,) = shown(await alice.slash(channel, "handover"))
    assert embed.title == "Nobody is on call"


async def test_a_room_is_a_private_thread_with_its_first_message(
    simcord_env: Any, simcord_bot: Any, channel: Any, alice: Any
) -> None:
    """Lines are said in it, who comes is named in them, and it is found again by its name."""
    sink = DiscordSink(simcord_bot, FakeClock())
    place = Channel("desk", "discord", str(channel.id))
    row = delivery(subject=Subject.ROOM, card=card(title="Response a1: Ministry"), silent=False)
    room = await sink.open_room(row, place)
    line = replace(
        row,
        id="0" * 20,
        head=row.id,
        mention=Mention("Alice", user_id=int(alice.id)),
        card=card(title="EXERCISE: Timeline", severity=0),
    )
    await sink.say(line, replace(row, message_id=room), place)
    assert await sink.room(row, place) == room
    assert await sink.room(replace(row, card=card(title="Response b2")), place) is None
    thread = next(t for t in simcord_bot.guilds[0].threads if str(t.id) == room)
    assert thread.is_private()
    said = [m async for m in thread.history(limit=5)]
    assert said[0].content.startswith("**EXERCISE: Timeline**")
    assert f"<@{alice.id}>" in said[0].content
    assert OPEN_ROOM not in str(said[-1].embeds[0].description)


async def test_where_no_private_thread_can_be_made_the_room_says_so(
    simcord_bot: Any, channel: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server without the right, or a kind of channel that has none: everybody can read it, and is told."""
    made = rooms._made

    async def only_public(client: Any, row: Any, place: int, kind: int) -> int:
        if kind == rooms.PRIVATE:
            raise Permanent(FailReason.FORBIDDEN, "Missing Permissions")
        return await made(client, row, place, kind)

    monkeypatch.setattr(rooms, "_made", only_public)
    row = delivery(subject=Subject.ROOM, card=card(title="Response a1: Ministry"))
    room = await DiscordSink(simcord_bot, FakeClock()).open_room(row, Channel("desk", "discord", str(channel.id)))
    thread = next(t for t in simcord_bot.guilds[0].threads if str(t.id) == room)
    assert not thread.is_private()
    assert OPEN_ROOM in [m async for m in thread.history(limit=5)][-1].embeds[0].description
