"""`tocsin backtest` as people and scripts use it."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.cli import run_command
from bot.storage.database import connect, upgrade
from tests.contracts.made import alerted, entry, file, post
from tests.fakes.nouns import verdict
from tests.settings.folder import GOOD, lines, write

NOW = datetime.now(UTC)
CIRCLE = GOOD["routes.toml"] + 'under = "b"\n[[route]]\nid = "b"\nunder = "all"\nseverity = 1\n'


@pytest.fixture
def config(tmp_path, monkeypatch):
    """A settings folder, and a database with ten alerts of the last ten days, all of which were posted."""
    address = f"sqlite:///{tmp_path / 'tocsin.db'}"
    monkeypatch.setenv("TOCSIN_DATABASE", address)

    async def filled():
        await upgrade(address)
        async with await connect(address) as database:
            items = [entry(str(n), "one", fetched_at=NOW - timedelta(days=n)) for n in range(10)]
            made = [
                alerted(i, verdict=verdict(severity=n % 5), deliveries=(post(i, "alerts", created_at=i.fetched_at),))
                for n, i in enumerate(items)
            ]
            await file(database.stores, *made, items=tuple(items))

    asyncio.run(filled())
    return write(tmp_path / "config")


def trial(config, text):
    """A file of routes that is not in force."""
    (config / "new.toml").write_text(text, encoding="utf-8")
    return ["backtest", "--config", str(config), "--routes", str(config / "new.toml")]


def test_other_routes_are_held_against_todays(config, capsys):
    """For people lines with counts a day and samples, for scripts all of it; nothing is written."""
    before = (config.parent / "tocsin.db").read_bytes(), sorted(config.iterdir())
    line = trial(config, GOOD["routes.toml"].replace("everything = true", "severity = 3"))
    assert run_command(line) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[:2] == [
        "10 stories of the last 30 days replayed.",
        "channel alerts: 4 would be posted (0.1 a day), 10 by today's routes (0.3 a day), 10 were; 0 only new, 6 only old",
    ]
    assert "Loudest route: all, 4 posts (0.1 a day)." in told
    assert run_command([*line, "--days", "3", "--json"]) == 0
    [channel] = json.loads(capsys.readouterr().out)["channels"]
    assert (channel["channel"], channel["new"], channel["old"], len(channel["samples_old"])) == ("alerts", 0, 3, 3)
    assert ((config.parent / "tocsin.db").read_bytes(), [p for p in sorted(config.iterdir()) if p.name != "new.toml"]) == before


@pytest.mark.parametrize(
    "text",
    [
        CIRCLE,
        GOOD["routes.toml"].replace('["alerts"]', '["alarms"]'),
        GOOD["routes.toml"].replace("everything = true", ""),
        GOOD["routes.toml"] + 'quiet = { from = "22:00", to = "07:00", zone = "Europe/Kiyv" }\n',
        "[[route",
    ],
    ids=["a circle", "an unknown channel", "an empty match", "a bad zone", "no TOML"],
)
def test_bad_routes_are_told_as_by_check_config(config, tmp_path, text, capsys):
    """The same lines under the file's own name, exit code 2, and nothing else."""
    assert run_command(trial(config, text)) == 2
    said = capsys.readouterr()
    there = [line.partition(": ")[2] for line in lines(tmp_path / "other", routes=text)]
    assert [e.removeprefix(f"tocsin: {config / 'new.toml'}: ") for e in said.err.splitlines()] == there
    assert said.out == ""


def test_a_file_that_is_not_there(config, capsys):
    """Is said as any other fault."""
    assert run_command(["backtest", "--config", str(config), "--routes", str(config / "nwe.toml")]) == 2
    assert "the file is missing" in capsys.readouterr().err


def test_routes_in_force_that_are_bad_are_said_first(config, capsys):
    """There is nothing to compare with."""
    write(config, routes=CIRCLE)
    assert run_command(trial(config, GOOD["routes.toml"])) == 2
    assert capsys.readouterr().err.startswith('tocsin: routes.toml: route "all".under: goes round in a circle')
