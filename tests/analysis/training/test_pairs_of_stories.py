"""How the model of stories is learnt, on invented reports."""

import gzip
import json

import numpy as np
import pytest

from bot.analysis.lore import keys
from bot.analysis.pairs import FEATURES, widened
from bot.analysis.training.stories import fit, report
from bot.analysis.training.stories import pairs as source
from bot.analysis.training.stories.company import learnt
from bot.analysis.training.stories.pairs import GOLD, GROUPED, OWN, Pair
from bot.domain.verdict import Article

pytestmark = pytest.mark.thorough

pytest.importorskip("sklearn")


def made(count=240):
    """Pairs whose first feature tells all, with noise."""
    rng = np.random.default_rng(3)
    same = rng.random(count) < 0.5
    rows = rng.random((count, len(FEATURES))).astype(np.float32)
    rows[:, 0] = np.where(same, 0.7, 0.2) + rng.normal(0, 0.15, count)
    origins = [(GOLD, OWN, f"{GROUPED} en", f"{GROUPED} pl")[i % 4] for i in range(count)]
    some = [
        Pair(o, Article("a", f"a{i}"), Article("b", f"b{i}"), bool(s), not s and i % 3 == 0)
        for i, (o, s) in enumerate(zip(origins, same, strict=True))
    ]
    return some, rows


@pytest.fixture(scope="module")
def measured():
    some, rows = made()
    log_odds = fit.held_out(widened(rows), some)
    slope, shift = fit.calibrated(log_odds, some)
    return fit.Measured(some, rows, fit.probabilities(slope * log_odds + shift))


def test_company_and_rarity():
    """Words of one topic lie nearer than words of two; a word of every report is not rare."""
    texts = [
        keys(t)
        for t in ["norhaven port crane report", "brightgate firewall flaw report"] * 30
        + ["norhaven crane report", "firewall flaw report"] * 30
    ]
    lore = learnt(texts, size=4)
    port, crane, flaw = (lore.meaning((w,), (1.0,)) for w in ("norhav", "crane", "flaw"))
    assert port @ crane > port @ flaw
    assert lore.rare("report") < lore.rare("crane") < lore.rare("never")


def test_what_tells_is_learnt(measured):
    """Held-out probabilities follow the truth, on pairs that were not learnt from too."""
    cut = fit.best_cut(measured.said, measured.pairs)
    truth = np.array([p.same for p in measured.pairs])
    gold = np.array([p.origin == GOLD for p in measured.pairs])
    assert 0.2 <= cut <= 0.8
    assert fit.balanced(truth[gold], measured.said[gold] >= cut) > 0.85


def test_the_gold_is_never_learnt_from():
    """Turning every label of dev_story_pairs changes no weight."""
    some, rows = made()
    turned = [Pair(p.origin, p.a, p.b, p.same != (p.origin == GOLD)) for p in some]
    one, two = (fit.fit(widened(rows), x) for x in (some, turned))
    assert (one.weights == two.weights).all()


def test_pairs_with_a_report_in_common_are_in_one_fold():
    """No report is learnt from and measured on at once, at any remove."""
    some = [Pair(OWN, Article("", f"r{i}"), Article("", f"r{i + 1}"), i % 2 == 0) for i in range(20)]
    assert len(set(fit._folds(some).tolist())) == 1


def test_the_tables(measured):
    """One row a set, and one a feature; a feature that tells all is missed."""
    table = report.same_event_table(measured)
    assert [row[0] for row in table.rows] == [
        GOLD,
        OWN,
        f"{GROUPED} en",
        f"{GROUPED} pl",
        "  same against different",
        "  same against related",
    ]
    told = []
    features = report.feature_table(measured, told.append)
    assert [row[0] for row in features.rows] == ["(all)", *FEATURES]
    assert told == [f"without {name}" for name in FEATURES]
    whole, without = features.rows[0], features.rows[1]
    assert without[1] < whole[1] - 0.1


def test_pairs_are_read_where_they_lie(tmp_path, monkeypatch):
    """Gold and grouped pairs from their files, ours by set and id; what is not there is left out; shuffled pairs are others."""

    def write(name, rows):
        (tmp_path / f"{name}.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))

    side = {"title": "A port", "text": "Stands still", "published": "2026-03-02"}
    write(GOLD, [{"a": side, "b": side, "label": "same_event"}, {"a": side, "b": side, "label": "related"}])
    days = [
        {"id": str(i), "lang": "en", "published": "2026-03-02T01:00:00", "items": [{"title": f"x{i}"}, {"title": f"y{i}"}]}
        for i in range(3)
    ]
    write(GROUPED, days)
    write("harbour", [{"id": "1", **side}, {"id": "2", **side}])
    (tmp_path / "labels.tsv").write_text(
        "set\tid\tother_set\tother_id\tsays\nharbour\t1\tharbour\t2\tsame\nharbour\t1\tharbour\t9\tsame\n"
    )
    monkeypatch.setattr(source.resources, "files", lambda _: tmp_path.parent / "none")
    monkeypatch.setattr(source, "LABELS", "labels.tsv")
    (tmp_path / "model").mkdir()
    (tmp_path / "labels.tsv").rename(tmp_path / "model" / "labels.tsv")
    monkeypatch.setattr(source.resources, "files", lambda _: tmp_path)
    found = source.pairs(tmp_path)
    assert [(p.origin, p.same, p.related) for p in found[:3]] == [(GOLD, True, False), (GOLD, False, True), (OWN, True, False)]
    grouped = found[3:]
    assert sum(p.same for p in grouped) == len([p for p in grouped if not p.same]) == 3
    assert all((p.a.title[1:] == p.b.title[1:]) is p.same for p in grouped)
    (tmp_path / "model" / "labels.tsv").write_text("set\tid\tother_set\tother_id\tsays\ncasie\t1\tcasie\t2\tsame\n")
    with pytest.raises(ValueError, match="not for training: casie"):
        source.pairs(tmp_path)
