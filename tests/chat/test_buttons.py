"""Each button below a post, pressed by people in a simulated Discord. Every request is held against Discord's own rules (conftest)."""

import csv
import io
import re
from dataclasses import replace
from typing import Any

import discord
import pytest

from bot.chat.buttons.marks import parsed
from bot.chat.buttons.press import PRESSES
from bot.chat.client import TocsinClient
from bot.domain.audit import AuditAction
from bot.domain.delivery import DeliveryState
from bot.domain.feedback import Judgement
from bot.domain.source import SourceInfo
from bot.domain.tlp import Tlp
from tests.chat.stage import ITEM, LABELS, Stage, button, labels, words
from tests.contracts.made import MINUTE, alerted, entry, file
from tests.fakes.memory import FakeMemory
from tests.fakes.nouns import SOURCE


async def test_a_post_has_its_buttons(posted: Stage) -> None:
    """Two rows, each button with the post's id and a version, in at most 100 characters."""
    assert labels(posted.message) == LABELS
    assert [len(row.children) for row in posted.message.components] == [3, 5]
    ids = [b.custom_id for row in posted.message.components for b in row.children]
    assert all(re.fullmatch(r"tocsin:1:[a-z]+:[0-9a-f]{20}", i) and len(i) <= 100 for i in ids)
    assert {parsed(i).verb for i in ids} <= set(PRESSES)  # type: ignore[union-attr]  # each is one of ours


async def test_an_acknowledgement_is_seen_by_all(posted: Stage, anna: Any) -> None:
    """Whoever pressed is told, the post is edited with their name, the button is spent, and it is on record."""
    said = words(await anna.click(posted.message, label="Acknowledge"))
    assert "It is yours: acknowledged by anna at <t:" in said.replace("\\", "")
    await posted.deliver.run()
    (embed,) = posted.message.embeds
    assert [f.name for f in embed.fields] == ["Severity", "Kind", "Acknowledged"]
    assert embed.fields[2].value.startswith("by anna at")
    assert button(posted.message, "Acknowledged").disabled
    (line,) = await posted.kept.stores.audit.find(guild=str(posted.guild.id))
    assert (line.action, line.who) == (AuditAction.ACKNOWLEDGED, f"discord:{anna.id}")


async def test_two_who_acknowledge_at_once(posted: Stage, anna: Any, otto: Any) -> None:
    """Both press before the post changes (the stores' own suite has them in two processes at one instant): it is applied once,
    and both are told of the same person at the same time.
    """
    told = [await anna.click(posted.message, label="Acknowledge"), await otto.click(posted.message, label="Acknowledge")]
    stands = {re.search(r"by (\w+) at (<t:.*?>)", words(t).replace("\\", "")).groups() for t in told}  # type: ignore[union-attr]
    assert len(stands) == 1
    assert len(await posted.kept.stores.audit.find()) == 1
    assert sum("Acknowledged already" in words(t) for t in told) == 1
    await posted.deliver.run()
    assert len([r for r in posted.env.http_requests if r.method == "PATCH" and "/messages/" in r.path]) == 1


async def test_pressing_twice_is_pressing_once(posted: Stage, anna: Any) -> None:
    """A second press of the same person, before the post is edited, changes nothing."""
    await anna.click(posted.message, label="Acknowledge")
    posted.clock.advance(MINUTE.total_seconds())
    assert "Acknowledged already" in words(await anna.click(posted.message, label="Acknowledge"))
    assert (await posted.head()).revision == 2


async def test_who_follows_is_in_the_thread(posted: Stage, viv: Any) -> None:
    """The thread is begun if need be; doing it twice is doing it once."""
    message = posted.message
    for _ in range(2):
        assert "Following" in words(await viv.click(message, label="Follow"))
    (thread,) = posted.channel.threads
    assert thread.id == message.id
    added = [r.path for r in posted.env.http_requests if r.method == "PUT" and "/thread-members/" in r.path]
    assert added[-1].endswith(f"/channels/{thread.id}/thread-members/{viv.id}")


async def test_details_say_why(posted: Stage, viv: Any) -> None:
    """Reports, posts and the words that moved the verdict, for the one who asks."""
    said = words(await viv.click(posted.message, label="Details")).replace("\\", "")
    assert f"Story {ITEM.id}" in said
    assert f"Why {ITEM.id}: ransomware: halts" in said


async def exported(result: Any) -> list[dict[str, str]]:
    """The rows of the file that somebody alone was sent."""
    assert all(message.ephemeral for message in (result.response, *result.followups))
    [attached] = [file for message in result.followups for file in message.attachments]
    assert attached.filename == "story.csv"
    return list(csv.DictReader(io.StringIO((await attached.read()).decode())))


async def test_a_story_is_exported(posted: Stage, viv: Any) -> None:
    """Its reports as a file, for whoever may look, seen by them alone."""
    said = await viv.click(posted.message, label="Export")
    assert "1 report of this story" in words(said)
    assert [(row["id"], row["url"]) for row in await exported(said)] == [(ITEM.id, ITEM.url)]


async def test_an_export_holds_what_the_channel_may_know(stage: Stage, viv: Any) -> None:
    """A report from above the channel's clearance is not in it; where all are, there is no file."""
    red = replace(entry("2", "red"), story_id=ITEM.id)
    object.__setattr__(stage.world, "sources", {SOURCE.id: SOURCE, "red": SourceInfo("red", "Red room", "feed", "", tlp=Tlp.RED)})
    await stage.post()
    whole = alerted(red).story
    assert whole is not None
    await file(stage.kept.stores, alerted(red, story=replace(whole, id=ITEM.id)), items=(red,))
    (kept,) = (await stage.kept.stores.stories.files([ITEM.id])).values()
    assert len(kept.reports) == 2
    assert [row["id"] for row in await exported(await viv.click(stage.message, label="Export"))] == [ITEM.id]
    object.__setattr__(stage.world, "sources", {SOURCE.id: replace(SOURCE, tlp=Tlp.RED), "red": stage.world.sources["red"]})
    said = await viv.click(stage.message, label="Export")
    assert "Nothing is stored" in words(said)
    assert said.followups == []


