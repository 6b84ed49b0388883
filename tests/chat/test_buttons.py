"""Each button below a post, pressed by people in a simulated Discord. Every request is held against Discord's own rules (conftest)."""

import asyncio
import csv
import io
import re
from dataclasses import replace
from typing import Any

import discord
import pytest

from bot.chat.answer import Desk
from bot.chat.buttons.marks import Mark, parsed
from bot.chat.buttons.press import PRESSES
from bot.chat.client import TocsinClient
from bot.chat.sink import DiscordSink
from bot.domain.audit import AuditAction
from bot.domain.delivery import Delivery, DeliveryState, Subject
from bot.domain.feedback import Judgement
from bot.domain.page import PageState
from bot.domain.rights import Guild
from bot.domain.route import Channel, Mention, Route
from bot.domain.source import SourceInfo
from bot.domain.tlp import Tlp
from bot.pipeline.deliver import Deliver, DeliverPlan
from bot.pipeline.library import Library
from bot.pipeline.paging import Wish
from bot.pipeline.routing import Rules
from bot.pipeline.world import World
from bot.storage.memory import Memory
from tests.chat.conftest import duty_of, team_of
from tests.chat.pressing import forged
from tests.chat.test_commands import shown
from tests.contracts.made import MINUTE, alerted, entry, file, post
from tests.fakes.clock import FakeClock
from tests.fakes.memory import FakeMemory
from tests.fakes.nouns import DDOS, RANSOMWARE, SOURCE
from tests.fakes.workers import NowWorkers

ITEM = entry("1", SOURCE.id)
LABELS = ["Acknowledge", "Escalate", "Follow", "Details", "Export", "Silence…", "Not relevant", "Wrong kind…"]


class Stage:
    """A server with a team, a story that is posted there, and the sender that keeps posts as they are wanted."""

    def __init__(self, env: Any, desk: Desk, clock: FakeClock) -> None:
        self.env, self.clock, self.kept = env, clock, Memory()
        self.guild = env.create_guild()
        self.channel = self.guild.create_text_channel("soc")
        self.analysts = self.guild.create_role("analysts")
        self.officers = self.guild.create_role("officers")
        self.call = self.guild.create_role("on call")
        self.place = Channel("desk", "discord", str(self.channel.id), guild=str(self.guild.id))
        mention = Mention("Duty officer", role_id=self.call.id)
        routes = (Route("all", ("desk",), mention=mention),)
        kinds = {"ransomware": RANSOMWARE, "ddos": DDOS}
        self.world = World(routes, {SOURCE.id: SOURCE}, kinds, rules=Rules({"desk": self.place}))
        roles = Guild(str(self.guild.id), frozenset({self.officers.id}), frozenset({self.analysts.id}))
        library = Library(self.kept.stores, lambda: self.world, NowWorkers(), clock)
        self.desk = replace(
            desk, team=team_of(self.kept, clock, self.world, {roles.id: roles}), library=library, duty=duty_of(self.kept, clock)
        )
        self.start()

    def start(self) -> None:
        """A client and its sender, as a new process has them."""
        self.client = TocsinClient(self.desk, FakeMemory())
        sink = DiscordSink(self.client, self.clock, self.client.buttons.below)
        self.deliver = Deliver(self.kept.stores.outbox, {"discord": sink}, {"desk": self.place}, self.clock, DeliverPlan())

    def person(self, name: str, *roles: Any) -> Any:
        """Somebody of the server."""
        return self.guild.add_member(self.env.create_user(name), roles=list(roles))

    async def post(self, *items: Any) -> None:
        """Each item tells a story of its own, and its post goes out."""
        for item in items or (ITEM,):
            head = post(item, created_at=self.clock.now(), due_at=self.clock.now())
            await file(self.kept.stores, alerted(item, heads=(head,)), items=(item,))
        await self.deliver.run()

    @property
    def message(self) -> Any:
        """The latest post."""
        return self.channel.last_message

    async def head(self) -> Delivery:
        """The row of the first post."""
        (row,) = (await self.kept.stores.outbox.heads([post(ITEM).id])).values()
        return row


@pytest.fixture
async def stage(simcord_env: Any, desk: Desk, clock: FakeClock) -> Stage:
    stage = Stage(simcord_env, desk, clock)
    await simcord_env.restart_bot(stage.client)
    return stage


@pytest.fixture
async def posted(stage: Stage) -> Stage:
    await stage.post()
    return stage


