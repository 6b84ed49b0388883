"""A team in a simulated Discord, with a story that is posted; the fixtures are in conftest."""

from dataclasses import replace
from typing import Any

from bot.chat.answer import Desk
from bot.chat.client import TocsinClient
from bot.chat.sink import DiscordSink
from bot.domain.delivery import Delivery
from bot.domain.rights import Guild
from bot.domain.route import Channel, Mention, Route
from bot.pipeline.deliver import Deliver, DeliverPlan
from bot.pipeline.library import Library
from bot.pipeline.routing import Rules
from bot.pipeline.world import World
from bot.storage.memory import Memory
from tests.chat.conftest import duty_of, team_of
from tests.chat.test_commands import shown
from tests.contracts.made import alerted, entry, file, post
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


def labels(message: Any) -> list[str]:
    return [b.label for row in message.components for b in row.children]


def button(message: Any, label: str) -> Any:
    return next(b for row in message.components for b in row.children if b.label == label)


def words(result: Any) -> str:
    return "\n".join(f"{e.title}\n{e.description}" for e in shown(result))


def with_policy(stage: Stage, policy: str) -> None:
    """The route's target has a policy."""
    mention = Mention("Duty officer", role_id=stage.call.id, policy=policy)
    object.__setattr__(stage.world, "routes", (Route("all", ("desk",), mention=mention),))
