"""`tocsin alerts` and `tocsin dossier` as people and scripts use them."""

import asyncio
import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.cli import run_command
from bot.storage.database import connect, upgrade
from tests.contracts.made import alerted, entry, file
from tests.fakes.nouns import verdict


@pytest.fixture(autouse=True)
def items(tmp_path, monkeypatch):
    """A database of twelve alerts, under the shipped settings."""
    where = f"sqlite:///{tmp_path / 'tocsin.db'}"
    monkeypatch.setenv("TOCSIN_DATABASE", where)
    now = datetime.now(UTC)
    made = tuple(entry(str(n), title=f"Cranes {n}", fetched_at=now - timedelta(minutes=20 - n)) for n in range(12))

    async def fill():
        await upgrade(where)
        async with await connect(where) as database:
            await file(database.stores, *(alerted(i, verdict=verdict(title=i.title)) for i in made), items=made)

    asyncio.run(fill())
    return made


def test_latest_lists_the_newest(capsys):
    """As many as are wanted."""
    assert run_command(["alerts", "latest", "--count", "2"]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if line.startswith("Cranes")] == ["Cranes 11", "Cranes 10"]


def test_search_pages(capsys):
    """Each page says how to ask for the next; scripts get JSON lines."""
    assert run_command(["alerts", "search", "cranes kind:ransomware country:LT"]) == 0
    assert "for more: page 2 of: cranes kind:ransomware country:LT until:" in capsys.readouterr().out
    assert run_command(["alerts", "search", "cranes", "--page", "2", "--json"]) == 0
    assert len([json.loads(line) for line in capsys.readouterr().out.splitlines()]) == 2
    assert run_command(["alerts", "search", "unheard"]) == 0
    assert "Nothing found" in capsys.readouterr().err


def test_a_bad_line_is_one_line_of_fault(capsys):
    """With a mend, and exit code 2."""
    assert run_command(["alerts", "search", "kind:ransomwear"]) == 2
    assert 'did you mean "ransomware"?' in capsys.readouterr().err


def test_show_prints_the_card(capsys, items):
    """By id or address; what nobody knows is said."""
    assert run_command(["alerts", "show", items[3].url]) == 0
    assert "Severity: ■■■□ major" in capsys.readouterr().out
    assert run_command(["alerts", "show", "nobody"]) == 2
    assert "tocsin why" in capsys.readouterr().err


def test_export_writes_a_file(capsysbinary, tmp_path):
    """To standard output or to a file, in three forms."""
    assert run_command(["alerts", "export", "cranes"]) == 0
    assert len(list(csv.reader(io.StringIO(capsysbinary.readouterr().out.decode())))) == 13
    there = tmp_path / "alerts.json"
    assert run_command(["alerts", "export", "cranes", "--as", "stix", "--to", str(there), "--most", "3"]) == 0
    assert sum(thing["type"] == "report" for thing in json.loads(there.read_text())["objects"]) == 3


@pytest.mark.parametrize("more", [["--as", "pdf"], ["--to", "no/such/folder/x.csv"]])
def test_export_that_cannot_be_written(more, capsys):
    """A form that is not known, a place that is not there."""
    assert run_command(["alerts", "export", "cranes", *more]) == 2
    assert capsys.readouterr().err.startswith("tocsin: ")


def test_a_dossier(capsys, tmp_path):
    """For people, for scripts, and as a picture."""
    assert run_command(["dossier", "country", "lithuania", "--picture", str(tmp_path / "lt.png")]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Country: Lithuania (LT) · 12 alerts in 12 months")
    assert "claimed by Grey Heron" in out
    assert (tmp_path / "lt.png").read_bytes().startswith(b"\x89PNG")
    assert run_command(["dossier", "actor", "Heron Spider", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["subject"]["name"] == "Heron Spider"


@pytest.mark.parametrize("asked", [["cve", "x"], ["weather", "LT"], ["country", "Nowhere"]])
def test_a_dossier_of_nothing_that_can_be_meant(asked, capsys):
    """Refused with exit code 2."""
    assert run_command(["dossier", *asked]) == 2
    assert capsys.readouterr().err
