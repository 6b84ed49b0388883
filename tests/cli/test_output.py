"""What a script that calls the command reads: answers on standard output, everything else beside it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import run_command

pytestmark = pytest.mark.thorough


def test_the_answer_in_json_is_json_at_the_very_first_call_too(tmp_path, monkeypatch, capsys):
    """Making the database is not said in the middle of the answer."""
    monkeypatch.setenv("TOCSIN_DATABASE", f"sqlite:///{tmp_path / 'new.db'}")
    assert run_command(["sources", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("command", [("sources", "export"), ("--help",), ("check-config",)], ids=" ".join)
def test_an_output_without_room_is_one_line(command):
    """A full disk behind `>` is told in one line, exit code 1, and no trace."""
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "bot", *command], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (ended.returncode, ended.stderr) == (1, "tocsin: the output cannot be written: No space left on device\n")


@pytest.mark.parametrize("command", [("sources", "export"), ("--help",)], ids=" ".join)
def test_a_reader_that_goes_away_is_no_news(command):
    """`tocsin ... | head` ends in silence."""
    read, write = os.pipe()
    os.close(read)
    ended = subprocess.run([sys.executable, "-m", "bot", *command], stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert (ended.returncode, ended.stderr) == (1, "")


def test_help_shows_no_holes(capsys):
    """Words in brackets are mark-up to Rich: none stand in a help text, where they would vanish."""
    assert run_command(["sources", "import", "--help"]) == 0
    assert "[]" not in capsys.readouterr().out
