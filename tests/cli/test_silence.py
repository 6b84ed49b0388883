"""`tocsin silence` as people and scripts use it."""

import json
import re

import pytest

from bot.cli import run_command


@pytest.fixture(autouse=True)
def address(tmp_path, monkeypatch):
    """An empty database under the shipped settings."""
    monkeypatch.setenv("TOCSIN_DATABASE", f"sqlite:///{tmp_path / 'tocsin.db'}")


def add(*words):
    return run_command(["silence", "add", *words])


WHY = ("--reason", "the yearly drill", "--by", "anna")


def test_a_silence_is_asked_for_seen_and_ended(capsys):
    """What was understood is said back; the list shows what is in force; who ended it is kept."""
    assert add("country:baltics severity<3", "--for", "2h", *WHY) == 0
    said = capsys.readouterr().out
    assert re.fullmatch(r"[0-9a-f]{8}: in force: country:baltics severity<3 \| .* to .* \| by anna: the yearly drill\n", said), (
        said
    )
    silence = said[:8]
    assert run_command(["silence", "list"]) == 0
    assert capsys.readouterr().out == said
    assert run_command(["silence", "list", "--json"]) == 0
    [row] = json.loads(capsys.readouterr().out)
    assert (row["id"], row["match"]) == (silence, {"countries": ["EE", "LT", "LV"], "max_severity": 2})
    assert run_command(["silence", "end", silence, "--by", "ben"]) == 0
    assert f"{silence}: ended by ben: " in capsys.readouterr().out
    assert run_command(["silence", "list"]) == 0
    assert capsys.readouterr().out == "Nothing is silenced.\n"
    assert run_command(["silence", "list", "--all"]) == 0
    assert "ended by ben" in capsys.readouterr().out


BAD = {
    "no end": (
        ("kind:ddos", *WHY),
        "no_end: a silence needs an end; say for how long, for example 2h",
    ),
    "no reason": (("kind:ddos", "--for", "1h"), "no_reason: a silence needs a reason; say why, in a few words"),
    "no author": (
        ("kind:ddos", "--for", "1h", "--reason", "x", "--by", " "),
        "no_author: a silence needs an author",
    ),
    "an end in the past": (
        ("kind:ddos", "--until", "2020-01-01T00:00+00:00", *WHY),
        "ends_too_early: it would be over before it begins",
    ),
    "for ever": (
        ("kind:ddos", "--for", "90w", *WHY),
        "lasts_too_long: a silence lasts a year at most; write a route for what is never wanted",
    ),
    "an unknown kind": (
        ("kind:dos", "--for", "1h", *WHY),
        'bad_matcher: the matcher cannot be understood: unknown kind "dos"; did you mean "ddos"?',
    ),
    "no length": (
        ("kind:ddos", "--for", "soon", *WHY),
        'silence: --for: is not a length of time; write a number and a unit (s, m, h, d, w), for example "15m" or "1h30m"',
    ),
    "no instant": (
        ("kind:ddos", "--until", "2026-03-01T08:00", *WHY),
        "silence: --until: is not an instant; write date, time and offset, for example 2026-03-01T08:00+02:00",
    ),
}


@pytest.mark.parametrize(("words", "line"), BAD.values(), ids=BAD)
def test_bad_input_is_one_line_and_stores_nothing(words, line, capsys):
    """Exit code 2, what is wrong and how to mend it on standard error."""
    assert add(*words) == 2
    assert capsys.readouterr() == ("", f"tocsin: {line}\n")
    assert run_command(["silence", "list", "--all"]) == 0
    assert capsys.readouterr().out == "Nothing is silenced.\n"


def test_there_is_no_such_silence(capsys):
    """Ending what is not there is refused."""
    assert run_command(["silence", "end", "abc", "--by", "ben"]) == 2
    assert capsys.readouterr().err == "tocsin: no_such_silence: there is no such silence: abc\n"
