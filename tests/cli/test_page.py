"""`tocsin page`, `ack`, `beat` and what changes who is on call, from a person's keyboard to the database and back."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.cli import run_command
from tests.settings.folder import WAYS, write
from tests.settings.test_oncall import WHOLE

DATABASE = '[database]\naddress = "sqlite:///{}"\n'
BEAT = '[[heartbeat]]\nid = "backup"\nevery = "1d"\n'
SPAN = ("--from", "2099-03-09T03:10", "--to", "2099-03-09T06:00")


@pytest.fixture
def say(tmp_path, monkeypatch, capsys):
    """Runs a command on a whole roster: (exit code, what it said)."""
    for name, value in WAYS.items():
        monkeypatch.setenv(name, value)
    bot = '[bot]\nname = "Tocsin"\n' + DATABASE.format(tmp_path / "tocsin.db")
    folder = write(tmp_path / "config", bot=bot, oncall=WHOLE + BEAT)

    def run(*words):
        code = run_command([*words, "--config", str(folder)])
        told = capsys.readouterr()
        return code, told.out or told.err

    return run


def test_from_the_call_to_the_end(say):
    """Called, listed, put off, given away, acknowledged, resolved, opened again; each answer shows the page as it is."""
    code, said = say("page", "call", "The vault door is open", "--severity", "3", "--by", "ana")
    assert code == 0
    page = re.match(r"[0-9a-f]{8}", said)[0]
    assert "severity 3: The vault door is open" in said
    assert page in say("page", "list")[1]
    assert json.loads(say("page", "list", "--json")[1])[0]["why"] == "called by hand by Ana Example"
    assert "snoozed" in say("page", "snooze", page, "--for", "30m", "--by", "ana")[1]
    assert "open" in say("page", "reassign", page, "ben", "--by", "ana")[1]
    assert "acked by ben" in say("ack", page, "--by", "ben")[1]
    assert say("ack", page, "--by", "ben")[1].startswith("tocsin: nothing_to_change")
    assert "resolved" in say("page", "resolve", page)[1]
    assert "open" in say("page", "reopen", page)[1]
    assert json.loads(say("oncall", "metrics", "--json")[1])["pages"] == 1
    assert "Mean time to acknowledge" in say("oncall", "metrics")[1]


def test_fairness_counts_pages(say, tmp_path):
    """Of the time that is asked for, by whom they called and who answered, in words, numbers and the picture; of what is to come nothing is claimed."""
    _, said = say("page", "call", "The vault door is open", "--by", "ana")
    say("ack", said[:8], "--by", "ben")
    past = ("oncall", "fairness", "--days", "2", "--at", f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%dT%H:%MZ}")
    pages = {row["person"]: (row["pages"], row["answered"]) for row in json.loads(say(*past, "--json")[1])}
    assert (pages["ana"], pages["ben"]) == ((0, 0), (1, 1))
    picture = tmp_path / "load.png"
    code, words = say(*past, "--picture", str(picture))
    assert (code, picture.stat().st_size > 0) == (0, True)
    assert "called by 1 page, answered 1" in words
    long_ago = ("oncall", "fairness", "--days", "2", "--at", "2026-01-01T00:00Z", "--json")
    assert {row["pages"] for row in json.loads(say(*long_ago)[1])} == {0}
    coming = ("oncall", "fairness", "--days", "2", "--json")
    assert {row["pages"] for row in json.loads(say(*coming)[1])} == {None}
    assert "answered" not in say("oncall", "fairness", "--days", "2")[1]


def test_bad_wishes_about_pages(say):
    """Each refusal by its name, and exit code 2 for what can be mended."""
    assert say("page", "call", "x", "--policy", "none")[1].startswith("tocsin: no_such_policy")
    assert say("ack", "12345678")[1].startswith("tocsin: no_such_page")
    assert say("page", "snooze", "12345678", "--for", "soon")[0] == 2
    assert say("beat", "none")[1].startswith("tocsin: no_such_heartbeat")
    assert say("beat", "backup") == (0, "")


def test_changes_of_who_is_on_call(say):
    """An override counts in `who`; a swap is answered; leave is noted; what is taken back is gone."""
    code, said = say("oncall", "override", "main", "lead", "ben", *SPAN, "--by", "ana")
    assert code == 0
    entry = said.split()[0]
    assert "Ben" in say("oncall", "who", "--at", "2099-03-09T04:00")[1]
    assert entry in say("oncall", "changes")[1]
    assert json.loads(say("oncall", "changes", "--json")[1])[0]["id"] == entry
    assert "override" in say("oncall", "end", entry)[1]
    assert say("oncall", "end", entry)[1].startswith("tocsin: no_such_entry")
    assert say("oncall", "swap", "main", "lead", "ben", *SPAN, "--by", "nobody")[1].startswith("tocsin: not_yours")
    assert say("oncall", "answer", "none", "--by", "ben")[1].startswith("tocsin: no_such_entry")
    assert "leave ana" in say("oncall", "leave", "ana", *SPAN)[1]
    assert say("oncall", "leave", "ana", "--from", "soon", "--to", "later")[0] == 2
    assert say("oncall", "changes")[1].count("\n") == 1


def test_a_way_is_checked(say):
    """A code is sent, and a wrong one refused."""
    assert "on its way" in say("oncall", "code", "ana")[1]
    assert say("oncall", "verify", "ana", "1")[1].startswith("tocsin: wrong_code")
    assert say("oncall", "code", "ana", "--contact", "9")[1].startswith("tocsin: no_such_contact")
