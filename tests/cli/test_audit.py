"""`tocsin audit`: what people and scripts see of the trail."""

import asyncio
import json

import pytest

from bot.cli import run_command
from bot.domain.response import Ack
from bot.jobs.clock import SystemClock
from bot.storage.database import connect, upgrade


@pytest.fixture(autouse=True)
def filled(tmp_path, monkeypatch):
    """A database with an acknowledgement in each of two servers, under the shipped settings."""
    where = f"sqlite:///{tmp_path / 'tocsin.db'}"
    monkeypatch.setenv("TOCSIN_DATABASE", where)

    async def fill():
        await upgrade(where)
        async with await connect(where) as database:
            for guild in ("10", "20"):
                ack = Ack("s1", guild, "discord:7", "anna\x1b[2J", SystemClock().now())
                await database.stores.responses.acknowledge(ack, (), lambda _: "")

    asyncio.run(fill())


def test_the_trail_is_told_newest_first(capsys):
    """A line a change, of every server; hostile names do nothing on a terminal."""
    assert run_command(["audit"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [("(server 20)" in line, "(server 10)" in line) for line in lines] == [(True, False), (False, True)]
    assert "discord:7: acknowledged s1" in lines[0]
    assert "\x1b" not in "".join(lines)


def test_of_one_server_for_scripts(capsys):
    """As JSON, with times in ISO 8601."""
    assert run_command(["audit", "--server", "10", "--json", "--limit", "5"]) == 0
    [line] = json.loads(capsys.readouterr().out)
    assert (line["guild"], line["action"], line["subject"]) == ("10", "acknowledged", "s1")


def test_nothing_and_nonsense(capsys):
    """An empty trail is said in words, a wrong length is one line and exit code 2."""
    assert run_command(["audit", "--server", "30"]) == 0
    assert capsys.readouterr().out == "Nothing was changed.\n"
    assert run_command(["audit", "--since", "soon"]) == 2
    assert capsys.readouterr().err.startswith("tocsin: audit: --since")
