"""What is learnt from: our own texts and labels are whole, stories stay together, sets that forbid it are refused."""

import gzip
import json

import pytest

from bot.analysis.features import SECTORS
from bot.analysis.training import examples as module
from bot.analysis.training.examples import FOLDS, NEVER, Example, count, examples, folds, own_labels, own_texts, unlabelled
from bot.domain.kind import Standing
from bot.domain.verdict import Article

pytestmark = pytest.mark.thorough


def write(path, rows):
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(r) + "\n" for r in rows)


def story(i, title, alert=True, kind="data_breach"):
    return Example(str(i), "t", Article(str(i), title=title), alert, kind, (kind,))


def test_own_texts_are_many_and_of_rare_kinds():
    """The rare kinds are there in several languages; borderline rows say neither yes nor no."""
    rows = own_texts()
    assert len(rows) >= 360
    assert {"response_team", "disinformation", "exercise"} <= {r.kind for r in rows}
    assert len({r.article.lang for r in rows}) == 10
    assert all(r.is_alert is None for r in rows if r.kind in {"hybrid_physical", "aftermath_litigation"})


def test_own_texts_agree_with_the_taxonomy(kinds):
    """Kinds exist, the answer is on the side of the kind, names are told only where all is told, and no text is there twice."""
    rows = own_texts()
    for row in rows:
        assert row.kind == row.kinds[0]
        assert set(row.kinds) <= set(kinds)
        answer = {Standing.ALERT: {True, None}, Standing.NOT_ALERT: {False, None}, Standing.BORDERLINE: {None}}
        assert row.is_alert in answer.get(kinds[row.kind].standing, {True, None}), row
        assert 0 <= row.severity <= 4
        assert row.sector in {"", "none", *SECTORS}
        assert row.full or not (row.actor or row.victim or row.countries)
    assert len({(r.article.title, r.article.text) for r in rows}) == len(rows)
    assert len({r.id for r in rows}) == len(rows)


def test_own_labels_hold_no_text_and_name_known_things(kinds):
    """Set, id, answer, kinds, level, names, countries, sector: all from the taxonomy; none of a set that forbids training."""
    rows = own_labels()
    assert len(rows) > 16_000
    assert not NEVER & {r["set"] for r in rows}
    assert not [r for r in rows if set(r["kinds"]) - set(kinds)]
    assert not [r for r in rows if r["is_alert"] not in {True, False, None} or not 0 <= r["severity"] <= 4]
    assert not [r for r in rows if r["sector"] not in {"", "none", *SECTORS}]
    assert not [r for r in rows if any(len(c) != 2 for c in r["victim_country"])]
    assert max(len(x) for r in rows for x in (r["actor"], r["victim"])) <= 200
    assert len({(r["set"], r["id"]) for r in rows}) == len(rows)


def test_a_story_stays_in_one_fold():
    """Rows with nearly the same title never stand on both sides of the split."""
    titles = [
        "Intruders copied patient records from Oslund clinic servers",
        "Clinic: intruders copied patient records from Oslund servers",
    ]
    assert len(set(folds([story(i, t) for i, t in enumerate(titles * 20)]))) == 1
    assert set(folds([story(i, f"word{i:04}") for i in range(99)])) == set(range(FOLDS))


def test_folds_are_the_same_every_time():
    """What was held out once is held out again."""
    rows = [story(i, f"word{i % 40:04}") for i in range(99)]
    assert folds(rows) == folds(list(rows))


def sets(tmp_path, labels, **rows):
    """A data folder; all it must hold, and these."""
    write(tmp_path / "dev_gold.jsonl.gz", rows.pop("gold", []))
    write(tmp_path / "dev_labels.jsonl.gz", labels)
    write(tmp_path / f"{module.GENERAL}.jsonl.gz", rows.pop("general", []))
    for name, lines in rows.items():
        write(tmp_path / f"{name}.jsonl.gz", lines)


def test_forbidden_sets_are_refused(tmp_path):
    """A set for measuring only never reaches the model, even when its labels lie about; not for the company of words either."""
    label = {"id": "1", "set": min(NEVER), "is_alert": True, "kind": "ddos", "kinds": ["ddos"]}
    sets(tmp_path, [label])
    with pytest.raises(ValueError, match="not for training"):
        examples(tmp_path)
    with pytest.raises(ValueError, match="not for training"):
        list(unlabelled(tmp_path, [min(NEVER)]))


def test_labels_find_their_texts(tmp_path, monkeypatch):
    """Joined by set and id; our reading replaces the set's own; gold is never learnt twice; names only where all is known."""
    own = {"set": "news", "id": "2", "is_alert": True, "kind": "ddos", "kinds": ["ddos"], "severity": 2, "actor": "Night Ferry",
           "victim": "Oslund", "victim_country": ["EE"], "sector": "energy"}  # fmt: skip
    monkeypatch.setattr(module, "own_labels", lambda: [own, {**own, "id": "gold"}])
    monkeypatch.setattr(module, "own_texts", list)
    labels = [{"id": str(i), "set": "news", "is_alert": False, "kind": "not_cyber", "kinds": ["not_cyber"]} for i in (1, 2)]
    gold = {"id": "gold", "title": "Gold", "text": "G", "is_alert": True, "kind": "ransomware", "kinds": ["ransomware"]}
    news = [{"id": i, "title": f"T{i}", "text": None, "lang": "en"} for i in (1, 2, 3)]
    sets(tmp_path, labels, gold=[gold], news=news)
    got = {e.id: e for e in examples(tmp_path)}
    assert set(got) == {"gold", "1", "2"}
    assert (got["1"].kind, got["1"].full, got["1"].article.title, got["1"].article.text) == ("not_cyber", False, "T1", "")
    two = got["2"]
    assert (two.kind, two.full, two.actor, two.victim, two.countries, two.sector) == (
        "ddos",
        True,
        "Night Ferry",
        "Oslund",
        ("EE",),
        "energy",
    )
    assert got["gold"].weight > two.weight
    assert count(got.values()) == {"dev_gold": 1, "news": 2}


def test_easy_negatives_are_spread_and_weigh_less(tmp_path, monkeypatch):
    """Some of the general news that is surely none of ours, from all of it, each language for itself."""
    monkeypatch.setattr(module, "own_labels", list)
    monkeypatch.setattr(module, "own_texts", list)
    monkeypatch.setattr(module, "_EASY", {"en": 5, "pl": 100})
    general = [
        {"id": f"{lang}{i}", "title": "Snow", "lang": lang, "is_cyber": i % 2 == 0} for lang in ("en", "pl") for i in range(40)
    ]
    sets(tmp_path, [], general=general)
    got = examples(tmp_path)
    assert {e.origin for e in got} == {"easy"}
    assert [e.id for e in got if e.id.startswith("en")] == ["en1", "en9", "en17", "en25", "en33"]
    assert len(got) == 25
    assert all(e.is_alert is False and e.weight < 1 for e in got)
