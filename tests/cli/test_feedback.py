"""`tocsin feedback` as people and scripts use it."""

import asyncio
import json
import os
import re

import pytest

from bot.cli import run_command
from bot.domain.feedback import Judgement
from bot.storage.database import connect, upgrade
from tests.contracts.made import alerted, entry, file, rejected
from tests.fakes.nouns import NOON, feedback, verdict

ALERT, OTHER, DULL = entry("alert", text="The cranes of Norhaven stand still."), entry("other"), entry("dull")


@pytest.fixture(autouse=True)
def address(tmp_path, monkeypatch):
    """A database with two alerts and a rejected item, under the shipped settings."""
    where = f"sqlite:///{tmp_path / 'tocsin.db'}"
    monkeypatch.setenv("TOCSIN_DATABASE", where)
    weak = alerted(OTHER, verdict=verdict(score=0.52, severity=2))
    asyncio.run(upgrade(where))
    asyncio.run(_with(where, lambda stores: file(stores, alerted(ALERT), weak, rejected(DULL), items=(ALERT, OTHER, DULL))))
    return where


async def _with(where, work):
    async with await connect(where) as database:
        return await work(database.stores)


def say(*words):
    return run_command(["feedback", "add", *words])


def test_a_word_is_taken_once_and_changed(capsys):
    """What was understood is said back, in one line each."""
    assert say(ALERT.url, "noise", "--channel", "alerts", "--note", "just an exercise") == 0
    assert say(ALERT.id, "Noise", "--channel", "alerts") == 0
    assert say(ALERT.id, "wrong-kind", "--channel", "alerts", "--kind", "ddos") == 0
    about = f"for item {ALERT.id}; channel alerts posts from probability 0.50 on"
    assert capsys.readouterr().out.splitlines() == [
        f"noise (exercise): recorded {about}",
        f"noise: known already {about}",
        f"wrong kind (ddos): recorded in place of an earlier word {about}",
    ]


BAD = {
    "an unknown address": (
        ("https://nowhere.example/", "noise"),
        "unknown_item: nothing is known of it: https://nowhere.example/",
    ),
    "no alert": ((DULL.url, "noise"), f"not_an_alert: it was not judged to be an alert: {DULL.url}"),
    "an unknown judgement": ((ALERT.id, "nose"), "feedback: nose: no such judgement; say one of relevant, noise, wrong_kind"),
    "an unknown channel": (
        (ALERT.id, "noise", "--channel", "alert"),
        'unknown_channel: there is no such channel in routes.toml: "alert"; did you mean "alerts"?',
    ),
    "an unknown kind": (
        (ALERT.id, "wrong_kind", "--kind", "dos"),
        'unknown_kind: there is no such kind: "dos"; did you mean "ddos"?',
    ),
    "no right kind": ((ALERT.id, "wrong_kind"), "kind_missing: a wrong kind needs the right one beside it"),
    "nobody": ((ALERT.id, "noise", "--by", " "), "nameless: nobody is named as its author"),
}


@pytest.mark.parametrize(("words", "line"), BAD.values(), ids=BAD)
def test_bad_input_is_one_line_and_stores_nothing(words, line, capsys):
    """Exit code 2, the reason and the thing by name on standard error."""
    assert say(*words) == 2
    assert capsys.readouterr() == ("", f"tocsin: {line}\n")
    assert run_command(["feedback", "list"]) == 0
    assert capsys.readouterr().out == "Nobody has judged an alert yet.\n"


