"""The bot as a process of its own against a Discord on the loopback: sessions that end in every way, and an orderly goodbye."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.storage.database import connect
from tests.fakes.discord_gateway import (
    HEARTBEAT,
    IDENTIFY,
    INVALID,
    PRESENCE,
    RECONNECT,
    RESUME,
    GatewayDiscord,
    Line,
    gateway_discord,
)
from tests.fakes.discord_wire import TOKEN
from tests.fakes.nouns import delivery

CLOSED = "tocsin: forbidden: Discord closed the gateway"
ROOT = Path(__file__).parents[2]
CHANNEL = "123456789012345678"
FILES = {
    "bot.toml": '[schedule]\ntick = "50ms"\n[notices]\nchannel = "screen"\n',
    "sources.toml": '[[source]]\nid = "notes"\nname = "Notes"\nkind = "files"\npath = "notes"\n',
    "routes.toml": f'[[channel]]\nid = "desk"\nkind = "discord"\ntarget = "{CHANNEL}"\n\n[[route]]\nid = "all"\nchannels = ["desk"]\neverything = true\n'
    '[[channel]]\nid = "screen"\nkind = "terminal"\n',
    "oncall.toml": "",
}
pytestmark = pytest.mark.chaos


class Bot:
    """`tocsin run` as a process, in a folder of its own."""

    def __init__(self, folder: Path, address: str) -> None:
        self.database = f"sqlite:///{folder}/tocsin.db"
        self.folder, self._address = folder, address
        self._process: asyncio.subprocess.Process | None = None
        (folder / "notes").mkdir(exist_ok=True)
        for name, text in FILES.items():
            (folder / name).write_text(text)

    async def start(self) -> None:
        line = (
            sys.executable,
            str(ROOT / "tests/fakes/tocsin_at.py"),
            self._address,
            "run",
            "--config",
            str(self.folder),
            "--json-logs",
        )
        environ = {
            "TOCSIN_DATABASE": self.database,
            "TOCSIN_DISCORD_TOKEN": TOKEN,
            "PYTHONPATH": str(ROOT),
            "PATH": "/usr/bin:/bin",
        }
        self._process = await asyncio.create_subprocess_exec(
            *line, cwd=self.folder, env={**environ, "OMP_NUM_THREADS": "1"}, stderr=asyncio.subprocess.PIPE
        )

    async def ended(self, seconds: float = 40) -> tuple[int, str]:
        """Exit code and standard error, once it has ended by itself or by `stop`."""
        assert self._process is not None
        _, errors = await asyncio.wait_for(self._process.communicate(), seconds)
        return self._process.returncode or 0, errors.decode()

    async def stop(self) -> tuple[int, str]:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return await self.ended()

    async def kill(self) -> None:
        """Whatever a failed test left; what it had said is shown with the failure."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            sys.stdout.write((await self.ended())[1])

    async def owe(self, about: str) -> str:
        """Puts a post that is due into the outbox, as triage would; gives its nonce."""
        now = datetime.now(UTC)
        row = replace(delivery(about=about), channel="desk", created_at=now, due_at=now)
        async with await connect(self.database) as database:
            await database.stores.outbox.add([row])
        return row.id


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[tuple[GatewayDiscord, Bot]]:
    async with gateway_discord() as fake:
        bot = Bot(tmp_path, fake.address)
        try:
            yield fake, bot
        finally:
            await bot.kill()


def posted(fake: GatewayDiscord, nonce: str) -> int:
    return sum(body["nonce"] == nonce for body in fake.posts)


async def back(fake: GatewayDiscord, op: int, lines: int) -> None:
    """The bot has come back on a further connection, in this way."""
    await fake.until(lambda: len(fake.lines) > lines and any(f["op"] == op for f in fake.line.frames))


