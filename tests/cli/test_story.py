"""`tocsin story`: what people do to stories from the command line."""

import asyncio
import json

import pytest

from bot.cli import run_command
from bot.domain.reasons import ItemReason
from bot.settings.folder import shipped_dir
from bot.storage.database import connect, upgrade
from tests.contracts.made import alerted, entry, file
from tests.fakes.nouns import verdict

ONE, TWO = entry("1"), entry("2", "press")


@pytest.fixture
def config(tmp_path, monkeypatch):
    """The demo's settings over a database with one story of two reports."""
    address = f"sqlite:///{tmp_path / 'tocsin.db'}"
    monkeypatch.setenv("TOCSIN_DATABASE", address)

    async def fill():
        await upgrade(address)
        async with await connect(address) as database:
            first = alerted(ONE, verdict=verdict(kind="ransomware"))
            second = alerted(TWO, verdict=verdict(kind="ransomware"), story=first.story, reason=ItemReason.JOINED)
            await file(database.stores, first, second, items=(ONE, TWO))

    asyncio.run(fill())
    return str(shipped_dir() / "demo")


def test_a_story_is_shown_split_and_put_together_again(config, capsys):
    """Each change tells its id; undoing by that id brings the first state back."""
    assert run_command(["story", "show", TWO.url, "--config", config]) == 0
    shown = capsys.readouterr().out
    assert f"Story {ONE.id}: Port of Norhaven" in shown
    assert shown.count("Report ") == 2
    assert run_command(["story", "split", ONE.id, TWO.id, "--by", "ann", "--config", config]) == 0
    told = capsys.readouterr().out
    assert f"ann: {ONE.id} split off {TWO.id}" in told
    change = told.rstrip().rpartition("[")[2].rstrip("]")
    assert run_command(["story", "undo", change, "--config", config]) == 0
    capsys.readouterr()
    assert run_command(["story", "show", ONE.id, "--json", "--config", config]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["story"]["reports"]) == 2
    assert [c["kind"] for c in found["changes"]] == ["undo", "split"]


def test_stories_are_merged_closed_and_opened(config, capsys):
    """The other three changes, by the same words."""
    for line in (["split", ONE.id, TWO.id], ["merge", TWO.id, ONE.id], ["close", ONE.id], ["open", ONE.id]):
        assert run_command(["story", *line, "--config", config]) == 0
    said = capsys.readouterr().out
    assert [word in said for word in (f"merged into {ONE.id}", "closed", "opened")] == [True] * 3


def test_what_makes_no_sense_is_refused(config, capsys):
    """Exit code 2 and one line with the reason."""
    assert run_command(["story", "close", "nothing", "--config", config]) == 2
    assert capsys.readouterr().err == "tocsin: unknown_story: no story has that id or address (nothing)\n"
    assert run_command(["story", "show", "nothing", "--config", config]) == 2
