"""`tocsin landscape` and `tocsin digest now` as people and scripts use them."""

import asyncio
import json
import os
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec

import pytest

from bot.cli import run_command
from bot.domain.story import Story
from bot.storage.database import connect, upgrade
from tests.contracts.made import alerted, entry, store
from tests.fakes.nouns import verdict

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def address(tmp_path, monkeypatch):
    """A database with a month of one minor story a day and one critical of the last hour, under the shipped settings."""
    where = f"sqlite:///{tmp_path / 'tocsin.db'}"
    monkeypatch.setenv("TOCSIN_DATABASE", where)
    asyncio.run(upgrade(where))
    asyncio.run(_fill(where))
    return where


async def _fill(where):
    now = datetime.now(UTC)
    told = [(f"day {n}", now - n * DAY, 1) for n in range(1, 30)] + [("bad", now - DAY / 24, 4), ("bad2", now - DAY / 24, 4)]
    items = [entry(name, fetched_at=at, published=at) for name, at, _ in told]
    settled = []
    for item, (name, at, severity) in zip(items, told, strict=True):
        found = verdict(title=f"Story {name}", severity=severity)
        settled.append(alerted(item, verdict=found, story=Story(item.id, found.title, found.kind, severity, at, at)))
    async with await connect(where) as database:
        await store(database.stores, *items)
        await database.stores.items.settle(settled)


def test_all_areas_with_reasons(capsys):
    """What is heightened first, each with the stories that weigh most."""
    assert run_command(["landscape"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" since")[0] for line in lines if line.startswith("▲")] == ["▲ LT: heightened", "▲ transport: heightened"]
    assert "Story bad" in lines[1]


def test_one_country_for_people_and_for_scripts(capsys):
    """By its code; JSON has all figures and the course of eight weeks."""
    assert run_command(["landscape", "--country", "lt"]) == 0
    assert "Last 8 weeks, the highest of each" in capsys.readouterr().out
    assert run_command(["landscape", "--country", "LT", "--json"]) == 0
    [row] = json.loads(capsys.readouterr().out)
    assert (row["kind"], row["code"], row["level"], len(row["course"])) == ("country", "LT", "heightened", 56)
    assert row["reasons"][0]["severity"] == 4
    assert run_command(["landscape", "--sector", "media"]) == 0
    assert capsys.readouterr().out.startswith("Nothing has been reported")


@pytest.mark.thorough
def test_a_picture_is_drawn_in_a_process_of_its_own(tmp_path, capsys):
    """A PNG where it was asked for; a folder that is not there is one line."""
    if find_spec("matplotlib") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI draws the picture: matplotlib is among what is installed")
        pytest.skip("matplotlib is not installed")
    assert run_command(["landscape", "--picture", str(tmp_path / "levels.png")]) == 0
    assert (tmp_path / "levels.png").read_bytes().startswith(b"\x89PNG\r\n")
    capsys.readouterr()
    assert run_command(["landscape", "--picture", str(tmp_path / "nowhere" / "levels.png")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_one_of_the_two(capsys):
    """A country and a sector at once is no question."""
    assert run_command(["landscape", "--country", "LT", "--sector", "energy"]) == 2
    assert capsys.readouterr().err == "tocsin: landscape: --sector: is given beside --country; ask for one of them\n"


def test_a_digest_on_request(capsys):
    """A channel without a digest tells its last day; nothing is marked as told."""
    for _ in range(2):
        assert run_command(["digest", "now", "--channel", "alerts"]) == 0
        out = capsys.readouterr().out
        assert out.startswith("now, since ")
        assert "New: 2" in out
        assert "Still open: 14" in out or "Still open: 13" in out
    assert run_command(["digest", "now", "--channel", "alerts", "--json"]) == 0
    [row] = json.loads(capsys.readouterr().out)
    assert [s["severity"] for s in row["new"]] == [4, 4]


def test_an_unknown_channel_is_one_line(capsys):
    """With those there are."""
    assert run_command(["digest", "now", "--channel", "alert"]) == 2
    assert capsys.readouterr().err == "tocsin: digest now: alert: no such channel in routes.toml; channels: alerts\n"
