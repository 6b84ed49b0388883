"""Bad input, forty kinds and more: each ends in one clear line and a named reason, and nothing else is lost by it.

Faults of the settings have a table of their own (tests/settings/test_faults.py); here are those that come in by the wire
and on the command line, and what the command makes of faulty settings.
"""

import gzip
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli import run_command
from bot.domain.reasons import FailReason as F
from bot.domain.source import SourceInfo
from bot.fetch.client import Fetcher
from bot.fetch.limits import Limits
from bot.fetch.request import Access
from bot.pipeline.poll import Poll, PollPlan
from bot.pipeline.rhythm import Rhythm
from bot.sources import KINDS
from bot.storage.memory import Memory
from tests.fakes.clock import FakeClock
from tests.fakes.loopback import Loopback, Reply
from tests.fakes.workers import NowWorkers

pytestmark = pytest.mark.thorough

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
LIMITS = Limits(host_delay=0, connect=0.2, read=0.15, total=0.4, max_body=200_000, max_inflated=400_000)
RSS = {"Content-Type": "application/rss+xml"}
ITEM = "<item><title>Mill attacked</title><guid>1</guid><link>https://news.example/1</link></item>"
GOOD = f"<rss version='2.0'><channel><title>Good</title>{ITEM}</channel></rss>".encode()
BOMB = (
    b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>"
    + b"".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>".encode() for n in range(9))
    + b"]><rss version='2.0'><channel><item><title>&j;</title></item></channel></rss>"
)
OUTSIDE = (
    b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><rss version='2.0'><channel><title>&a;</title></channel></rss>"
)

WIRE = {
    "a web page instead of a feed": (
        Reply(body=b"<!doctype html><title>Hello</title><p>Hi", headers={"Content-Type": "text/html"}),
        F.NOT_A_FEED,
    ),
    "plain words instead of a feed": (Reply(body=b"come back later", headers=RSS), F.NOT_A_FEED),
    "0 bytes": (Reply(body=b"", headers=RSS), F.EMPTY),
    "an entity bomb": (Reply(body=BOMB, headers=RSS), F.UNSAFE_XML),
    "an external entity": (Reply(body=OUTSIDE, headers=RSS), F.UNSAFE_XML),
    "nesting without end": (Reply(body=b"<rss version='2.0'><channel>" + b"<a>" * 60_000, headers=RSS), F.UNSAFE_XML),
    "a gzip bomb": (Reply(body=gzip.compress(b"\0" * 30_000_000), headers={**RSS, "Content-Encoding": "gzip"}), F.TOO_LARGE),
    "gzip that is none": (Reply(body=b"not packed", headers={**RSS, "Content-Encoding": "gzip"}), F.NOT_A_FEED),
    "a body over the limit": (Reply(body=b"x" * 300_000, headers=RSS), F.TOO_LARGE),
    "a body without end": (Reply(stream=iter(lambda: b"x" * 9000, None), headers=RSS), F.TOO_LARGE),
    "a redirect to itself": (Reply(302, headers={"Location": "/feed"}), F.TOO_MANY_REDIRECTS),
    "a redirect to a file": (Reply(302, headers={"Location": "file:///etc/passwd"}), F.BAD_SCHEME),
    "a redirect to nowhere": (Reply(302, headers={"Location": "http://[/"}), F.BAD_ADDRESS),
    "401": (Reply(401), F.UNAUTHORIZED),
    "403": (Reply(403), F.FORBIDDEN),
    "404": (Reply(404), F.NOT_FOUND),
    "410": (Reply(410), F.GONE),
    "418": (Reply(418), F.HTTP_STATUS),
    "429": (Reply(429, headers={"Retry-After": "600"}), F.RATE_LIMITED),
    "503": (Reply(503), F.SERVER_ERROR),
    "a server that hangs": (Reply(hang=True), F.TIMEOUT),
    "a byte now and then": (Reply(body=GOOD, headers=RSS, drip=0.1), F.TIMEOUT),
    "a connection that breaks": (Reply(body=GOOD, headers=RSS, cut=20), F.DISCONNECTED),
    "a server that closes at once": (Reply(raw=b""), F.DISCONNECTED),
    "an answer that is not HTTP": (Reply(raw=b"SSH-2.0-example\r\n"), F.MALFORMED),
}

ADDRESSES = {
    "an address of a file": ("file:///etc/passwd", F.BAD_SCHEME),
    "an address without a host": ("http://", F.BAD_ADDRESS),
    "a host that does not exist": ("http://nowhere.invalid/feed", F.DNS),
    "a port where nobody listens": ("http://127.0.0.1:9/feed", F.CONNECT),
    "TLS at a port without TLS": ("https://{netloc}/feed", F.TLS),
}


class Desk:
    """The real fetcher and the real feed source over a loopback server, beside a source that is well."""

    def __init__(self, server):
        self.server = server
        self.memory = Memory()

    async def poll(self, address, access=None):
        """One round; returns the health of the bad source."""
        good = self.server.say("/good", Reply(body=GOOD, headers=RSS))
        clock = FakeClock(START)
        async with Fetcher(LIMITS, clock, "tocsin-test (test@tocsin.example)") as fetcher:
            poll = Poll(self.memory.stores.sources, clock, lambda: 0.0, PollPlan(Rhythm(jitter=0), linger=0))
            sources = {}
            for name, url, rights in (
                ("bad", address, access or Access(allow_private=True)),
                ("good", good, Access(allow_private=True)),
            ):
                info = SourceInfo(name, name, "feed", url)
                sources[name] = KINDS["feed"].build(info, KINDS["feed"].config(), rights, fetcher, NowWorkers())
            await poll.use(sources)
            await poll.tick()
            await poll.drain()
            await poll.stop(timedelta(seconds=1))
        return {s.source_id: s.health for s in await self.memory.stores.sources.all()}


