"""Buttons below the post of a mass event and of a watch, in a server and in direct messages."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.analysis.matcher import Vocabulary
from bot.chat.buttons.marks import Mark
from bot.chat.client import TocsinClient
from bot.chat.direct import DirectSink
from bot.chat.sink import DiscordSink
from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.watch import Watch
from bot.pipeline.deliver import Deliver, DeliverPlan
from bot.pipeline.watches import Watches
from tests.chat.pressing import forged
from tests.chat.stage import ITEM, Stage, labels, words
from tests.contracts.made import alerted, entry, file, post
from tests.fakes.memory import FakeMemory
from tests.fakes.nouns import DDOS, NOON, RANSOMWARE, SOURCE, situation

MORE = entry("2", SOURCE.id, title="Mill 2 is encrypted")


@pytest.fixture
async def crowd(stage: Stage) -> Delivery:
    """A mass event with two stories, told in the channel."""
    for made in (ITEM, MORE):
        await file(stage.kept.stores, alerted(made), items=(made,))
    told = situation(stories=(ITEM.id, MORE.id, "gone"))
    head = replace(post(ITEM), id="5" * 20, subject=Subject.SITUATION, item_id=told.id)
    await stage.kept.stores.situations.put((told,), (head,))
    stage.clock.advance((NOON - stage.clock.now()).total_seconds())
    await stage.deliver.run()
    return head


async def test_a_mass_event_is_taken_on_by_one(stage: Stage, crowd: Delivery, anna: Any, viv: Any) -> None:
    """Everybody sees who, in the post; without the right nothing happens."""
    message = stage.message
    assert labels(message) == ["Acknowledge", "Details"]
    assert "analyst" in words(await viv.click(message, label="Acknowledge"))
    assert "It is yours" in words(await anna.click(message, label="Acknowledge"))
    assert "It was acknowledged by anna" in words(await stage.person("otto", stage.officers).click(message, label="Acknowledge"))
    await stage.deliver.run()
    edited = next(m for m in stage.channel.history() if m.id == message.id)
    assert labels(edited) == ["Acknowledged", "Details"]
    assert "by anna" in next(f.value for f in edited.embeds[0].fields if f.name == "Acknowledged")


async def test_a_mass_event_lists_its_stories(stage: Stage, crowd: Delivery, viv: Any) -> None:
    """The newest first, with ids to ask for; what is gone is counted."""
    said = words(await viv.click(stage.message, label="Details")).replace("\\", "")
    assert said.index(f"story {MORE.id}") < said.index(f"story {ITEM.id}")
    assert "Port of Norhaven" in said
    assert "and 1 more" in said


async def test_a_mass_event_that_is_over_says_so(stage: Stage, crowd: Delivery, anna: Any) -> None:
    """Its post stays, and there is nothing to take on."""
    over = situation(stories=(ITEM.id,), until=NOON + timedelta(hours=9))
    await stage.kept.stores.situations.put((over,), ())
    assert "That is over" in words(await anna.click(stage.message, label="Acknowledge"))
    assert await stage.kept.stores.audit.find() == []


@pytest.mark.parametrize("verb", ["ack", "escalate", "unwatch", "details"])
async def test_a_mass_event_is_no_story(stage: Stage, crowd: Delivery, otto: Any, verb: str) -> None:
    """Verbs of other posts come to nothing below it."""
    assert "belongs to no post" in words(await forged(stage.message, otto, str(Mark(verb, crowd.id))))
    assert await stage.kept.stores.audit.find() == []


class Watched:
    """A story that two watches told: one in the channel, one in anna's direct messages."""

    def __init__(self, stage: Stage, anna: Any) -> None:
        self.stage, self.user = stage, stage.env.create_user("wanda")
        self.member = stage.guild.add_member(self.user)
        kinds = {"ransomware": RANSOMWARE, "ddos": DDOS}
        self.watches = Watches(stage.kept.stores.watches, lambda: {"desk"}, lambda: Vocabulary(kinds, {SOURCE.id}), stage.clock)
        stage.desk = replace(stage.desk, watches=self.watches)
        stage.client = TocsinClient(stage.desk, FakeMemory())
        posts = DiscordSink(stage.client, stage.clock, stage.client.buttons.below)
        sinks = {"discord": posts, "discord_dm": DirectSink(stage.client, posts)}
        stage.deliver = Deliver(stage.kept.stores.outbox, sinks, {"desk": stage.place}, stage.clock, DeliverPlan())
        self.anna = anna

    async def tell(self) -> None:
        await self.stage.env.restart_bot(self.stage.client)
        await file(self.stage.kept.stores, alerted(ITEM), items=(ITEM,))
        for owner, to in ((f"discord:{self.anna.id}", "desk"), (f"discord:{self.user.id}", f"dm:{self.user.id}")):
            watch = await self.watches.add(owner, to, "actor:APT28", guild=str(self.stage.guild.id))
            assert isinstance(watch, Watch)
            row = replace(post(ITEM), id=delivery_id("watch", to), subject=Subject.WATCH, channel=to, route=watch.id)
            await self.stage.kept.stores.outbox.add([replace(row, due_at=self.stage.clock.now())])
        await self.stage.deliver.run()


@pytest.fixture
async def watched(stage: Stage, anna: Any) -> Watched:
    made = Watched(stage, anna)
    await made.tell()
    return made


async def test_a_watch_is_ended_below_its_post(watched: Watched, viv: Any) -> None:
    """By whoever asked for it; by nobody else who is no duty officer."""
    message = watched.stage.message
    assert labels(message) == ["Details", "Export", "Stop watching"]
    assert "no such watch of yours" in words(await viv.click(message, label="Stop watching"))
    assert "is over" in words(await watched.anna.click(message, label="Stop watching"))
    assert [w.to for w in await watched.watches.list()] == [f"dm:{watched.user.id}"]
    assert "no such watch of yours" in words(await watched.anna.click(message, label="Stop watching"))


async def test_a_duty_officer_ends_a_watch_of_the_channel(watched: Watched, otto: Any) -> None:
    """Whoever asked for it may be on leave."""
    assert "is over" in words(await otto.click(watched.stage.message, label="Stop watching"))


async def test_a_watch_in_direct_messages(watched: Watched) -> None:
    """Details, a file, and an end to it: what needs no role of a server."""
    message = watched.user.dm_channel.last_message
    assert labels(message) == ["Details", "Export", "Stop watching"]
    assert ITEM.title in words(await watched.user.click(message, label="Details")).replace("\\", "")
    assert "is over" in words(await watched.user.click(message, label="Stop watching"))
    assert [w.to for w in await watched.watches.list()] == ["desk"]


async def test_somebody_elses_direct_messages_are_not_reached(watched: Watched, viv: Any) -> None:
    """An id copied from there is as if it were not there."""
    mark = Mark("details", delivery_id("watch", f"dm:{watched.user.id}"))
    assert "belongs to no post" in words(await forged(watched.stage.message, viv, str(mark)))
