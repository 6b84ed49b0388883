"""`tocsin watch`, `tocsin reconcile`, `tocsin sources health` and the trace of `tocsin why`, as people and scripts use them."""

import asyncio
import json
import sqlite3
from contextlib import closing

import pytest

from bot.cli import run_command
from bot.domain.reasons import TextReason, TroubleReason
from bot.domain.step import Stage, Step
from bot.storage.database import connect, upgrade
from tests.contracts.made import entry, file, rejected
from tests.fakes.nouns import NOON, trouble

DULL = entry("dull")


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    """A database with one item and one trouble, under the shipped settings."""
    where = f"sqlite:///{tmp_path / 'tocsin.db'}"
    monkeypatch.setenv("TOCSIN_DATABASE", where)

    async def filled():
        await upgrade(where)
        async with await connect(where) as database:
            step = Step(Stage.TEXT, TextReason.PAGE_FAILED, NOON, detail="timeout")
            await file(database.stores, rejected(DULL, steps=(step,)), items=(DULL,))
            await database.stores.troubles.put([trouble(TroubleReason.QUIET)], [], [], NOON)

    asyncio.run(filled())
    return tmp_path / "tocsin.db"


def test_a_watch_is_added_listed_and_ended(capsys):
    """What was understood is said back with its id, by which it is ended; twice ended is an error."""
    assert run_command(["watch", "add", 'country:LT "grid operator"', "--to", "alerts", "--days", "7"]) == 0
    name = capsys.readouterr().out.split(":")[0]
    assert run_command(["watch", "list", "--json"]) == 0
    [told] = json.loads(capsys.readouterr().out)
    assert (told["id"], told["owner"], told["to"]) == (name, "cli", "alerts")
    assert run_command(["watch", "end", name]) == 0
    assert run_command(["watch", "end", name]) == 2
    capsys.readouterr()
    assert run_command(["watch", "list"]) == 0
    assert capsys.readouterr().out == "No watch is in force.\n"


@pytest.mark.parametrize(
    "words", [("cuontry:LT", "alerts"), ("country:LT", "nowhere"), ("severity>=1", "alerts"), ("country:LT", "dm:7")]
)
def test_a_bad_watch_is_refused(capsys, words):
    """One line on standard error and exit code 2, nothing stored; nobody's direct messages can be named."""
    assert run_command(["watch", "add", words[0], "--to", words[1]]) == 2
    assert capsys.readouterr().err.startswith("tocsin: ")


def test_the_books_are_counted(capsys, path):
    """Exit code 0 while nothing is lost, 1 and the loss by name where something is."""
    assert run_command(["reconcile"]) == 0
    assert "0 lost of 1 fetched" in capsys.readouterr().out
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("DELETE FROM items")
    assert run_command(["reconcile", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["lost"], told["losses"]) == (1, [["unaccounted", 1, "cert", ""]])


def test_health_lists_troubles(capsys):
    """In words and as JSON."""
    assert run_command(["sources", "health"]) == 0
    assert capsys.readouterr().out.startswith("✗ harbour-cert: quiet")
    assert run_command(["sources", "health", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["what"] == "quiet"


def test_why_tells_the_steps(capsys):
    """In words and as JSON."""
    assert run_command(["why", DULL.id]) == 0
    assert "Text: its page could not be read, the entry was judged (timeout)" in capsys.readouterr().out
    assert run_command(["why", DULL.id, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["steps"][0]["reason"] == "page_failed"