@pytest.fixture
async def desk():
    async with Loopback() as server:
        yield Desk(server)


def check_only_the_bad_one_failed(desk, health, reason):
    assert health["bad"].reason is reason, health["bad"].detail
    assert "\n" not in health["bad"].detail
    assert health["bad"].broken_since == START
    assert health["good"].failures == 0
    assert [i.title for i in desk.memory.items] == ["Mill attacked"]


@pytest.mark.parametrize(("reply", "reason"), WIRE.values(), ids=WIRE)
async def test_what_comes_over_the_wire(desk, reply, reason):
    """One source's failure is one source's failure, with its reason; the others are polled."""
    health = await desk.poll(desk.server.say("/feed", reply))
    check_only_the_bad_one_failed(desk, health, reason)


@pytest.mark.parametrize(("address", "reason"), ADDRESSES.values(), ids=ADDRESSES)
async def test_addresses_that_cannot_be_asked(desk, address, reason):
    """An unusable address is refused with its reason, whoever wrote it."""
    health = await desk.poll(address.replace("{netloc}", f"127.0.0.1:{desk.server.port}"))
    check_only_the_bad_one_failed(desk, health, reason)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "0x7f.1", "10.0.0.1"])
async def test_addresses_that_lead_inside(desk, host):
    """Private, loopback and link-local addresses are refused after resolution unless the source allows them."""
    health = await desk.poll(f"http://{host}:{desk.server.port}/feed", Access())
    check_only_the_bad_one_failed(desk, health, F.PRIVATE_ADDRESS)
    assert [h.path for h in desk.server.hits] == ["/good"]


COMMANDS = {
    "a sub-command that is none": (["dance"], "No such command"),
    "an option that is none": (["run", "--loud"], "No such option"),
    "a log level that is none": (["run", "--log-level", "LOUD"], "LOUD is not one of"),
    "a settings folder that is not there": (["check-config", "--config", "nowhere"], "nowhere"),
    "settings copied over settings": (["init", "mine"], "mine"),
    "articles in a file that is not there": (["judge", "nowhere.jsonl"], "nowhere.jsonl: cannot be read"),
    "a feed document that is not there": (["parse", "nowhere.xml"], "nowhere.xml: no such file"),
    "a page that is not there": (["extract", "nowhere.html"], "nowhere.html: no such file"),
    "a source that is not configured": (["sources", "test", "nobody"], "nobody: no such source"),
    "an OPML file that is not there": (["sources", "import", "nowhere.opml"], "nowhere.opml: cannot be read"),
    "an OPML file that is none": (["sources", "import", "words.txt"], "words.txt"),
    "a backup over a file": (["db", "backup", "words.txt"], "words.txt"),
    "training without data": (["train", "--data", "nowhere"], "nowhere: no such folder, or no dev_gold"),
}


@pytest.mark.parametrize(("line", "said"), COMMANDS.values(), ids=COMMANDS)
def test_commands_say_what_is_wrong(line, said, tmp_path, monkeypatch, capsys):
    """Exit code 2, one line that names the thing, no trace."""
    monkeypatch.chdir(tmp_path)
    Path("words.txt").write_text("just words")
    monkeypatch.setenv("TOCSIN_DATABASE", f"sqlite:///{tmp_path}/state/x.db")
    run_command(["db", "upgrade"])
    run_command(["init", "mine"])
    capsys.readouterr()
    assert run_command(line) == 2
    errors = capsys.readouterr().err
    assert said in errors
    assert "Traceback" not in errors
    assert Path("words.txt").read_text() == "just words"


def test_lines_that_are_no_articles_are_answered_in_their_place(tmp_path, capsys):
    """A batch goes on behind a bad line, and the answer says which line and what is wrong with it."""
    lines = [
        "{",
        "[]",
        '{"title": "no id"}',
        '{"id": "n", "title": 7}',
        '{"id": "deep", "text": ' + "[" * 3000,
        '{"id": NaN}',
        '{"id": "ok", "title": "Hello"}',
    ]
    file = tmp_path / "articles.jsonl"
    file.write_text("\n".join(lines))
    assert run_command(["judge", str(file)]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [("error" in a, a["id"]) for a in answers] == [
        (True, None),
        (True, None),
        (True, None),
        (True, "n"),
        (True, None),
        (True, None),
        (False, "ok"),
    ]


def test_faulty_settings_stop_the_bot_before_it_touches_anything(tmp_path):
    """`tocsin run` prints every fault and exits with 2; no database appears."""
    for name, text in (
        ("bot.toml", "[bot]\nzone = 'Mars/North'\n"),
        ("sources.toml", "[[source]]\nid = 1\n"),
        ("routes.toml", "x ="),
        ("oncall.toml", ""),
    ):
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run", "--config", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=30,
        env={"TOCSIN_DATABASE": f"sqlite:///{tmp_path}/x.db", "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.returncode == 2
    assert {line.split(":")[1].strip() for line in done.stderr.splitlines()} >= {"bot.toml", "sources.toml", "routes.toml"}
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "x.db").exists()
