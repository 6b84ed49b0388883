"""A day with the whole application: from a folder of settings to posts in a channel, and through its reloads and stops."""

import asyncio
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console

from bot.app import App, opened
from bot.cli import run_command
from bot.cli.run import transcripts
from bot.jobs.clock import SystemClock
from bot.settings import load
from tests.fakes.loopback import Loopback, Reply

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.journey
SEEDS = ROOT / ".." / "shared" / "seeds"
RSS = {"Content-Type": "application/rss+xml"}
FLOOD = (
    "The websites of the ministry of transport of Lithuania were knocked offline for three hours on Monday by a distributed "
    "denial-of-service attack. The pro-Russian group Night Ferry claimed the attack. No data were stolen, the ministry said."
)
ROUTES = '[[channel]]\nid = "alerts"\nkind = "terminal"\n\n[[route]]\nid = "all"\nchannels = ["alerts"]\neverything = true\n'


def feed(*texts: str) -> Reply:
    entries = "".join(f"<item><guid>{hash(t)}</guid><title>{t[:60]}</title><description>{t}</description></item>" for t in texts)
    return Reply(body=f"<rss version='2.0'><channel><title>Gazette</title>{entries}</channel></rss>".encode(), headers=RSS)


class House:
    """A folder of settings and a database, as a person would have them."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "config"
        self.config.mkdir()
        self.channel = folder / "state" / "channels" / "alerts.log"
        self.environ = {"TOCSIN_DATABASE": f"sqlite:///{folder}/state/tocsin.db"}
        self.write("bot.toml", '[notices]\nchannel = "alerts"\n[fetch]\nhost_delay = "0s"\n[schedule]\ntick = "20ms"\n')
        self.write("routes.toml", ROUTES)
        self.write("oncall.toml", "")

    def write(self, name: str, text: str) -> None:
        (self.config / name).write_text(text)

    def sources(self, **urls: str) -> None:
        tables = (
            f'[[source]]\nid = "{i}"\nname = "{i.title()}"\nkind = "feed"\nurl = "{u}"\nlang = "en"\ncountry = "LT"\n'
            'publisher = "press"\ngrade = "B"\npost_backlog = true\nmin_interval = "1m"\nmax_interval = "5m"\n'
            "[source.http]\nallow_private = true\n"
            for i, u in urls.items()
        )
        self.write("sources.toml", "\n".join(tables))

    def load(self):
        return load(self.config, self.environ)

    def posts(self) -> list[str]:
        """In the order in which they stand in the channel."""
        text = self.channel.read_text() if self.channel.exists() else ""
        return re.split(r"^== .*$", text, flags=re.MULTILINE)[:-1]

    def opened(self):
        found = self.load()
        return opened(found, SystemClock(), Console(file=io.StringIO(), width=100), transcripts(found))


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


@pytest.fixture
async def server():
    async with Loopback() as server:
        yield server


async def until(what, seconds=90.0):
    """Waits for something to become true; the test fails when it does not, even on a machine that is busy with other things."""
    ends = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < ends, "it did not happen in time"
        await asyncio.sleep(0.02)


async def test_an_alert_is_posted_once_however_often_the_bot_is_started(house, server):
    """From a feed to the channel; a second and a third start find nothing new to say."""
    house.sources(gazette=server.say("/feed", feed(FLOOD, "The flower show opened in fine weather on Sunday.")))
    for _ in range(3):
        async with house.opened() as app:
            await app.once()
    assert len(house.posts()) == 1
    assert "denial-of-service" in house.posts()[0]


async def test_running_stopping_and_going_on(house, server):
    """A stop in the midst of a slow poll ends in time; the next start asks again and loses nothing."""
    house.sources(slow=server.say("/slow", Reply(hang=True)), gazette=server.say("/feed", feed(FLOOD)))
    stop = asyncio.Event()
    async with house.opened() as app:
        app_run = asyncio.create_task(app.run(stop))
        await until(lambda: len(house.posts()) == 1)
        began = asyncio.get_running_loop().time()
        server.say("/slow", feed(FLOOD.replace("Lithuania", "Latvia").replace("three", "seven")))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("bot.app.running.GRACE", timedelta(milliseconds=50))
            stop.set()
            await app_run
        assert asyncio.get_running_loop().time() - began < 5
    async with house.opened() as app:
        await app.once()
    assert len(house.posts()) == 2


async def reloaded(house: House, app: App) -> bool:
    return await app.reload(house.load)


async def test_a_reload_takes_up_new_sources_and_routes(house, server):
    """SIGHUP's work: sources come and go without a restart, and what is under way is not lost."""
    house.sources(gazette=server.say("/feed", feed(FLOOD)))
    async with house.opened() as app:
        await app.once()
    house.sources(
        gazette=server.url("/feed"),
        herald=server.say("/herald", feed(FLOOD.replace("Lithuania", "Estonia").replace("three", "nine"))),
    )
    stop = asyncio.Event()
    async with house.opened() as app:
        running = asyncio.create_task(app.run(stop))
        await until(lambda: len(house.posts()) == 2)
        house.sources(wire=server.say("/wire", feed(FLOOD.replace("Lithuania", "Poland").replace("three", "six"))))
        assert await reloaded(house, app)
        await until(lambda: len(house.posts()) == 3)
        stop.set()
        await running


