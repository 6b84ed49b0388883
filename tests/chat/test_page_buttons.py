"""Pages in Discord: called in direct messages, answered by button and command. Every request is held against Discord's own rules."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from bot.chat.answer import Desk
from bot.chat.buttons.page import _of_another
from bot.chat.client import TocsinClient
from bot.chat.direct import DirectSink
from bot.chat.sink import DiscordSink
from bot.domain.page import PageState
from bot.domain.person import Contact, Method
from bot.domain.route import Channel
from bot.domain.tlp import Tlp
from bot.duty.standing import Duty
from bot.pipeline.deliver import Deliver, DeliverPlan
from bot.pipeline.paging import Wish
from bot.storage.memory import Memory
from tests.chat.conftest import duty_of
from tests.chat.test_commands import shown
from tests.fakes.clock import FakeClock
from tests.fakes.duty import ANA, BEN, DUTY, confirm_all
from tests.fakes.memory import FakeMemory


class Room:
    """A server with Ana and Ben, who are on the roster, and Mallory, who is not."""

    def __init__(self, env: Any, desk: Desk, clock: FakeClock) -> None:
        self.env, self.clock, self.kept = env, clock, Memory()
        self.guild = env.create_guild()
        self.channel = self.guild.create_text_channel("soc")
        self.user = env.create_user("ana")
        self.ana = self.guild.add_member(self.user)
        self.ben, self.mallory = (self.guild.add_member(env.create_user(n)) for n in ("ben", "mallory"))
        people = {
            p.id: replace(p, contacts=(Contact(Method.DISCORD_DM, str(user.id)),))
            for p, user in ((ANA, self.ana), (BEN, self.ben))
        }
        schedules = {i: replace(s, people=people) for i, s in DUTY.schedules.items()}
        self.roster = Duty(people, DUTY.rotations, schedules, DUTY.policies)
        self.desk = replace(desk, duty=duty_of(self.kept, clock, self.roster))
        self.start()

    def start(self) -> None:
        """A client and its sender, as a new process has them."""
        self.client = TocsinClient(self.desk, FakeMemory())
        posts = DiscordSink(self.client, self.clock, self.client.buttons.below)
        sinks = {"discord": posts, "discord_dm": DirectSink(self.client, posts)}
        channels = {"desk": Channel("desk", "discord", str(self.channel.id))}
        self.deliver = Deliver(self.kept.stores.outbox, sinks, channels, self.clock, DeliverPlan())

    async def page(self) -> Any:
        """Somebody calls by hand; Ana is called in her direct messages."""
        await confirm_all(self.kept.stores, self.roster)
        made = await self.desk.duty.paging.call(Wish("The vault door is open", "ben"))
        await self.deliver.run()
        return made

    async def state(self) -> Any:
        (file,) = await self.kept.stores.pages.find()
        return file.page


@pytest.fixture
async def room(simcord_env: Any, desk: Desk, clock: FakeClock) -> Room:
    made = Room(simcord_env, desk, clock)
    await simcord_env.restart_bot(made.client)
    return made


def words(result: Any) -> str:
    return "\n".join(f"{e.title}\n{e.description}" for e in shown(result)).replace("\\", "")


async def test_whoever_is_on_call_has_a_message_with_buttons(room: Room) -> None:
    """In direct messages: why, how bad, and buttons to answer; the channel shows the page."""
    await room.page()
    assert {d.channel for d in room.kept.deliveries} == {"desk", f"dm:{room.ana.id}"}
    asked = [r for r in room.env.http_requests if r.method == "POST" and r.path.endswith("/messages")]
    labels = [[b["label"] for c in r.json.get("components", []) for b in c["components"]] for r in asked]
    assert labels == [["Acknowledge", "Snooze 30 min", "Resolve", "Escalate"]] * 2
    assert all("The vault door is open" in e["title"] for r in asked for e in r.json["embeds"])


async def test_an_answer_in_direct_messages(room: Room) -> None:
    """Where somebody is called they can answer: no server, no role."""
    await room.page()
    said = await room.user.click(room.user.dm_channel.last_message, label="Acknowledge")
    assert "acked by Ana Example" in words(said)
    assert (await room.state()).acks == ("ana",)


async def test_two_press_at_once_and_see_one_state(room: Room) -> None:
    """The first acknowledgement counts, the second changes nothing; a restart in between is nothing."""
    await room.page()
    assert "acked by Ben Example" in words(await room.ben.click(room.channel.last_message, label="Acknowledge"))
    room.start()
    await room.env.restart_bot(room.client)
    assert "changes nothing" in words(await room.ana.click(room.channel.last_message, label="Acknowledge"))
    page = await room.state()
    assert (page.state, page.acks, page.seq) == (PageState.ACKED, ("ben",), 2)
    assert "Mean time to acknowledge: 0 min (1)" in words(await room.ana.slash(room.channel, "status"))


def seen(message: Any) -> tuple[str, list[str]]:
    """What stands below a call, and its buttons; one that cannot be pressed in brackets."""
    answer = next((f.value for f in message.embeds[0].fields if f.name == "Answer"), "")
    buttons = [b for row in message.components for b in row.children]
    return answer, [f"({b.label})" if b.disabled else b.label for b in buttons]


async def test_every_call_says_what_was_answered(room: Room) -> None:
    """In the channel and in direct messages: edited, not posted again; open again when people are called again."""
    await room.page()
    first, rest = {d.message_id for d in room.kept.deliveries}, ["Snooze 30 min", "Resolve", "Escalate"]

    def shown_now() -> list[Any]:
        return [m for place in (room.channel, room.user.dm_channel) for m in place.history() if str(m.id) in first]

    async def calls() -> list[tuple[str, list[str]]]:
        await room.deliver.run()
        return [seen(message) for message in shown_now()]

    in_the_room, direct = shown_now()
    assert await calls() == [("", ["Acknowledge", *rest])] * 2
    await room.ben.click(in_the_room, label="Acknowledge")
    assert await calls() == [("acknowledged by Ben Example at <t:1767600000:f>", ["(Acknowledged)", *rest])] * 2
    await room.user.click(direct, label="Snooze 30 min")
    assert await calls() == [("put off by Ana Example until <t:1767601800:f>", ["(Acknowledge)", *rest])] * 2
    await room.user.click(direct, label="Resolve")
    assert await calls() == [("resolved by Ana Example at <t:1767600000:f>", ["Reopen"])] * 2
    await room.ben.click(shown_now()[0], label="Reopen")
    assert await calls() == [("", ["Acknowledge", *rest])] * 2


async def test_put_off_and_over(room: Room) -> None:
    """Half an hour's peace, or the end."""
    await room.page()
    assert "snoozed" in words(await room.ana.click(room.channel.last_message, label="Snooze 30 min"))
    assert "resolved" in words(await room.ana.click(room.channel.last_message, label="Resolve"))
    assert (await room.state()).state is PageState.RESOLVED