@pytest.mark.parametrize("line", [["precision", "--weeks", "0"], ["list", "--limit", "0"], ["list", "--limit", "x"], ["dance"]])
def test_options_have_bounds(line, capsys):
    """A number that makes no sense is refused before anything is opened."""
    assert run_command(["feedback", *line]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_list_for_people_and_one_for_scripts(capsys):
    """Newest first, of one channel if asked, as many as asked for."""
    for n, item in enumerate((ALERT, OTHER)):
        assert say(item.id, "relevant", "--by", f"anna {n}", *(["--channel", "alerts"] if n else [])) == 0
    capsys.readouterr()
    assert run_command(["feedback", "list", "--channel", "alerts"]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert line.endswith(f"relevant: ransomware 0.52 · item {OTHER.id} · channel alerts · by anna 1")
    assert run_command(["feedback", "list", "--json", "--limit", "1"]) == 0
    [row] = json.loads(capsys.readouterr().out)
    assert (row["item_id"], row["who"], row["judgement"]) == (OTHER.id, "anna 1", "relevant")


def test_an_export_holds_ids_and_kinds_and_no_words_of_anybody(capsys):
    """Oldest first; neither texts nor notes nor people leave the house."""
    assert say(ALERT.id, "wrong_kind", "--kind", "ddos", "--by", "anna", "--note", "it says cranes") == 0
    assert say(OTHER.id, "noise", "--channel", "alerts") == 0
    capsys.readouterr()
    assert run_command(["feedback", "export"]) == 0
    out = capsys.readouterr().out
    first, second = map(json.loads, out.splitlines())
    assert {k: v for k, v in first.items() if k != "at"} == {
        "item_id": ALERT.id,
        "channel": "",
        "judgement": "wrong_kind",
        "kind": "ransomware",
        "score": 0.97,
        "severity": 3,
        "right_kind": "ddos",
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", first["at"])
    assert (second["item_id"], second["judgement"]) == (OTHER.id, "noise")
    assert not re.search("anna|cranes|cli", out)


def test_precision_by_week_and_kind(address, capsys):
    """A table for people, rows for scripts; weeks longer ago than asked for are left out."""
    assert run_command(["feedback", "precision"]) == 0
    assert capsys.readouterr().out == "Nobody has judged an alert yet.\n"
    said = [feedback(Judgement.RELEVANT, item_id=str(n)) for n in range(8)] + [feedback(item_id=str(n)) for n in (8, 9)]

    async def store(stores):
        for one in said:
            await stores.feedback.put(one)

    asyncio.run(_with(address, store))
    assert run_command(["feedback", "precision", "--weeks", "520"]) == 0
    row = capsys.readouterr().out.splitlines()[1]
    assert " ".join(row.split()) == "2026-W02 ransomware 10 8 0 2 0.80 0.49 to 0.94"
    assert run_command(["feedback", "precision", "--weeks", "520", "--json"]) == 0
    [row] = json.loads(capsys.readouterr().out)
    assert (row["week"], row["kind"], row["judged"], row["precision"]) == ("2026-W02", "ransomware", 10, 0.8)


def test_thresholds_of_every_channel(capsys):
    """Where each stands between its bounds."""
    assert run_command(["feedback", "thresholds"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == (
        "alerts: posts from probability 0.50 on (0.50 to 0.80, 0 judgements in 90 days)"
    )
    assert run_command(["feedback", "thresholds", "--json"]) == 0
    assert {"channel": "alerts", "low": 0.5, "high": 0.8, "threshold": 0.5, "heard": 0} in json.loads(capsys.readouterr().out)


def test_training_with_feedback_takes_what_the_database_holds(address, tmp_path, monkeypatch, capsys):
    """Examples are handed on with their texts; what could not be used is told. Without the option nothing is read."""
    handed = []
    monkeypatch.setattr("bot.analysis.training.run.train", lambda *_, extra: handed.append(list(extra)))
    (tmp_path / "dev_gold.jsonl.gz").touch()
    line = ["train", "--data", str(tmp_path), "--out", str(tmp_path)]
    assert say(ALERT.id, "noise") == 0
    asyncio.run(_with(address, lambda stores: stores.feedback.put(feedback(item_id="pruned long ago", at=NOON))))
    capsys.readouterr()
    assert run_command([*line, "--with-feedback"]) == 0
    assert capsys.readouterr().out == (
        "feedback: 1 examples; left out: 0 of two minds, 1 whose text is forgotten, 0 of a kind that is not configured\n"
    )
    [[example]] = handed
    assert (example.article.text, example.is_alert) == (ALERT.text, False)
    monkeypatch.setitem(os.environ, "TOCSIN_DATABASE", "sqlite:////nowhere/at/all.db")
    assert run_command(line) == 0
    assert handed[1] == []
