"""Accept and Refuse below an activation's request. Every request is held against Discord's own rules."""

from dataclasses import replace
from typing import Any

import pytest

from bot.chat.answer import Desk, OnCallDesk
from bot.chat.buttons.activation import _may, asks
from bot.chat.buttons.row import buttons_of
from bot.chat.client import TocsinClient
from bot.chat.direct import DirectSink
from bot.chat.sink import DiscordSink
from bot.domain.activation import Activation, MemberState
from bot.domain.delivery import Subject
from bot.domain.person import Contact, Method, Person
from bot.domain.route import Channel, Mention
from bot.pipeline.activation import ActivationPlan, Activations, Wish
from bot.pipeline.crew import Crew
from bot.pipeline.deliver import Deliver, DeliverPlan
from bot.storage.memory import Memory
from tests.chat.conftest import duty_of
from tests.chat.test_page_buttons import words
from tests.fakes.clock import FakeClock
from tests.fakes.memory import FakeMemory
from tests.fakes.nouns import card, delivery


class Team:
    """A server with Ana, who is asked by direct message, and Ben, who is not on the roster."""

    def __init__(self, env: Any, desk: Desk, clock: FakeClock) -> None:
        self.env, self.clock, self.kept = env, clock, Memory()
        self.guild = env.create_guild()
        self.channel = self.guild.create_text_channel("soc")
        self.user = env.create_user("ana")
        self.ana, self.ben = self.guild.add_member(self.user), self.guild.add_member(env.create_user("ben"))
        people = {"ana": Person("ana", "Ana", country="LT", contacts=(Contact(Method.DISCORD_DM, str(self.ana.id)),))}

        async def crew() -> Crew:
            return Crew(people)

        self.verbs = Activations(self.kept.stores.activations, crew, clock, ActivationPlan("desk", spare=0))
        oncall = OnCallDesk(self.verbs, desk.oncall.handovers)
        self.desk = replace(desk, oncall=oncall, duty=duty_of(self.kept, clock))
        self.start()

    def start(self) -> None:
        """A client and its sender, as a new process has them."""
        self.client = TocsinClient(self.desk, FakeMemory())
        posts = DiscordSink(self.client, self.clock, self.client.buttons.below)
        sinks = {"discord": posts, "discord_dm": DirectSink(self.client, posts)}
        channels = {"desk": Channel("desk", "discord", str(self.channel.id))}
        self.deliver = Deliver(self.kept.stores.outbox, sinks, channels, self.clock, DeliverPlan())

    async def asked(self) -> Activation:
        """Somebody asks for help, and all is sent."""
        made = await self.verbs.open(Wish("Ministry of Norhaven", "cranes stand still", 1, "desk"))
        assert isinstance(made, Activation)
        await self.deliver.run()
        return made

    async def now(self, it: Activation) -> tuple[MemberState, int]:
        """What Ana has answered, and how many lines the timeline has."""
        found = await self.verbs.whole(it.id)
        assert found is not None
        return found[0].members[0].state, found[0].seq


@pytest.fixture
async def team(simcord_env: Any, desk: Desk, clock: FakeClock) -> Team:
    made = Team(simcord_env, desk, clock)
    await simcord_env.restart_bot(made.client)
    return made


async def test_the_request_and_the_room_have_buttons_and_the_board_has_none(team: Team) -> None:
    """Where somebody is asked, and where those who came are: nowhere else."""
    await team.asked()
    sent = [r.json for r in team.env.http_requests if r.method == "POST" and r.path.endswith("/messages")]
    labels = {
        r["embeds"][0]["title"].split(":")[0].split(" ")[0]: [
            b["label"] for c in r.get("components", []) for b in c["components"]
        ]
        for r in sent
        if r.get("embeds")
    }
    assert labels == {"Activation": [], "You": ["Accept", "Refuse"], "Response": ["Accept", "Refuse"]}


async def test_an_answer_in_direct_messages_counts_once(team: Team) -> None:
    """Pressed twice, with a restart between, it is one answer; who accepted may still refuse."""
    it = await team.asked()
    assert "accepted" in words(await team.user.click(team.user.dm_channel.last_message, label="Accept"))
    first = await team.now(it)
    assert first[0] is MemberState.ACCEPTED
    team.start()
    await team.env.restart_bot(team.client)
    assert "accepted" in words(await team.user.click(team.user.dm_channel.last_message, label="Accept"))
    assert await team.now(it) == first
    await team.user.click(team.user.dm_channel.last_message, label="Refuse")
    assert (await team.now(it))[0] is MemberState.REFUSED


async def test_in_the_room_each_answers_for_themselves(team: Team) -> None:
    """Who was asked is counted; who was not is told so."""
    it = await team.asked()
    (room,) = team.channel.threads
    for somebody in (team.ana, team.ben):
        await team.client.http.add_user_to_thread(room.id, somebody.id)
    [message] = [m for m in room.history() if m.components]
    assert "nobody in oncall.toml" in words(await team.ben.click(message, label="Accept"))
    assert (await team.now(it))[0] is MemberState.ASKED
    assert "accepted" in words(await team.ana.click(message, label="Accept"))
    assert (await team.now(it))[0] is MemberState.ACCEPTED


async def test_what_is_stood_down_is_said(team: Team) -> None:
    """An old button is answered in words, and changes nothing."""
    it = await team.asked()
    await team.verbs.stand_down(it.id, "false alarm", "desk")
    assert "stood down" in words(await team.user.click(team.user.dm_channel.last_message, label="Accept"))
    assert (await team.now(it))[0] is MemberState.ASKED


async def test_a_press_of_what_is_no_request_is_refused(team: Team) -> None:
    """Ids of a row that is gone and of a post that asks nobody: nothing is done, and that is said."""
    it = await team.asked()
    message = team.user.dm_channel.last_message
    row = next(d for d in team.kept.deliveries if d.channel.startswith("dm:"))
    board = next(d for d in team.kept.deliveries if d.subject is Subject.ACTIVATION and d.channel == "desk")
    found: dict[str, Any] = {}

    async def heads(_ids: Any) -> dict[str, Any]:
        return found

    team.desk.duty.outbox.heads = heads  # type: ignore[method-assign]
    for wrong in (board, replace(row, channel="dm:1")):
        assert "Nothing was done" in words(await team.user.click(message, label="Accept"))
        found[row.id] = wrong
    assert "somebody else" in words(await team.user.click(message, label="Accept"))
    assert (await team.now(it))[0] is MemberState.ASKED


def test_a_request_is_to_one_person() -> None:
    """By direct message or by name; in a room each answers for themselves; stood down, nothing is asked."""
    plain = delivery(subject=Subject.ACTIVATION, channel="desk", head="")
    assert not asks(plain)
    named = replace(plain, mention=Mention("Ana", user_id=7))
    assert asks(named)
    assert (_may(named, 7), _may(named, 8)) == (True, False)
    room = replace(plain, subject=Subject.ROOM)
    assert asks(room)
    assert _may(room, 8)
    assert not asks(replace(room, head="x"))
    over = replace(named, card=replace(card(), colour=0x7F8C8D))
    assert not list(buttons_of(over, Channel("desk", "discord", "1")))
