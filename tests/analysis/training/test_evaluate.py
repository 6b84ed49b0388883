"""Cross-validation end to end on a few of our own texts, and what it means to leave a part out."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from bot.analysis.decide import Decider
from bot.analysis.facts import Finder
from bot.analysis.features import CHAR_SLOTS, WORD_SLOTS
from bot.analysis.pieces import Piece
from bot.analysis.training import corpus, evaluate, fit, run
from bot.analysis.training.corpus import Corpus
from bot.analysis.training.examples import own_texts
from bot.analysis.training.network import Learner, Question

pytestmark = pytest.mark.thorough

KINDS = ("ransomware", "ddos", "not_cyber", "opinion_marketing_product")


def few(each):
    """Some texts of each of four kinds, as if somebody else had labelled them."""
    rows = [r for r in own_texts() if r.countries or not r.is_alert]
    return [replace(r, origin=evaluate.GOLD) for k in KINDS for r in [r for r in rows if r.kind == k][:each]]


def quiet(_):
    return None


@pytest.fixture
def small(monkeypatch):
    """Forty-eight texts, one epoch, one process."""
    pytest.importorskip("sklearn", reason="a development library")
    joblib = pytest.importorskip("joblib", reason="a development library")
    pytest.importorskip("pycrfsuite", reason="a development library")
    monkeypatch.setattr(run, "examples", lambda _: few(12))
    monkeypatch.setattr(corpus, "unlabelled", lambda *_: [(r.article.title, r.article.text) for r in own_texts()[:300]])
    monkeypatch.setattr(fit, "_EPOCHS", 1)
    with joblib.parallel_config(backend="sequential"):
        yield


def test_every_row_is_judged_by_a_model_that_has_not_seen_it(small, kinds, tmp_path):
    """One block of forty-eight answers, better than chance."""
    said = []
    [block] = evaluate.held_out(tmp_path, kinds, said.append)
    assert (block.name, len(block.answers)) == (evaluate.GOLD, 48)
    assert {v.model for _, v in block.answers} == {f"fold {k}" for k in range(5)}
    assert sum(r.is_alert == v.is_alert for r, v in block.answers) > 36
    assert sum(line.startswith("fold ") for line in said) == 5


def test_fewer_folds_score_only_their_rows(small, kinds, tmp_path):
    """Two models are made, and no row is judged that neither has left out."""
    [block] = evaluate.held_out(tmp_path, kinds, quiet, folds=2)
    assert {v.model for _, v in block.answers} == {"fold 0", "fold 1"}
    assert 0 < len(block.answers) < 48


def test_a_judge_without_some_of_its_parts(small, kinds, tmp_path):
    """It is trained and judges on what is left: no cue, no name, so no country of an English text; one voice."""
    without = frozenset({Piece.NETWORK, Piece.CUES, Piece.GAZETTEERS, Piece.RULES})
    [block] = evaluate.held_out(tmp_path, kinds, quiet, without)
    assert len(block.answers) == 48
    assert not any(v.victim_countries for _, v in block.answers if v.lang == "en")
    assert {e.about for _, v in block.answers for e in v.reasons} <= {"alert", "severity"}


def test_an_ablation_has_a_row_for_each_part(monkeypatch, kinds, tmp_path):
    """Each part is left out once, by itself, and only gold is judged, in as many folds as the whole judge was."""
    asked = []

    def held_out(_data, _kinds, _report, without, folds, *, gold_only):
        asked.append((without, folds, gold_only))
        return [evaluate.Block(evaluate.GOLD, [])]

    monkeypatch.setattr(evaluate, "held_out", held_out)
    table = evaluate.ablation(tmp_path, kinds, quiet, [], folds=2)
    assert asked == [(frozenset({p}), 2, True) for p in Piece]
    assert [row[0] for row in table.rows] == ["everything", *(f"without {p}" for p in Piece)]


def test_the_blocks_are_gold_and_what_somebody_read(monkeypatch, kinds, tmp_path):
    """Easy negatives, our own texts and feedback are learnt from, not scored."""
    rows = [SimpleNamespace(origin=o) for o in ("dev_gold", "s33r", "easy", "own_texts", "feedback", "richebyte")]
    asked = []

    def validated(_corpus, _fold, _models, origins):
        asked.append(set(origins))
        return [(None, None)]

    monkeypatch.setattr(evaluate, "prepared", lambda *_, **__: SimpleNamespace(rows=rows))
    monkeypatch.setattr(evaluate, "cross_validate", lambda *_: ([], []))
    monkeypatch.setattr(evaluate, "validated", validated)
    blocks = evaluate.held_out(tmp_path, kinds, quiet)
    assert asked == [{"dev_gold"}, {"s33r"}, {"richebyte"}]
    assert [(b.name, len(b.answers)) for b in blocks] == [(evaluate.GOLD, 1), (evaluate.OTHERS, 2)]


@pytest.mark.parametrize(("piece", "start", "end"), [(Piece.WORDS, 0, WORD_SLOTS), (Piece.CHARACTERS, WORD_SLOTS, CHAR_SLOTS)])
def test_hashed_blocks_are_left_out(kinds, piece, start, end):
    """Nothing of the block is left to learn from; the other blocks are as they were."""
    pytest.importorskip("scipy", reason="a development library")
    whole, less = Corpus(kinds, few(1), quiet).matrix, Corpus(kinds, few(1), quiet, frozenset({piece})).matrix
    block = slice(start, start + end)
    assert whole[:, block].nnz
    assert not less[:, block].nnz
    assert whole.nnz == less.nnz + whole[:, block].nnz


def test_looked_up_facts_are_left_out(kinds):
    """No cue, no name; ways of speaking stay."""
    text = "LockBit ransomware gang encrypted the port of Hamburg, officials said"
    whole = Finder(kinds).facts("", text, "en")
    bare = Finder(kinds, frozenset({Piece.CUES, Piece.GAZETTEERS})).facts("", text, "en")
    assert whole.cues
    assert whole.mentions.names
    assert (bare.cues, bare.mentions.names, bare.mentions.places) == ((), (), ())
    assert bare.speech == whole.speech


def test_rules_are_left_out(kinds, finder):
    """The score is what the model said."""
    facts = finder.facts("National team holds cyber exercise", "The drill simulated an attack on the grid.", "en")
    opinion = SimpleNamespace(score=0.8, kind={"ddos": 1.0}, beside={})
    assert Decider(kinds).decide(opinion, facts).rules
    bare = Decider(kinds, frozenset({Piece.RULES})).decide(opinion, facts)
    assert (bare.rules, bare.score, bare.kind) == ({}, 0.8, "ddos")


def test_a_voice_is_hushed():
    """To the questions named it has nothing to say; to others it speaks."""
    ones, none = np.ones(2, np.float32), np.zeros(2, np.int64)
    questions = [Question("alert", ("alert",), none, ones), Question("severity", ("1", "2"), none, ones)]
    learner = Learner(np.ones((3, 4), np.float32), 2, questions, 7)
    learner.hush({"alert"})
    margins = learner.margins(np.array([[1, 2], [2, 0]]), np.ones((2, 2), np.float32), np.arange(2))
    assert not margins[:, 0].any()
    assert margins[:, 1:].any()