@pytest.fixture
def anna(stage: Stage) -> Any:
    return stage.person("anna", stage.analysts)


@pytest.fixture
def otto(stage: Stage) -> Any:
    return stage.person("otto", stage.officers)


@pytest.fixture
def viv(stage: Stage) -> Any:
    return stage.person("viv")


def labels(message: Any) -> list[str]:
    return [b.label for row in message.components for b in row.children]


def button(message: Any, label: str) -> Any:
    return next(b for row in message.components for b in row.children if b.label == label)


def words(result: Any) -> str:
    return "\n".join(f"{e.title}\n{e.description}" for e in shown(result))


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


async def test_escalation_calls_whom_the_route_names(posted: Stage, anna: Any, otto: Any) -> None:
    """One line in the thread mentions the role, and nobody else; within ten minutes nobody is called again."""
    assert "Duty officer is being called" in words(await anna.click(posted.message, label="Escalate"))
    again = words(await otto.click(posted.message, label="Escalate"))
    assert "anna called Duty officer" in again
    await posted.deliver.run()
    said = [r.json for r in posted.env.http_requests if r.method == "POST" and r.path.endswith("/messages")]
    assert said[-1]["content"].startswith(f"<@&{posted.call.id}> major **Escalated**: anna calls you")
    assert said[-1]["allowed_mentions"]["roles"] in ([posted.call.id], [str(posted.call.id)])
    assert len([d for d in posted.kept.deliveries if d.subject is Subject.CALL]) == 1


def with_policy(stage: Stage, policy: str) -> None:
    """The route's target has a policy."""
    mention = Mention("Duty officer", role_id=stage.call.id, policy=policy)
    object.__setattr__(stage.world, "routes", (Route("all", ("desk",), mention=mention),))


async def test_escalation_opens_a_page_where_the_route_has_a_policy(posted: Stage, anna: Any, otto: Any, viv: Any) -> None:
    """One page however many press, shown below the post; nobody is mentioned; who may not opens none. Its next step comes at once."""
    with_policy(posted, "default")
    pages = posted.kept.stores.pages
    assert "analyst" in words(await viv.click(posted.message, label="Escalate"))
    assert await pages.find() == []
    message = posted.message
    assert "calls the next people" in words(await anna.click(message, label="Escalate"))
    assert "less than a minute ago" in words(await otto.click(message, label="Escalate"))
    (page,) = await pages.find()
    posted.clock.advance(60)
    assert "calls the next people" in words(await otto.click(message, label="Escalate"))
    (moved,) = await pages.find()
    assert (moved.id, moved.page.state, moved.page.seq) == (page.id, PageState.OPEN, page.page.seq + 1)
    assert (page.about, page.channel, page.head) == (ITEM.id, "desk", (await posted.head()).id)
    assert (page.title, page.page.severity) == (ITEM.title, 3)
    assert not [
        d for d in posted.kept.deliveries if d.subject is Subject.CALL or (d.subject is Subject.PAGE and d.id == page.head)
    ]


async def test_escalation_calls_again_after_an_acknowledgement(posted: Stage, anna: Any) -> None:
    """The page that was quiet is open again, and it is the same one."""
    with_policy(posted, "default")
    await anna.click(posted.message, label="Escalate")
    await anna.click(posted.message, label="Acknowledge")
    (page,) = await posted.kept.stores.pages.find()
    assert page.page.state is PageState.ACKED
    assert "Escalated" in words(await anna.click(posted.message, label="Escalate"))
    (page,) = await posted.kept.stores.pages.find()
    assert page.page.state is PageState.OPEN


async def test_an_acknowledgement_answers_every_page_of_the_story(posted: Stage, anna: Any) -> None:
    """One was escalated, the other called by hand; who takes the story on has answered both."""
    with_policy(posted, "default")
    await anna.click(posted.message, label="Escalate")
    await posted.desk.duty.paging.call(Wish("The same by hand", "ben", about=ITEM.id, key="by hand"))
    await anna.click(posted.message, label="Acknowledge")
    assert [f.page.state for f in await posted.kept.stores.pages.find()] == [PageState.ACKED] * 2


async def test_a_policy_that_is_gone_falls_back_on_the_mention(posted: Stage, anna: Any) -> None:
    """Somebody is called in any case."""
    with_policy(posted, "gone")
    assert "Duty officer is being called" in words(await anna.click(posted.message, label="Escalate"))
    assert await posted.kept.stores.pages.find() == []


