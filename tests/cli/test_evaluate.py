"""`tocsin evaluate` as people and scripts use it."""

import json
from importlib.util import find_spec

import pytest

from bot.analysis.training import evaluate as work
from bot.cli import evaluate, libraries, run_command
from tests.analysis.training.made import label, said

ROW = {"id": "a", "title": "Norhaven port flooded with requests", "lang": "en", "is_alert": True, "kind": "ddos", "severity": 2}


class Judge:
    """Calls everything a flood."""

    def many(self, articles):
        return [said() for _ in articles]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(work, "load_judge", lambda _: Judge())
    (tmp_path / "rows.jsonl").write_text(f"{json.dumps(ROW)}\n{json.dumps({**ROW, 'id': 'b', 'is_alert': False})}\n")
    (tmp_path / "bad.jsonl").write_text("{")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "dev_gold.jsonl.gz").write_bytes(b"not packed")
    return tmp_path


@pytest.mark.thorough
def test_a_labelled_file_and_the_shipped_model(folder, capsys):
    """Tables on standard output, progress on the other; the same tables as JSON and Markdown; the verdicts by id."""
    outs = ["--json", "t.json", "--markdown", "t.md", "--answers", "a.jsonl"]
    assert run_command(["evaluate", "--packaged", "rows.jsonl", *outs]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("== rows.jsonl, 2 rows\n\nAn alert?\n")
    note, progress = shown.err.splitlines()
    assert "has learnt from the sets" in note
    assert progress == "judged 2 of 2"
    made = json.loads((folder / "t.json").read_text())["rows.jsonl, 2 rows"]
    assert made[0]["rows"][0] | {"F1 95 %": ""} == {
        "rows": "all", "n": 2, "alerts": 1, "P": 0.5, "R": 1.0, "F1": 2 / 3, "F1 95 %": "", "AP": 0.5, "AUC": 0.5,
    }  # fmt: skip
    assert "| all | 2 | 1 | .500 | 1.000 | .667 |" in (folder / "t.md").read_text()
    assert [json.loads(line)["id"] for line in (folder / "a.jsonl").read_text().splitlines()] == ["a", "b"]


@pytest.mark.thorough
def test_held_out_answers_and_the_ablation(monkeypatch, capsys):
    """Gold and the other sets are a block each, the ablation comes last."""
    blocks = [work.Block("dev_gold", [(label(), said())]), work.Block("other labelled sets", [(label(), said())] * 2)]
    asked = []
    monkeypatch.setattr(work, "held_out", lambda *args, **_: asked.append(args[3]) or blocks)
    monkeypatch.setattr(evaluate, "need", lambda _: None)
    assert run_command(["evaluate", "--data", "data", "--ablate"]) == 0
    shown = capsys.readouterr().out
    assert [line for line in shown.splitlines() if line.startswith("== ")] == [
        "== dev_gold, 1 rows",
        "== other labelled sets, 2 rows",
        "== ablation",
    ]
    assert asked == [frozenset(), *(frozenset({p}) for p in work.Piece)]
    assert run_command(["evaluate", "--data", "data", "--without", "cues", "--without", "rules"]) == 0
    assert asked[-1] == {work.Piece.CUES, work.Piece.RULES}


@pytest.mark.thorough
@pytest.mark.skipif(find_spec("matplotlib") is None, reason="matplotlib is not installed")
def test_the_picture(folder):
    """A PNG where it was asked for."""
    assert run_command(["evaluate", "--packaged", "rows.jsonl", "--picture", "kinds.png"]) == 0
    assert (folder / "kinds.png").read_bytes().startswith(b"\x89PNG")


BAD = {
    "neither": ([], "needs either --data or --packaged"),
    "both": (["--data", "data", "--packaged", "rows.jsonl"], "needs either --data or --packaged"),
    "no data": (["--data", "nowhere"], "nowhere: no such folder, or no dev_gold.jsonl.gz in it"),
    "data that are none": (["--data", "data"], "cannot be read: Not a gzipped file"),
    "no file": (["--packaged", "nowhere.jsonl"], "nowhere.jsonl: cannot be read: No such file"),
    "a file that is none": (["--packaged", "bad.jsonl"], "bad.jsonl: line 1 is not JSON"),
    "a part left out of what ships": (
        ["--packaged", "rows.jsonl", "--without", "cues"],
        "the model that ships has all its parts",
    ),
    "two ways to leave out": (["--data", "data", "--without", "cues", "--ablate"], "cannot be together"),
    "a folder that is none": (
        ["--packaged", "rows.jsonl", "--json", "nowhere/t.json"],
        "nowhere/t.json: cannot be written there",
    ),
}


@pytest.mark.parametrize(("words", "told"), BAD.values(), ids=BAD)
def test_bad_input(monkeypatch, capsys, words, told):
    """One line, exit code 2, before anything is trained."""
    monkeypatch.setattr(evaluate, "need", lambda _: None)
    assert run_command(["evaluate", *words]) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith("tocsin: ")
    assert told in shown.err.replace("\n", " ")
    assert (shown.err.count("\n"), shown.out) == (1, "")


def test_a_part_that_is_none(capsys):
    """The parts are named."""
    assert run_command(["evaluate", "--data", "data", "--without", "luck"]) == 2
    assert "'cues', 'characters', 'gazetteers'" in " ".join(capsys.readouterr().err.replace("│", " ").split())


@pytest.mark.thorough
def test_missing_libraries_are_named(monkeypatch, capsys):
    """What to install, in one line; nothing else is tried. The shipped model is scored without them."""
    monkeypatch.setattr(libraries, "find_spec", lambda _: None)
    assert run_command(["evaluate", "--data", "data", "--picture", "kinds.png"]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "pip install scikit-learn scipy joblib python-crfsuite matplotlib" in told
    assert run_command(["train", "--data", "data", "--out", "."]) == 2
    assert "pip install scikit-learn scipy joblib python-crfsuite\n" in capsys.readouterr().err
    assert run_command(["evaluate", "--packaged", "rows.jsonl"]) == 0