async def test_who_was_called_is_not_enough(room: Room) -> None:
    """The next step comes at once, but not before there was a minute to answer the last one."""
    await room.page()
    message = room.channel.last_message
    assert "Give them a moment" in words(await room.ana.click(message, label="Escalate"))
    room.clock.advance(60)
    assert "open" in words(await room.ana.click(message, label="Escalate"))
    page = await room.state()
    assert (page.state, page.seq, page.step) == (PageState.OPEN, 2, 2)


async def test_a_stranger_is_refused(room: Room) -> None:
    """Who is not on the roster needs a role, and hears which."""
    await room.page()
    assert "analyst" in words(await room.mallory.click(room.channel.last_message, label="Acknowledge"))
    assert "analyst" in words(await room.mallory.slash(room.channel, "page", text="wake up"))
    assert (await room.state()).state is PageState.OPEN


async def test_a_forged_button_is_refused() -> None:
    """Ids of nothing, of a post that is no page, and of somebody else's direct messages."""
    assert _of_another("dm:1", SimpleNamespace(user=SimpleNamespace(id=2)))
    assert not _of_another("dm:2", SimpleNamespace(user=SimpleNamespace(id=2)))
    assert not _of_another("desk", SimpleNamespace(user=SimpleNamespace(id=2)))


async def test_called_and_answered_by_command(room: Room) -> None:
    """`/page` calls, `/ack` answers; an unknown page and an unknown policy are refused in words."""
    await confirm_all(room.kept.stores, room.roster)
    said = words(await room.ben.slash(room.channel, "page", text="The vault door is open"))
    assert "open severity 4: The vault door is open" in said
    (file,) = await room.kept.stores.pages.find()
    assert "no such policy" in words(await room.ben.slash(room.channel, "page", text="x", policy="nope"))
    assert "no such page" in words(await room.ana.slash(room.channel, "ack", page="12345678"))
    assert "acked by Ana Example" in words(await room.ana.slash(room.channel, "ack", page=file.id))


