"""An alert leaves for a mailbox, a telephone and a program at once; one of them is down, one has shut its door."""

import io
from datetime import timedelta

from rich.console import Console

from bot.domain.delivery import Subject, delivery_id
from bot.fetch.posting import Poster
from bot.pipeline.deliver import Deliver, DeliverPlan
from bot.settings import load
from bot.sinks import KINDS, Surroundings
from bot.storage.memory import Memory
from tests.fakes.clock import MONDAY, FakeClock
from tests.fakes.mailbox import mail_address, mailbox
from tests.fakes.nouns import card, delivery
from tests.fakes.services import KEY, ntfy, ntfy_address, receiver
from tests.settings.folder import write

ROUTES = """
[[channel]]
id = "alerts"
kind = "terminal"
[[channel]]
id = "mail"
kind = "apprise"
target_env = "TEAM_MAIL"
[[channel]]
id = "push"
kind = "apprise"
target_env = "TEAM_PUSH"
short = true
[[channel]]
id = "program"
kind = "webhook"
target_env = "HOOK"
key_env = "HOOK_KEY"
[[route]]
id = "all"
everything = true
channels = ["alerts", "mail", "push", "program"]
"""


def due(channel: str):
    return delivery(id=delivery_id("item-1", channel), channel=channel, due_at=MONDAY, created_at=MONDAY)


async def test_each_channel_gets_its_own_form_and_its_own_trouble(tmp_path):
    """Settings to servers: the mail is whole, the push is short and comes when its server is back, the shut door is said at once."""
    async with mailbox() as box, ntfy() as push, receiver(MONDAY.timestamp()) as program, Poster(FakeClock()) as poster:
        environ = {
            "TEAM_MAIL": mail_address(box),
            "TEAM_PUSH": ntfy_address(push, "alerts"),
            "HOOK": f"http://127.0.0.1:{program.port}/hook",
            "HOOK_KEY": KEY,
        }
        channels = load(write(tmp_path, routes=ROUTES), environ).channels
        around = Surroundings(Console(file=io.StringIO()), tmp_path / "channels", poster=poster)
        sinks = {name: kind.build(around) for name, kind in KINDS.items()}
        stores, clock = Memory().stores, FakeClock()
        deliver = Deliver(stores.outbox, sinks, channels, clock, DeliverPlan(notices="alerts"))
        await stores.outbox.add([due(channel) for channel in ("mail", "push", "program")])
        push.failing, program.failing = 503, 410
        await deliver.run()
        assert [mail["Subject"] for mail in box.got] == [f"[3/4 major] {card().title}"]
        log = (tmp_path / "channels" / "alerts.log").read_text()
        assert "Not delivered: Port of Norhaven halts cranes" in log
        assert f"gone: http://127.0.0.1:{program.port} answered 410" in log
        push.failing = 0
        clock.advance(timedelta(minutes=1).total_seconds())
        await deliver.run()
        assert [got["message"][:42] for got in push.got] == ["[3/4 major] Port of Norhaven halts cranes."]
        assert len(box.got) == 1
        assert await stores.outbox.claim(clock.now() + timedelta(days=2), timedelta(minutes=1), 10) == []


async def test_news_that_notifies_is_sent_and_the_rest_is_not(tmp_path):
    """A message cannot be edited or answered: later reports stay away, unless somebody should hear of them."""
    async with ntfy() as push:
        environ = {"TEAM_PUSH": ntfy_address(push, "alerts"), "TEAM_MAIL": "mailto://a:b@mail.example.org"}
        environ |= {"HOOK": "https://hooks.example.org", "HOOK_KEY": KEY}
        channels = load(write(tmp_path, routes=ROUTES), environ).channels
        stores, clock = Memory().stores, FakeClock()
        deliver = Deliver(stores.outbox, {"apprise": KINDS["apprise"].build(None)}, channels, clock, DeliverPlan())
        head = due("push")
        await stores.outbox.add([head])
        await deliver.run()
        for number, silent in enumerate((True, False)):
            line = delivery(
                id=delivery_id(f"line-{number}", "push"),
                subject=Subject.REPORT,
                channel="push",
                head=head.id,
                silent=silent,
                card=card(title=f"News {number}", fields=()),
                due_at=MONDAY,
                created_at=MONDAY,
            )
            await stores.outbox.add([line])
            await deliver.run()
        assert ["News 1" in got["message"] for got in push.got] == [False, True]
