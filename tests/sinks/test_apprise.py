"""The promises of the Apprise sink, against servers that speak SMTP and HTTP."""

import asyncio
import io
import logging
import re
import threading
import time
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.card import Field
from bot.domain.errors import Failure, Permanent, Transient
from bot.domain.reasons import FailReason as F
from bot.domain.route import Channel, Mention
from bot.present.limits import size
from bot.present.message import ACK, SHORT, WHY
from bot.sinks.apprise import AppriseSink, check
from tests.fakes.mailbox import PASSWORD as MAIL_PASSWORD
from tests.fakes.mailbox import mail_address, mailbox
from tests.fakes.nouns import card, delivery
from tests.fakes.services import PASSWORD, TOKEN, gotify, microblog, ntfy, ntfy_address

SECRETS = (PASSWORD, TOKEN, MAIL_PASSWORD)


def at(address: str, **changes) -> Channel:
    return Channel("pager", "apprise", secrets={"target": address}, **changes)


@pytest.fixture(autouse=True)
def nothing_leaks(capfd):
    """No secret is logged or printed by any test of this file, whoever writes it: what reaches the root logger, at any level."""
    heard = io.StringIO()
    root, handler = logging.getLogger(), logging.StreamHandler(heard)
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield
    root.removeHandler(handler)
    root.setLevel(level)
    written = "".join(capfd.readouterr()) + heard.getvalue()
    assert not [s for s in SECRETS if s in written]


async def failing(sink: AppriseSink, channel: Channel) -> Failure:
    with pytest.raises(Failure) as caught:
        await sink.send(delivery(), channel)
    assert not [
        s for s in (*SECRETS, channel.secrets["target"]) if s in f"{caught.value!r}{caught.value}{caught.value.__cause__}"
    ]
    return caught.value


async def test_a_mail_arrives_whole_and_plain():
    """A real mail server gets subject, text, sender and recipient; nothing in it is mark-up."""
    async with mailbox() as box:
        made = delivery(mention=Mention("Duty officer", role_id=1))
        assert await AppriseSink().send(made, at(mail_address(box))) == made.nonce
    [mail] = box.got
    assert mail["Subject"] == "[3/4 major] Port of Norhaven halts cranes"
    assert mail["To"].addresses[0].addr_spec == "ana@team.example"
    assert mail["From"].addresses[0].addr_spec == "tocsin@bot.example"
    text = mail.get_content() if not mail.is_multipart() else mail.get_body(("plain",)).get_content()
    assert text.strip().splitlines() == [
        "It stopped on Monday.",
        "Severity: ■■■□ major (3 of 4)",
        "Kind: 🔒 Ransomware",
        "Calls Duty officer",
        "",
        "https://news.example/norhaven",
        "model t1",
    ]


@pytest.mark.parametrize(
    ("reply", "kind", "reason"),
    [
        ("550 no such user", Permanent, F.REFUSED),
        ("451 later", Transient, F.SERVER_ERROR),
    ],
)
async def test_a_mail_server_says_never_or_later(reply, kind, reason):
    """5xx of a mail server is permanent, 4xx is tried again."""
    async with mailbox() as box:
        box.refusing = reply
        failure = await failing(AppriseSink(), at(mail_address(box)))
    assert (type(failure), failure.reason) == (kind, reason)
    assert not box.got


async def test_a_mail_server_that_does_not_know_us_is_permanent():
    """A wrong password is told as such, without the password."""
    async with mailbox() as box:
        failure = await failing(AppriseSink(), at(mail_address(box, "wrong-" + MAIL_PASSWORD)))
    assert (type(failure), failure.reason) == (Permanent, F.UNAUTHORIZED)


async def test_a_push_arrives():
    """Ntfy and Gotify get title and text by their own protocols."""
    async with ntfy() as one, gotify() as other:
        await AppriseSink().send(delivery(), at(ntfy_address(one, "alerts")))
        await AppriseSink().send(delivery(), at(f"gotify://127.0.0.1:{other.port}/{TOKEN}"))
    assert one.got[0]["topic"] == "alerts"
    for got in (one.got[0], other.got[0]):
        assert got["title"] == "[3/4 major] Port of Norhaven halts cranes"
        assert got["message"].startswith("It stopped on Monday.\nSeverity:")


@pytest.mark.parametrize("short", [True, False])
async def test_where_there_is_little_room_the_short_form_is_sent(short):
    """A service of few letters gets it by itself, another where the channel asks for it; never more than 300 units."""
    page = card(fields=(Field(WHY, "you are on call"), Field(ACK, "type /ack 1a2b in Discord")), body="long " * 500)
    async with microblog() as small, ntfy() as large:
        await AppriseSink().send(delivery(card=page), at(f"misskey://{'a' * 32}@127.0.0.1:{small.port}", short=short))
        await AppriseSink().send(delivery(card=page), at(ntfy_address(large, "alerts"), short=short))
    text = small.got[0]["text"]
    assert size(text) <= SHORT
    assert text.startswith("[3/4 major] Port of Norhaven halts cranes.")
    assert text.endswith("Why: you are on call. Ack: type /ack 1a2b in Discord. https://news.example/norhaven")
    assert (large.got[0]["message"] == text) is short


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        (400, Permanent, F.BAD_REQUEST),
        (401, Permanent, F.UNAUTHORIZED),
        (403, Permanent, F.FORBIDDEN),
        (404, Transient, F.NOT_FOUND),
        (410, Permanent, F.GONE),
        (413, Permanent, F.TOO_LARGE),
        (418, Transient, F.REFUSED),
        (429, Transient, F.RATE_LIMITED),
        (500, Transient, F.SERVER_ERROR),
        (503, Transient, F.SERVER_ERROR),
    ],
)
async def test_a_status_has_its_reason(status, kind, reason):
    """What a service says no with is read from Apprise's log, at ntfy and at Gotify."""
    async with ntfy() as one, gotify() as other:
        one.failing = other.failing = status
        for address in (ntfy_address(one, "alerts"), f"gotify://127.0.0.1:{other.port}/{TOKEN}"):
            failure = await failing(AppriseSink(), at(address))
            assert (type(failure), failure.reason) == (kind, reason)