async def test_a_session_ends_in_every_way_and_goes_on(house: tuple[GatewayDiscord, Bot]) -> None:
    """READY; RESUME after 4000, 4009, op 7 and op 9 true; IDENTIFY after op 9 false and 4007; a lost heartbeat answer; no start-up
    action twice; SIGTERM says 1000.
    """
    fake, bot = house
    await bot.start()
    await fake.until(lambda: fake.ops(PRESENCE), 60)
    session = {"token": TOKEN, "session_id": "s1"}
    for end in (
        lambda: fake.close(4000),
        lambda: fake.close(4009),
        lambda: fake.line.say(RECONNECT),
        lambda: fake.line.say(INVALID, data=True),
    ):
        lines = len(fake.lines)
        await end()
        await back(fake, RESUME, lines)
        assert {**fake.ops(RESUME)[-1], "seq": 0} == {**session, "seq": 0}
    assert len(fake.ops(IDENTIFY)) == 1

    lines = len(fake.lines)
    await fake.line.say(INVALID, data=False)
    await back(fake, IDENTIFY, lines)
    lines, fake.forgetful = len(fake.lines), True
    await fake.close(4007)
    await back(fake, IDENTIFY, lines)
    fake.forgetful = False
    assert len(fake.ops(IDENTIFY)) == 3

    await fake.until(lambda: any(f["op"] == PRESENCE for f in fake.line.frames))
    lines, fake.deaf = len(fake.lines), True
    await fake.until(lambda: len(fake.lines) > lines)
    fake.deaf = False
    assert fake.lines[lines - 1].closed_with == 4000
    await back(fake, RESUME, lines)

    code, errors = await bot.stop()
    assert (code, fake.line.closed_with) == (0, 1000)
    assert errors.count('"discord.ready"') == 1
    assert errors.count('"started"') == 1
    assert [len(fake.asked(*a)) for a in (("PUT", "/commands"), ("GET", "/users/@me"))] == [1, 1]
    assert fake.ops(HEARTBEAT)
    assert TOKEN not in errors


async def test_alerts_flow_while_the_gateway_is_down(house: tuple[GatewayDiscord, Bot]) -> None:
    """An outage of the gateway, before the first session and in the middle of one, holds up no post; afterwards the session is there."""
    fake, bot = house
    fake.away = True
    await bot.start()
    await fake.until(lambda: fake.asked("PUT", "/commands"), 60)
    early = await bot.owe("early")
    await fake.until(lambda: posted(fake, early))
    assert fake.lines == []
    fake.away = False
    await fake.until(lambda: fake.ops(PRESENCE))
    fake.away = True
    await fake.close(4000)
    late = await bot.owe("late")
    await fake.until(lambda: posted(fake, late))
    fake.away = False
    await back(fake, RESUME, 1)
    code, _ = await bot.stop()
    assert (code, posted(fake, early), posted(fake, late)) == (0, 1, 1)


async def test_sigterm_drains(house: tuple[GatewayDiscord, Bot]) -> None:
    """A post that is under way when the bot is told to stop is finished and written down; the next start sends nothing again."""
    fake, bot = house
    await bot.start()
    await fake.until(lambda: fake.ops(PRESENCE), 60)
    gate = asyncio.Event()
    fake.hold = gate
    nonce = await bot.owe("last")
    await fake.until(lambda: posted(fake, nonce))
    stopping = asyncio.create_task(bot.stop())
    await asyncio.sleep(0.3)
    assert not stopping.done()
    gate.set()
    code, errors = await stopping
    assert (code, fake.line.closed_with) == (0, 1000), errors
    async with await connect(bot.database) as database:
        assert (await database.stores.outbox.backlog())[0] == 0
    assert posted(fake, nonce) == 1


