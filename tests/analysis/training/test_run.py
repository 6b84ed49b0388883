"""The whole of training: repeatable, calibrated on what it has not seen, and measured without the borderline."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from bot.analysis.artefact import ARTEFACT
from bot.analysis.features import VERSION
from bot.analysis.lessons import ORIGIN
from bot.analysis.training import run
from bot.analysis.training.examples import Example
from bot.analysis.training.fit import Voices
from bot.analysis.training.run import scored, write_answers
from bot.domain.verdict import Article, Verdict

pytestmark = pytest.mark.thorough


def row(number, origin, alert=None):
    """One of a story of its own."""
    alert = number % 2 == 0 if alert is None else alert
    return Example(f"{origin}-{number}", origin, Article("", title=f"word{number:04}{origin}"), alert, "ddos", ("ddos",))


class Rehearsal:
    """A model that fits nothing; its bytes are the ids that it was fitted on."""

    blend = (1.0, 0.0, 0.0)

    def __init__(self, ids, version):
        self.ids, self.version = ids, version

    def save(self):
        return json.dumps([self.version, self.ids]).encode()


def rehearse(monkeypatch, rows):
    """Training with everything slow left out."""
    fitted = []

    def fit(corpus, use, version, report):
        fitted.append(Rehearsal([corpus.rows[i].id for i in use], version))
        return fitted[-1], None

    monkeypatch.setattr(run, "examples", lambda _: rows)
    monkeypatch.setattr(
        run, "Corpus", lambda kinds, rows, *_: SimpleNamespace(kinds=kinds, rows=rows, meet_words=lambda *_: None)
    )
    monkeypatch.setattr(run, "fit", fit)
    monkeypatch.setattr(run, "cross_validate", lambda corpus, _: ([0] * len(corpus.rows), [Rehearsal([], "fold")]))
    monkeypatch.setattr(run, "validated", lambda *_: [])
    monkeypatch.setattr(run, "blended", lambda model, _: model)
    return fitted


def test_extra_examples_are_learnt_from(tmp_path, monkeypatch):
    """What people said goes into the last fit beside the labelled sets, and is told."""
    rehearse(monkeypatch, [row(n, "some_set") for n in range(3)])
    told = []
    scores = run.train(tmp_path, tmp_path, told.append, {}, extra=[row(7, ORIGIN)])
    _, ids = json.loads((tmp_path / ARTEFACT).read_bytes())
    assert ids == ["some_set-0", "some_set-1", "some_set-2", "feedback-7"]
    assert scores.examples == {"some_set": 3, ORIGIN: 1}
    assert told[0] == "4 examples: {'some_set': 3, 'feedback': 1}"


def test_the_version_names_features_and_labels(tmp_path, monkeypatch):
    """The same labels give the same version, others another: a verdict tells which model it is of."""
    seen = []
    for rows in ([row(1, "a")], [row(1, "a")], [row(2, "a")], [replace(row(1, "a"), severity=3)]):
        rehearse(monkeypatch, rows)
        run.train(tmp_path, tmp_path, lambda _: None, {})
        seen.append(json.loads((tmp_path / ARTEFACT).read_bytes())[0])
    assert seen[0] == seen[1]
    assert len(set(seen)) == 3
    assert all(version.startswith(f"{VERSION}-") for version in seen)


def test_answers_are_written_only_where_asked(tmp_path, monkeypatch):
    """They quote texts that are not ours, so they never lie beside the model unasked."""
    rehearse(monkeypatch, [row(1, "a")])
    run.train(tmp_path, tmp_path, lambda _: None, {})
    assert [p.name for p in tmp_path.iterdir()] == [ARTEFACT]
    write_answers([(row(1, "a"), Verdict(True, 0.5, "ddos", ("ddos",), 2, "uk", "Злам"))], tmp_path / "answers")
    [line] = (tmp_path / "answers").read_text(encoding="utf-8").splitlines()
    assert (json.loads(line)["id"], json.loads(line)["summary"]) == ("a-1", "Злам")
    assert "Злам" in line


def test_feedback_is_not_calibrated_on(monkeypatch):
    """How frequent alerts are is not read from rows that the judge itself has let through, nor from those that we wrote, nor
    from those without an answer; nor from any that the fold has learnt from.
    """
    rows = [row(n, origin) for n in range(40) for origin in ("some_set", "own_texts", ORIGIN)]
    rows.append(Example("open", "some_set", Article("open"), None, "exercise", ("exercise",)))
    learnt, weighed = [], []

    def fit(corpus, use, version, report):
        learnt.extend(use)
        return None, None

    def voices(corpus, model, learner, known):
        weighed.extend(known)
        return Voices(np.zeros(0), np.zeros(0))

    monkeypatch.setattr(run, "fit", fit)
    monkeypatch.setattr(run, "voices", voices)
    fold = [i % 5 for i in range(len(rows))]
    _, _, known = run._fold(SimpleNamespace(rows=rows), fold, 0)
    assert list(known) == weighed
    assert {rows[i].origin for i in weighed} == {"some_set"}
    assert "open" not in {rows[i].id for i in weighed}
    assert not set(weighed) & set(learnt)
    assert {fold[i] for i in learnt} == {1, 2, 3, 4}
    assert len(learnt) + sum(f == 0 for f in fold) == len(rows)


def test_scores_leave_borderline_out():
    """Precision, recall and kind count only rows with a clear answer."""

    def row(alert, kind):
        return Example("1", "dev_gold", Article("1"), alert, kind, (kind,))

    def said(alert, kind):
        return Verdict(alert, 0.5, kind, (kind,), 0, "en", "")

    answers = [
        (row(True, "ddos"), said(True, "ddos")),
        (row(False, "not_cyber"), said(True, "ddos")),
        (row(None, "exercise"), said(True, "x")),
    ]
    got = scored(answers, {})
    assert (got.precision, got.recall, got.kind_accuracy) == (0.5, 1.0, 1.0)
    assert got.f1 == pytest.approx(2 / 3)
    assert scored([], {}).f1 == 0
