"""`tocsin oncall` as people and scripts use it, on the very example of the how-to."""

import json
import re
from pathlib import Path

import pytest
import vobject

from bot.cli import run_command
from tests.settings.folder import WAYS, write

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "oncall.md").read_text()
EXAMPLE, TARGET = re.findall(r"(?ms)^```toml\n(.*?)^```", PAGE)
AT = ("--at", "2026-03-30T01:10Z")


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path, oncall=EXAMPLE + TARGET)


@pytest.fixture
def say(folder, capsys):
    """Runs a sub-command on the example: (exit code, lines)."""

    def run(*words):
        code = run_command(["oncall", *words, "--config", str(folder)])
        told = capsys.readouterr()
        return code, (told.out or told.err).splitlines()

    return run


def test_every_line_of_the_how_to_runs(tmp_path, monkeypatch, capsys):
    """What the page tells people to type works on the settings that it shows."""
    write(tmp_path / "my-config", oncall=EXAMPLE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAGER_MAIL", WAYS["MAIL"])
    monkeypatch.setenv("PAGER_SMS", WAYS["SMS"])
    lines = re.findall(r"(?m)^    tocsin (.*)$", PAGE)
    assert len(lines) == 7
    for line in lines:
        assert run_command(line.split(" > ")[0].split()) == 0, capsys.readouterr().err


def test_who_and_until_when(say):
    """At 03:10 in Brussels, the night after the clocks went forward, it is somebody of the nights until eight."""
    assert say("who", *AT) == (0, ["main · lead: Ben Example (ben) until 2026-03-30 08:00 CEST"])
    code, lines = say("who", *AT, "--json")
    assert (code, json.loads("\n".join(lines))) == (
        0,
        [{"schedule": "main", "role": "lead", "person": "ben", "name": "Ben Example", "until": "2026-03-30T06:00:00+00:00"}],
    )


def test_a_time_without_a_zone_is_the_bots(say):
    """The bot of these settings lives in UTC."""
    assert say("who", "--at", "2026-03-30T01:10") == say("who", *AT)


def test_nobody_is_said(say):
    """Before the first hand-off nobody is on call."""
    assert say("who", "--at", "2025-12-01T00:00Z") == (0, ["main · lead: nobody"])


def test_who_is_next(say):
    """The shift after the one of now."""
    assert say("next", *AT) == (0, ["main · lead: Ben Example (ben) from 2026-03-30 08:00 CEST to 2026-03-30 09:00 CEST"])


def test_the_calendar_shows_whole_shifts(say):
    """From the shift under way to the last one that begins in time, in the schedule's zone."""
    assert say("calendar", *AT, "--days", "1") == (
        0,
        [
            "Response team (Europe/Brussels)",
            "2026-03-29 20:00 CEST to 2026-03-30 08:00 CEST lead: Ben Example (ben) [nights]",
            "2026-03-30 08:00 CEST to 2026-03-30 09:00 CEST lead: Ben Example (ben) [weeks]",
            "2026-03-30 09:00 CEST to 2026-03-30 20:00 CEST lead: Ana Example (ana) [weeks]",
            "2026-03-30 20:00 CEST to 2026-03-31 08:00 CEST lead: Cleo Example (cleo) [nights]",
        ],
    )


def test_the_calendar_for_programs(say):
    """An iCalendar file that another library reads."""
    code, lines = say("calendar", *AT, "--days", "1", "--ical")
    assert (code, len(vobject.readOne("\r\n".join(lines) + "\r\n").vevent_list)) == (0, 4)


def test_gaps_and_their_exit_code(say):
    """None is good news; one is a line and exit code 1."""
    assert say("gaps", *AT)[0] == 0
    assert say("gaps", "--at", "2026-01-04T00:00Z", "--days", "2") == (
        1,
        ["main · lead: nobody from 2026-01-04 01:00 CET to 2026-01-05 09:00 CET (32.0 h)"],
    )


def test_fairness(say):
    """Each person with hours, nights and weekends, and the equal share."""
    code, lines = say("fairness", *AT, "--days", "84")
    assert (code, len(lines), lines[-1]) == (0, 4, "An equal share: 672.0 h each.")
    assert lines[0].startswith("Ana Example (ana): ")
    rows = json.loads("\n".join(say("fairness", *AT, "--days", "84", "--json")[1]))
    assert sum(row["hours"] for row in rows) == 84 * 24


BAD = {
    "no time": (("who", "--at", "soon"), "tocsin: oncall: --at soon: is not a time; write for example 2026-03-09T03:10 or 2026-03-09T03:10+02:00"),
    "out of time": (("who", "--at", "9999-12-31T00:00Z"), "tocsin: oncall: --at 9999-12-31T00:00Z: is too far away; say a year from 1970 to 2100"),
    "long ago": (("calendar", "--at", "0001-01-01T00:00Z"), "tocsin: oncall: --at 0001-01-01T00:00Z: is too far away; say a year from 1970 to 2100"),
    "no such schedule": (("gaps", "--schedule", "man"), "tocsin: oncall: --schedule man: no such schedule; say one of main"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_answered(name, say):
    """One line that says what to mend, exit code 2."""
    words, line = BAD[name]
    assert say(*words) == (2, [line])


def test_without_a_schedule(tmp_path, capsys):
    """Settings without one say so."""
    assert run_command(["oncall", "who", "--config", str(write(tmp_path))]) == 2
    assert capsys.readouterr().err == "tocsin: oncall.toml: has no schedule; write one, beginning with [[schedule]]\n"