async def test_a_crash_loop_ends_before_discord_ends_it(house: tuple[GatewayDiscord, Bot]) -> None:
    """A sign-in outlives a kill -9, and what Discord was told is not told again; with the budget used up the next start makes no
    connection, says why in one line and by another way, posts, and stops in order.
    """
    fake, bot = house
    for starts in (1, 2):
        await bot.start()
        await fake.until(lambda n=starts: len(fake.ops(PRESENCE)) == n, 60)
        await bot.kill()
    async with await connect(bot.database) as database:
        spent = json.loads(await database.memory.get("discord.identifies.1"))
        assert sum(spent.values()) == len(fake.ops(IDENTIFY)) == 2
        await database.memory.put("discord.identifies.1", json.dumps({max(spent): 100}))
    await bot.start()
    nonce = await bot.owe("in the dark")
    await fake.until(lambda: posted(fake, nonce), 60)
    screen = bot.folder / "channels" / "screen.log"
    async with asyncio.timeout(20):
        for _ in iter(screen.exists, True):
            await asyncio.sleep(0.05)
    code, errors = await bot.stop()
    assert code == 0
    assert len(fake.ops(IDENTIFY)) == 2
    assert len(fake.asked("PUT", "/commands")) == 1
    assert "100 sign-ins at the gateway in 1 h: no more, or Discord resets the token; look for what restarts the bot" in errors
    assert screen.read_text().count("Not listening on Discord") == 1


async def test_two_shards_are_one_bot(house: tuple[GatewayDiscord, Bot]) -> None:
    """Each signs in once and both within the budget; one that breaks resumes by itself while the other goes on; posts flow; SIGTERM
    says 1000 to both.
    """
    fake, bot = house
    fake.shards = 2
    with (bot.folder / "bot.toml").open("a") as settings:
        settings.write("[discord]\nsharded = true\n")
    await bot.start()
    await fake.until(lambda: len(fake.lines) == 2 and all(ops(line, PRESENCE) for line in fake.lines), 60)
    first, second = fake.lines
    assert [identify["shard"] for identify in fake.ops(IDENTIFY)] == [[0, 2], [1, 2]]
    nonce = await bot.owe("calm")
    await fake.until(lambda: posted(fake, nonce))
    await first.socket.close(code=4000)
    await fake.until(lambda: len(fake.lines) == 3 and fake.ops(RESUME))
    assert fake.ops(RESUME)[0]["session_id"] == "s1"
    beats = len(ops(second, HEARTBEAT))
    await fake.until(lambda: len(ops(second, HEARTBEAT)) > beats + 1)
    nonce = await bot.owe("after")
    await fake.until(lambda: posted(fake, nonce))
    async with await connect(bot.database) as database:
        spent = json.loads(await database.memory.get("discord.identifies.1"))
    code, errors = await bot.stop()
    assert (code, fake.lines[2].closed_with, second.closed_with) == (0, 1000, 1000), errors
    assert (len(fake.ops(IDENTIFY)), sum(spent.values())) == (2, 2)
    assert errors.count('"discord.ready"') == 1
    assert len(fake.asked("PUT", "/commands")) == 1


def ops(line: Line, op: int) -> list[Any]:
    """The frames of this kind over one connection."""
    return [f for f in line.frames if f["op"] == op]


@pytest.mark.parametrize(
    ("code", "line"),
    [
        (4004, "tocsin: TOCSIN_DISCORD_TOKEN: Discord refused the token; make a new one on the Bot page of its developer portal"),
        (
            4011,
            f"{CLOSED}: the bot is in too many guilds for one connection; set `sharded` under [discord] in bot.toml",
        ),
        (4014, "tocsin: forbidden: Discord wants an intent that is not granted to this bot"),
    ],
)
async def test_a_fatal_close_ends_with_one_clear_line(house: tuple[GatewayDiscord, Bot], code: int, line: str) -> None:
    """Close codes that no waiting mends end the process with code 2, the line and no trace."""
    fake, bot = house
    fake.refuse = code
    await bot.start()
    returned, errors = await bot.ended(60)
    assert returned == 2
    assert errors.rstrip().splitlines()[-1] == line
    assert "Traceback" not in errors
    assert len(fake.ops(IDENTIFY)) == 1
    assert "Not listening on Discord" in (bot.folder / "channels" / "screen.log").read_text()
