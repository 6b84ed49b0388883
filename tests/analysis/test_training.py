"""Training is repeatable, keeps stories together and refuses sets that forbid it."""

import gzip
import json

import pytest

from bot.analysis.examples import FOLDS, NEVER, Example, examples, folds, own_texts
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
