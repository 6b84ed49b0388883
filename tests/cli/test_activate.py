"""`tocsin activate`, and what on-call keeps in the database, as people and scripts use them."""

import json
import re

import pytest

from bot.cli import run_command
from tests.present.stix import faults
from tests.settings.folder import write

PEOPLE = "".join(
    f'[[person]]\nid = "{name}"\nname = "{name.title()} Example"\nzone = "UTC"\ncountry = "{country}"\nskills = ["forensics"]\n\n'
    f'[[person.contact]]\nkind = "discord_mention"\naddress = "10000000000000000{n}"\n\n'
    for n, (name, country) in enumerate((("ana", "LT"), ("ben", "EE"), ("cleo", "PL")))
)
DUTY = (
    '[[rotation]]\nid = "days"\nmembers = ["ana", "ben"]\nzone = "UTC"\nstarts = 2026-01-05\nevery = "day"\nat = ["09:00"]\n\n'
    '[[schedule]]\nid = "main"\nzone = "UTC"\n\n[[schedule.layer]]\nid = "days"\nrole = "lead"\nrotation = "days"\n\n'
    '[activation]\nlead = "main/lead"\n'
)


@pytest.fixture
def say(tmp_path, capsys, monkeypatch):
    """Runs a command on three people and a schedule: (exit code, what was said)."""
    folder = write(tmp_path, oncall=PEOPLE + DUTY, bot='[web]\nlisten = "127.0.0.1:8089"\nbase = "https://tocsin.example/"\n')
    monkeypatch.setenv("TOCSIN_DATABASE", f"sqlite:///{tmp_path}/tocsin.db")

    def run(*words):
        code = run_command([*words, "--config", str(folder)])
        told = capsys.readouterr()
        return code, told.out or told.err

    return run


@pytest.fixture
def opened(say):
    """The id of an activation of three, by people whose skill is forensics."""
    code, line = say("activate", "open", "Ministry of Norhaven", "cranes stand still", "--people", "2", "--skill", "forensics")
    assert code == 0, line
    return line.split()[0]


def test_from_the_request_to_the_report(say, opened, tmp_path):
    """Opened, answered, noted, ended, reported and counted."""
    assert say("activate", "accept", opened, "--person", "ana", "--by", "desk")[0] == 0
    assert say("activate", "refuse", opened, "--person", "ben", "--why", "ill")[0] == 0
    assert "2 of 2 accepted" in say("activate", "accept", opened, "--person", "cleo")[1]
    say("activate", "note", opened, "ferry booked")
    assert opened in say("activate", "list")[1]
    shown = say("activate", "show", opened)[1]
    assert "ferry booked" in shown
    assert "✖ Ben Example (EE): refused" in shown
    assert say("activate", "stand-down", opened, "--outcome", "cranes turn")[0] == 0
    assert say("activate", "list") == (0, "No activation.\n")
    code, report = say("activate", "report", opened, "--stix", str(tmp_path / "r.json"))
    assert (code, report.startswith(f"# Activation {opened}: Ministry of Norhaven")) == (0, True)
    assert faults(json.loads((tmp_path / "r.json").read_text())) == []
    assert "2 accepted, 1 refused, 0 never answered" in say("activate", "stats")[1]
    assert json.loads(say("activate", "list", "--all", "--json")[1])[0]["outcome"] == "cranes turn"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("open", "Ministry", "help", "--people", "0"), "bad_count"),
        (("open", " ", "help", "--people", "1"), "activation_without_requester"),
        (("open", "Ministry", " ", "--people", "1"), "activation_without_reason"),
        (("open", "Ministry", "help", "--people", "1", "--skill", "soup"), "unknown_skill"),
        (("open", "Ministry", "help", "--people", "1", "--within", "1m"), "bad_deadline"),
        (("open", "Ministry", "help", "--people", "1", "--within", "soon"), "--within"),
        (("accept", "none", "--person", "ana"), "no_such_activation"),
        (("accept", "none", "--person", "zoe"), "no_such_person"),
        (("note", "none", " "), "nothing_said"),
        (("show", "none"), "no_such_activation"),
    ],
)
def test_what_cannot_be_done_is_said(say, words, reason):
    """A clear line and exit code 2."""
    code, line = say("activate", *words)
    assert (code, reason in line) == (2, True), line


def test_an_exercise_is_marked_and_not_counted(say):
    """In the list it says so first; statistics leave it out."""
    _, line = say("activate", "open", "Ministry", "drill", "--people", "1", "--exercise")
    assert re.match(r"EXERCISE: \w+ Ministry", line)
    assert say("activate", "stats") == (0, "No activation.\n")


def test_a_calendar_has_an_address_until_it_is_revoked(say):
    """Below the address that others see; for people there are."""
    code, address = say("oncall", "calendar", "--link", "ana")
    assert code == 0
    assert re.fullmatch(r"https://tocsin\.example/calendar/[\w-]{40,}\.ics\n", address)
    assert say("oncall", "calendar", "--revoke", "ana") == (0, "Ended: 1\n")
    code, line = say("oncall", "calendar", "--link", "zoe")
    assert (code, "no such person" in line) == (2, True)


def test_the_note_of_now_and_the_picture_of_fairness(say, tmp_path):
    """Who has it, who is next, what is open; and a PNG."""
    code, told = say("oncall", "handover")
    assert code == 0
    assert re.search(r"main/lead: (Ana|Ben) Example until ", told)
    assert "No open page." in told
    assert say("oncall", "handover", "--schedule", "none")[0] == 2
    assert say("oncall", "fairness", "--days", "30", "--picture", str(tmp_path / "f.png"))[0] == 0
    assert (tmp_path / "f.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("listen", ["8080", "localhost:8080", "127.0.0.1:0", "127.0.0.1:99999", "::1:80"])
def test_a_place_to_listen_is_an_address_and_a_port(tmp_path, listen, capsys):
    """Anything else is a fault with its mend."""
    folder = write(tmp_path, bot=f'[web]\nlisten = "{listen}"\n')
    assert run_command(["check-config", "--config", str(folder)]) == 2
    assert "web.listen" in capsys.readouterr().err