async def test_nobody_on_call_is_said_with_the_mend(posted: Stage, anna: Any) -> None:
    """A route that names nobody calls nobody."""
    object.__setattr__(posted.world, "routes", (Route("all", ("desk",)),))
    assert "Set `oncall` of the route" in words(await anna.click(posted.message, label="Escalate")).replace("\\", "")
    assert [d.subject for d in posted.kept.deliveries] == [Subject.ALERT]


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


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Acknowledge", "analyst"),
        ("Escalate", "analyst"),
        ("Not relevant", "analyst"),
        ("Wrong kind…", "analyst"),
        ("Silence…", "duty officer"),
    ],
)
async def test_who_may_not_reads_which_role_is_needed(posted: Stage, viv: Any, label: str, role: str) -> None:
    """Asked at the press, not at the post; the server's own roles are named, and nothing happens."""
    said = words(await viv.click(posted.message, label=label))
    assert f"needs the role {role}" in said
    assert "officers" in said
    assert await posted.kept.stores.audit.find() == []


async def test_where_viewers_are_named_nobody_else_looks(posted: Stage, viv: Any, anna: Any) -> None:
    """Buttons, commands and completions alike."""
    rules = posted.desk.team.guilds()[str(posted.guild.id)]
    object.__setattr__(rules, "viewer", frozenset({posted.call.id}))
    looks = [await viv.click(posted.message, label=label) for label in ("Details", "Export")]
    for result in (*looks, await viv.slash(posted.channel, "status")):
        assert "needs the role viewer" in words(result)
    assert "Story" in words(await anna.click(posted.message, label="Details"))


@pytest.mark.parametrize(
    "custom_id",
    [
        "tocsin:1:ack:ffffffffffffffffffff",
        "tocsin:1:ack:x' OR 1=1",
        "tocsin:9:ack:0123456789abcdef0123",
        "tocsin:1:drop:0123456789abcdef0123",
        "tocsin:",
        "somebody else's",
        "tocsin:1:ack:\n",
    ],
)
async def test_a_forged_id_is_refused_politely(posted: Stage, otto: Any, custom_id: str) -> None:
    """Whatever stands in it: an answer for the presser alone, and nothing happens."""
    result = await forged(posted.message, otto, custom_id)
    assert shown(result)[0].title in ("Nothing was done", "That is too old")
    assert await posted.kept.stores.audit.find() == []


async def test_an_id_that_the_message_does_not_hold_is_refused(posted: Stage, otto: Any) -> None:
    """Discord would not let it through; neither do we leave anybody without an answer."""
    result = await forged(posted.message, otto, str(Mark("ack", (await posted.head()).id)), seen=False)
    assert result is not None
    assert await forged(posted.message, otto, "tocsin:1:ack:ffffffffffffffffffff", seen=False) is not None


async def test_a_post_of_another_channel_is_not_reached(posted: Stage, otto: Any) -> None:
    """An id copied from elsewhere is as if it were not there: what another server has is not told."""
    object.__setattr__(posted.place, "target", "1")
    assert "belongs to no post" in words(await otto.click(posted.message, label="Acknowledge"))
    assert await posted.kept.stores.audit.find() == []


async def test_an_old_copy_of_a_post_is_stale(posted: Stage, otto: Any) -> None:
    """After the post was made anew, the old one's buttons say where to press."""
    old = posted.message
    await posted.kept.stores.outbox.lost((await posted.head()).id, 0, posted.clock.now(), again=True)
    await posted.deliver.run()
    assert "earlier copy" in words(await otto.click(old, label="Acknowledge"))
    assert "It is yours" in words(await otto.click(posted.message, label="Acknowledge"))


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


async def test_a_slow_database_gets_an_apology_or_a_deferred_answer(
    posted: Stage, otto: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A press that does something is announced and answered; one that asks something back must be quick, or says sorry."""
    heads = type(posted.kept.stores.outbox).heads

    async def slow(self: Any, ids: Any) -> Any:
        await asyncio.sleep(0.05)
        return await heads(self, ids)

    monkeypatch.setattr(type(posted.kept.stores.outbox), "heads", slow)
    assert "It is yours" in words(await otto.click(posted.message, label="Acknowledge"))
    assert "database is slow" in words(await otto.click(posted.message, label="Silence…"))


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