async def test_noise_is_recorded_in_the_channel(posted: Stage, anna: Any) -> None:
    """As `tocsin feedback` would, in the presser's name; the channel's threshold follows."""
    assert "noise: recorded" in words(await anna.click(posted.message, label="Not relevant"))
    (said,) = await posted.kept.stores.feedback.find()
    assert (said.judgement, said.channel, said.who) == (Judgement.NOISE, "desk", f"discord:{anna.id}")


async def test_a_wrong_kind_is_put_right(posted: Stage, anna: Any) -> None:
    """The menu holds every kind but the present one, and works after a restart too."""
    asked = await anna.click(posted.message, label="Wrong kind…")
    (menu,) = asked.response.components[0]["components"]
    assert [o["value"] for o in menu["options"]] == ["ddos"]
    await posted.env.restart_bot(TocsinClient(posted.desk, FakeMemory()))
    assert "wrong kind (ddos): recorded" in words(await anna.select(asked.response, ["ddos"])).replace("\\", "")
    (said,) = await posted.kept.stores.feedback.find()
    assert (said.judgement, said.right_kind) == (Judgement.WRONG_KIND, "ddos")


async def test_silence_is_asked_for_in_a_form(posted: Stage, otto: Any) -> None:
    """The matcher is guessed, a reason must be given, and it holds in this server alone."""
    form = await otto.click(posted.message, label="Silence…")
    lines = [part["component"] for part in form.modal["components"]]
    assert lines[0]["value"] == "kind:ransomware country:LT"
    filled = {lines[0]["custom_id"]: "kind:ransomware", lines[1]["custom_id"]: "2", lines[2]["custom_id"]: "a drill"}
    assert "Silenced" in words(await otto.submit_modal(form, filled))
    (made,) = await posted.desk.routing.silences.standing()
    assert (made.guild, made.matcher, made.reason) == (str(posted.guild.id), "kind:ransomware", "a drill")


async def test_a_form_filled_in_wrongly_is_refused(posted: Stage, otto: Any) -> None:
    """Hours that are none, and a matcher that means nothing: in words, and nothing is stored."""
    for hours, matcher, why in (("two", "kind:ransomware", "whole number"), ("2", "kind:ransom", "did you mean")):
        form = await otto.click(posted.message, label="Silence…")
        ids = [part["component"]["custom_id"] for part in form.modal["components"]]
        said = words(await otto.submit_modal(form, dict(zip(ids, (matcher, hours, "x"), strict=True))))
        assert why in said
    assert await posted.desk.routing.silences.standing() == []


@pytest.mark.parametrize("many", [14, pytest.param(500, marks=pytest.mark.chaos)])
async def test_open_alerts_and_a_restart(stage: Stage, otto: Any, many: int) -> None:
    """Every button of every old post works in the new process, which was told nothing of them."""
    items = [entry(str(n), SOURCE.id) for n in range(many)]
    await stage.post(*items)
    messages = {m.embeds[0].footer.text.split()[0]: m for m in stage.channel.history()}
    assert len(messages) == many
    stage.start()
    await stage.env.restart_bot(stage.client)
    for n, message in enumerate(messages.values()):
        label = LABELS[0] if n >= len(LABELS) else LABELS[n]
        result = await otto.click(message, label=label)
        assert result.modal if label == "Silence…" else result.response, label
        if label == LABELS[0]:
            assert "It is yours" in words(result)
    await stage.deliver.run()
    assert sum(line.action is AuditAction.ACKNOWLEDGED for line in await stage.kept.stores.audit.find()) == many - len(LABELS) + 1
    assert all(d.state is DeliveryState.SENT for d in stage.kept.deliveries)


async def test_leaving_a_server_forgets_what_was_its_own(posted: Stage, anna: Any) -> None:
    """Acknowledgements, silences and watches go; the trail stays, with a line about it."""
    await anna.click(posted.message, label="Acknowledge")
    guild = posted.client.get_guild(posted.guild.id)
    assert guild is not None
    await posted.client.on_guild_remove(guild)
    assert await posted.kept.stores.responses.acks([ITEM.id], str(guild.id)) == {}
    assert (await posted.kept.stores.audit.find())[0].action is AuditAction.SERVER_LEFT


async def test_the_audit_is_read_by_duty_officers(posted: Stage, anna: Any) -> None:
    """What was done here, the newest first; nothing of another server; an analyst reads which role is needed."""
    await anna.click(posted.message, label="Acknowledge")
    manage = posted.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
    boss = posted.person("boss", posted.officers, manage)
    said = words(await boss.slash(posted.channel, "audit")).replace("\\", "")
    assert said.startswith("1 change")
    assert f"discord:{anna.id}: acknowledged {ITEM.id}" in said
    lead = posted.person("lead", posted.analysts, manage)
    assert "needs the role duty officer" in words(await lead.slash(posted.channel, "audit"))


async def test_discord_says_in_which_server_a_channel_is(posted: Stage) -> None:
    """At READY, and remembered."""
    await posted.desk.team.hear(posted.client)
    placed = posted.desk.team.places.placed({"desk": replace(posted.place, guild="")})
    assert placed["desk"].guild == str(posted.guild.id)