async def test_a_faulty_reload_keeps_the_old_settings_and_says_so(house, server):
    """A typo at three in the morning does not stop the bot."""
    house.sources(gazette=server.say("/feed", feed(FLOOD)))
    async with house.opened() as app:
        before = app.settings
        house.write("routes.toml", ROUTES.replace("channels", "chanels"))
        assert not await reloaded(house, app)
        assert app.settings is before
        house.write("routes.toml", ROUTES)
        await app.once()
    [notice] = [p for p in house.posts() if "New settings refused" in p]
    assert 'did you mean "channels"' in notice


def command(house: House, *words: str) -> subprocess.Popen:
    surroundings = {**os.environ, **house.environ, "TOCSIN_CONFIG": str(house.config), "PYTHONUNBUFFERED": "1"}
    line = [sys.executable, "-m", "bot", *words]
    return subprocess.Popen(line, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


async def test_the_process_minds_its_signals(house, server):
    """SIGHUP reloads, a faulty file is one logged event, SIGTERM ends with exit code 0 and an orderly word."""
    house.sources(gazette=server.say("/feed", feed(FLOOD)))
    bot = command(house, "run", "--json-logs")
    try:
        await until(lambda: len(house.posts()) == 1)
        house.write("routes.toml", "[[route]]\n")
        bot.send_signal(signal.SIGHUP)
        await until(lambda: any("New settings refused" in p for p in house.posts()))
        bot.send_signal(signal.SIGTERM)
        out, errors = await asyncio.to_thread(bot.communicate, timeout=60)
    finally:
        bot.kill()
    assert bot.returncode == 0, errors
    events = [json.loads(line)["event"] for line in errors.splitlines()]
    assert {"started", "settings.refused", "stopping"} <= set(events)
    assert "denial-of-service" in out


def test_the_seed_stories(tmp_path, capsys, monkeypatch):
    """The two stories that Tocsin grew from are two alerts; a second run posts nothing."""
    if not SEEDS.is_dir():
        pytest.skip("../shared/seeds is not here")
    house = House(tmp_path)
    lines = (
        "[[source]]",
        'id = "seeds"',
        'name = "Seeds"',
        'kind = "files"',
        f'path = "{SEEDS}"',
        'lang = "en"',
        'country = "EU"',
        'publisher = "press"',
        'grade = "C"',
    )
    house.write("sources.toml", "\n".join(lines))
    for name, value in house.environ.items():
        monkeypatch.setenv(name, value)
    for _ in range(2):
        assert run_command(["run", "--once", "--config", str(house.config)]) == 0
    assert len(house.posts()) == 2
    assert "Attribution" in house.posts()[0] + house.posts()[1]
    assert "Response teams" in house.posts()[0] + house.posts()[1]


def test_the_demo(tmp_path):
    """Without a terminal the demo ends by itself, exit 0, with posts, what was dropped and why, and a notice of a dead source."""
    bot = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--state", str(tmp_path), "--speed", "180"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert bot.returncode == 0, bot.stderr
    assert "Source broken: Coast Observer" in bot.stdout
    assert "rejected: exercise" in bot.stdout
    assert "duplicate: same_address" in bot.stdout
    assert re.search(r"(\d+) items fetched", bot.stdout)
    assert run_command(["why", "https://nowhere.example/", "--config", str(tmp_path / "config")]) == 1


def test_the_batch_contracts(tmp_path, capsys):
    """judge, parse and extract answer in JSON lines, in input order, with the documented keys."""
    articles = tmp_path / "in.jsonl"
    articles.write_text(
        "\n".join(json.dumps({"id": n, "text": t}) for n, t in enumerate((FLOOD, "The flower show opened on Sunday.")))
    )
    assert run_command(["judge", str(articles)]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(a["id"], a["is_alert"]) for a in answers] == [(0, True), (1, False)]
    assert answers[0]["kind"] == "ddos"
    wanted = "score kind kinds severity lang actors victims victim_countries actor_countries responders sectors claims cves malware indicators"
    assert {*wanted.split(), "attack_ids", "summary", "reasons"} <= set(answers[0])

    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "a.xml").write_bytes(feed(FLOOD).body)
    (tmp_path / "feeds" / "b.xml").write_text("no feed")
    assert run_command(["parse", str(tmp_path / "feeds")]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(a["file"], a["ok"], len(a["entries"])) for a in answers] == [("a.xml", True, 1), ("b.xml", False, 0)]

    page = tmp_path / "page.html"
    page.write_text(
        f"<html lang=en><title>Flood</title><nav>Menu</nav><article><h1>Flood</h1><p>{FLOOD}</p><p>{FLOOD}</p></article></html>"
    )
    assert run_command(["extract", str(page)]) == 0
    [answer] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert set(answer) == {"file", "title", "text", "published", "lang", "error"}
    assert "Night Ferry" in answer["text"]
