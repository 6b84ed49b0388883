"""Training is repeatable, keeps stories together and refuses sets that forbid it."""

import gzip
import json

import numpy as np
import pytest

from bot.analysis import training
from bot.analysis.classifier import ARTEFACT
from bot.analysis.examples import FOLDS, NEVER, Example, examples, folds, own_texts
from bot.analysis.lessons import ORIGIN
from bot.analysis.training import Trainer, scored
from bot.domain.verdict import Article, Verdict

pytest.importorskip("sklearn", reason="a development library")


def test_same_data_same_artefact(kinds):
    """Two fits of the same rows give the same weights."""
    rows = [r for r in own_texts() if r.kind in {"ddos", "disinformation", "not_cyber"}]
    trainer = Trainer(kinds, rows)
    use = range(len(rows))
    one, two = trainer.fit(use, "t"), trainer.fit(use, "t")
    assert (one.alert == two.alert).all()
    assert (one.matrix == two.matrix).all()


def test_own_texts_are_many_and_of_rare_kinds():
    """The rare kinds are there in several languages; borderline rows say neither yes nor no."""
    rows = own_texts()
    assert len(rows) >= 360
    assert {"response_team", "disinformation", "exercise"} <= {r.kind for r in rows}
    assert len({r.article.lang for r in rows}) == 10
    assert all(r.is_alert is None for r in rows if r.kind in {"hybrid_physical", "aftermath_litigation"})


def test_a_story_stays_in_one_fold():
    """Rows with nearly the same title never stand on both sides of the split."""
    titles = [
        "Intruders copied patient records from Oslund clinic servers",
        "Clinic: intruders copied patient records from Oslund servers",
    ]
    rows = [
        Example(str(i), "t", Article(str(i), title=t), True, "data_breach", ("data_breach",)) for i, t in enumerate(titles * 20)
    ]
    assert len(set(folds(rows))) == 1
    assert set(folds([Example(str(i), "t", Article(str(i), title=f"word{i:04}"), True, "k", ()) for i in range(99)])) == set(
        range(FOLDS)
    )


def write(path, rows):
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(r) + "\n" for r in rows)


def test_forbidden_sets_are_refused(tmp_path):
    """A set for measuring only never reaches the model, even when its labels lie about."""
    label = {"id": "1", "set": min(NEVER), "is_alert": True, "kind": "ddos", "kinds": ["ddos"]}
    write(tmp_path / "dev_gold.jsonl.gz", [])
    write(tmp_path / "dev_labels.jsonl.gz", [label])
    with pytest.raises(ValueError, match="not for training"):
        examples(tmp_path)


class Rehearsal:
    """A trainer that fits nothing and notes what it was asked."""

    def __init__(self, kinds, rows):
        self.rows = rows
        self.weighed = []

    def fit(self, use, version, platt=None):
        return self

    def save(self):
        return json.dumps([r.id for r in self.rows]).encode()

    def voices(self, weights, rows):
        self.weighed += [self.rows[i].origin for i in rows]
        return np.array([[n % 7, n % 3] for n in rows], dtype=np.float32)


def row(number, origin):
    """One of a story of its own."""
    return Example(
        f"{origin}-{number}", origin, Article("", title=f"word{number:04}{origin}"), number % 2 == 0, "ddos", ("ddos",)
    )


def test_extra_examples_are_learnt_from(tmp_path, monkeypatch):
    """What people said goes into the last fit beside the labelled sets, and is told."""
    monkeypatch.setattr(training, "examples", lambda _: [row(n, "some_set") for n in range(3)])
    monkeypatch.setattr(training, "Trainer", Rehearsal)
    monkeypatch.setattr(training, "cross_validate", lambda *_: ({}, (1.0, 0.0, 0.0)))
    monkeypatch.setattr(training, "validated", lambda *_: [])
    told = []
    scores = training.train(tmp_path, tmp_path, told.append, {}, extra=[row(7, ORIGIN)])
    assert json.loads((tmp_path / ARTEFACT).read_bytes()) == ["some_set-0", "some_set-1", "some_set-2", "feedback-7"]
    assert scores.examples == {"some_set": 3, ORIGIN: 1}
    assert told[0] == "4 examples: {'some_set': 3, 'feedback': 1}"


def test_feedback_is_not_calibrated_on():
    """How frequent alerts are is not read from rows that the judge itself has let through, nor from those that we wrote."""
    rehearsal = Rehearsal({}, [row(n, origin) for n in range(40) for origin in ("some_set", "own_texts", ORIGIN)])
    training.cross_validate(rehearsal, lambda _: None)
    assert rehearsal.weighed == ["some_set"] * 40


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