async def test_a_closed_port_and_a_name_without_address_are_told_apart():
    """Nobody answers; nobody is there."""
    async with ntfy() as gone:
        closed = ntfy_address(gone, "alerts")
    failure = await failing(AppriseSink(), at(closed))
    assert (type(failure), failure.reason) == (Transient, F.CONNECT)
    failure = await failing(AppriseSink(), at(f"ntfy://a:{PASSWORD}@nowhere.invalid/alerts?mode=private"))
    assert (type(failure), failure.reason) == (Transient, F.DNS)


@pytest.mark.parametrize("optional", ["?mode=private&optional=yes", "?mode=private"])
async def test_a_failure_is_never_called_a_success(optional):
    """An address may say that its failures do not matter; ours do."""
    async with ntfy() as service:
        service.failing = 503
        failure = await failing(AppriseSink(), at(ntfy_address(service, "alerts").partition("?")[0] + optional))
    assert failure.reason is F.SERVER_ERROR


@asynccontextmanager
async def silent_port():
    """Takes connections and never says a word."""
    ends = asyncio.Event()

    async def hold(reader, writer):
        await ends.wait()
        writer.close()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        ends.set()
        server.close()


async def test_a_silent_service_costs_a_time_out_and_never_the_loop():
    """The loop goes on, the wait ends in time, and one that has to wait for a free thread ends in time too."""
    async with silent_port() as port:
        sink = AppriseSink(timedelta(seconds=0.3), at_once=1)
        channel = at(f"ntfy://a:{PASSWORD}@127.0.0.1:{port}/alerts?mode=private&rto=1.5")
        await asyncio.to_thread(check, channel.secrets)  # Apprise is loaded
        longest, began = 0.0, time.monotonic()
        sends = asyncio.gather(*(failing(sink, channel) for _ in range(3)))
        while not sends.done():
            turn = time.monotonic()
            await asyncio.sleep(0.01)
            longest = max(longest, time.monotonic() - turn)
        assert {f.reason for f in sends.result()} == {F.TIMEOUT}
        assert time.monotonic() - began < 1.4, "nobody waited for the thread"
        assert longest < 0.25
        assert sum(t.name == "apprise" for t in threading.enumerate()) <= 1


async def test_a_service_that_comes_back_is_served():
    """Threads that hung give their place back when they end."""
    async with silent_port() as port, ntfy() as service:
        sink = AppriseSink(timedelta(seconds=0.2), at_once=1)
        await failing(sink, at(f"ntfy://a:{PASSWORD}@127.0.0.1:{port}/alerts?mode=private&rto=0.4"))
        patient = AppriseSink(timedelta(seconds=5), at_once=1)
        patient._free = sink._free
        assert await patient.send(delivery(), at(ntfy_address(service, "alerts")))


@pytest.mark.parametrize("address", ["", "mailto://", "slack://", f"nonsense://{PASSWORD}@a.example", PASSWORD, "https://"])
async def test_an_address_that_is_none_is_permanent(address):
    """It is refused when settings are read, and when something is sent; never shown."""
    with pytest.raises(ValueError, match="appriseit") as caught:
        check({"target": address})
    assert PASSWORD not in str(caught.value)
    with pytest.raises(Permanent) as refused:
        await AppriseSink().send(delivery(), at(address))
    assert refused.value.reason in (F.BAD_ADDRESS, F.NO_SUCH_CHANNEL)
    assert PASSWORD not in str(refused.value)


def test_the_addresses_of_the_how_to_are_understood():
    """Who copies one and puts their own words in has an address that works."""
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "other-channels.md").read_text(encoding="utf-8")
    addresses = re.findall(r"(?m)^\| [^|]+ \| `(\w+://[^`]+)` \|$", page)
    assert len(addresses) >= 7
    for address in addresses:
        check({"target": address})


async def test_a_card_full_of_tricks_calls_and_links_nothing():
    """A service that makes links and calls of plain words gets none from a title, text or field."""
    bad = "@everyone see https://evil.example/x <!channel> **b** \x1b[2J\u202e\n\nBcc: all@evil.example"
    async with mailbox() as box, ntfy() as service:
        made = delivery(card=card(title=bad, body=bad, fields=(Field("Who", bad),)))
        for address in (mail_address(box), ntfy_address(service, "alerts")):
            await AppriseSink().send(made, at(address))
    assert box.got[0]["Bcc"] is None
    told = service.got[0]["title"] + service.got[0]["message"] + str(box.got[0].get_payload(decode=True))
    assert "https://evil" not in told
    assert "@everyone" not in told
    assert "\x1b" not in told


async def test_a_redirect_takes_nothing_along():
    """Tokens are for the host that the address names."""
    async with ntfy() as service:
        service.failing = 307
        failure = await failing(AppriseSink(), at(ntfy_address(service, "alerts")))
    assert failure.reason is F.REFUSED