async def test_who_is_on_call_and_what_changes_it(room: Room) -> None:
    """now, next, schedule; an override of one's own, a swap that is asked and answered, leave, and taking back."""
    ask = room.ana.slash
    assert "Ana Example (ana)" in words(await ask(room.channel, "oncall now"))
    assert "lead" in words(await ask(room.channel, "oncall next"))
    assert "lead: Ana Example" in words(await ask(room.channel, "oncall schedule", days=3))
    at = {"schedule": "main", "role": "lead", "start": "2026-01-05 09:00", "hours": 4}
    assert "swap ana to ben" in words(await ask(room.channel, "oncall swap", person="ben", **at))
    assert "Only who is asked" in words(await ask(room.channel, "oncall answer", swap="c1", accept=True))
    assert "swap ana to ben" in words(await room.ben.slash(room.channel, "oncall answer", swap="c1", accept=True))
    room.clock.advance(2 * 3600)
    assert "Ben Example (ben)" in words(await ask(room.channel, "oncall now"))
    assert "duty officer" in words(await ask(room.channel, "oncall override", person="ben", **at))
    assert "not a time" in words(await ask(room.channel, "oncall leave", start="soon", days=3))
    assert "leave ana" in words(await ask(room.channel, "oncall leave", start="2026-02-01", days=3))
    assert "nothing with that id" in words(await ask(room.channel, "oncall end", change="zz"))


async def test_a_way_is_used_after_its_code(room: Room) -> None:
    """A code comes in direct messages, a wrong one is refused, the right one makes the way count."""
    await room.desk.duty.roster.refresh()
    assert "on its way" in words(await room.ana.slash(room.channel, "oncall verify"))
    await room.deliver.run()
    assert "123456" in str([r.json for r in room.env.http_requests if r.path.endswith("/messages")])
    assert "not the code" in words(await room.ana.slash(room.channel, "oncall verify", code="1"))
    assert "yours" in words(await room.ana.slash(room.channel, "oncall verify", code="123456"))
    assert {person for person, _ in await room.kept.stores.contacts.confirmed()} == {"ana"}


async def form_of(room: Room, person: Any, message: Any) -> tuple[Any, list[dict[str, Any]]]:
    """The form that the menu opens, and its lines."""
    form = await person.context_menu(room.channel, "Page on-call", message)
    return form, [part["component"] for part in form.modal["components"]]


async def test_a_message_calls_whoever_is_on_call(room: Room) -> None:
    """What it says is offered in the form and may be changed; then it is `/page`."""
    await confirm_all(room.kept.stores, room.roster)
    form, (text, policy) = await form_of(room, room.ben, await room.mallory.send(room.channel, "The vault\ndoor is " + "o" * 300))
    assert text["value"].startswith("The vault door is ooo")
    assert len(text["value"]) <= 200
    said = words(await room.ben.submit_modal(form, {text["custom_id"]: "The door again", policy["custom_id"]: ""}))
    assert "open severity 4: The door again" in said
    await room.deliver.run()
    assert {d.channel for d in room.kept.deliveries} == {"desk", f"dm:{room.ana.id}"}


async def test_a_message_calls_nobody_by_mistake(room: Room) -> None:
    """A stranger gets no form; an unknown policy and no words are refused; nobody is called."""
    message = await room.ben.send(room.channel, "The vault door is open")
    assert "analyst" in words(await room.mallory.context_menu(room.channel, "Page on-call", message))
    for about, by, why in (("x", "nope", "no such policy"), ("   ", "", "in a few words")):
        form, (text, policy) = await form_of(room, room.ben, message)
        said = await room.ben.submit_modal(form, {text["custom_id"]: about, policy["custom_id"]: by})
        assert why in words(said)
    assert await room.kept.stores.pages.find() == []


async def test_a_message_of_few_is_not_offered_to_many(room: Room) -> None:
    """Pages are shown where anybody may read: what a red channel says is not filled in."""
    red = {"red": Channel("red", "discord", str(room.channel.id), tlp=Tlp.RED)}
    object.__setattr__(room.desk, "channels", lambda: red)
    _, (text, _) = await form_of(room, room.ben, await room.ana.send(room.channel, "For few"))
    assert not text.get("value")
