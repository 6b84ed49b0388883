"""A model from a small corpus: the same every time, from nothing but the rows it may use."""

from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest

from bot.analysis.artefact import load_model
from bot.analysis.article import readable
from bot.analysis.classifier import BESIDE, Classifier
from bot.analysis.countries import parts
from bot.analysis.features import SECTORS
from bot.analysis.network import MOST_WORDS
from bot.analysis.training.corpus import Corpus
from bot.analysis.training.examples import own_texts
from bot.analysis.training.fit import Voices, blended, fit, joined, questions, voices

pytestmark = [
    pytest.mark.skipif(None in map(find_spec, ("sklearn", "pycrfsuite")), reason="a development library"),
    pytest.mark.thorough,
]

KINDS = {"ddos", "ransomware", "disinformation", "not_cyber", "hybrid_physical"}


@pytest.fixture(scope="module")
def corpus(kinds, tmp_path_factory):
    """Some of our own texts, words met."""
    rows = [r for kind in sorted(KINDS) for r in [r for r in own_texts() if r.kind == kind][::3][:16]]
    made = Corpus(kinds, rows, lambda _: None)
    made.meet_words(tmp_path_factory.mktemp("no data"), [])
    return made


@pytest.fixture(scope="module")
def fitted(corpus):
    """All but every fourth row learnt from."""
    use = np.array([i for i in range(len(corpus.rows)) if i % 4])
    return fit(corpus, use, "t", lambda _: None)


def test_same_data_same_artefact(corpus, fitted):
    """Two fits of the same rows give the same bytes; what is held out may say what it likes."""
    use = np.array([i for i in range(len(corpus.rows)) if i % 4])
    again, _ = fit(corpus, use, "t", lambda _: None)
    assert again.save() == fitted[0].save()


def test_a_fitted_model_judges(corpus, fitted, judge):
    """What was made can be saved, read and judged with; rows that it was taught are told apart."""
    judge = judge.with_model(load_model(fitted[0].save()))
    learnt = [r for i, r in enumerate(corpus.rows) if i % 4 and r.is_alert is not None]
    said = judge.many([r.article for r in learnt])
    assert np.mean([v.is_alert == r.is_alert for r, v in zip(learnt, said, strict=True)]) > 0.8
    assert {v.model for v in said} == {"t"}


def test_what_is_calibrated_is_what_is_judged(corpus, fitted, judge):
    """The margins that Platt scaling hears of held-out rows are those that the judge reckons with."""
    model, learner = fitted
    rows = np.arange(0, len(corpus.rows), 4)
    said = voices(corpus, model, learner, rows)
    alone = {v: Classifier(replace(model, blend=blend)) for v, blend in (("linear", (1.0, 0, 0)), ("network", (0, 1.0, 0)))}
    reader = judge.with_model(model)
    for at, i in enumerate(rows):
        article = corpus.rows[i].article
        head, text = readable(article)
        facts = reader._finder.facts(head, text, reader._languages.of(f"{head}\n{text[:1000]}", article.lang))
        vector = reader._features.vector(facts, parts(facts))
        for voice, classifier in alone.items():
            score = classifier.opinion(vector, facts.reading).score
            assert np.log(score / (1 - score)) == pytest.approx(float(getattr(said, voice)[at]), abs=0.02), (voice, article.id)


def test_the_corpus_has_a_row_for_each_text(corpus):
    """Vectors, facts, places of words; names only of alerts whose names are known."""
    count = len(corpus.rows)
    assert corpus.matrix.shape == (count, corpus.features.size)
    assert corpus.facts.shape == (count, len(corpus.features.fact_names))
    assert corpus.places.shape == (count, MOST_WORDS)
    assert corpus.places.max() < len(corpus.words) == len(corpus.vectors)
    assert all((p > 0).sum() == len(t) for p, t in zip(corpus.places, corpus.texts, strict=True))
    assert set(corpus.named) == {i for i, r in enumerate(corpus.rows) if r.is_alert and r.full}


def test_questions_ask_only_what_rows_know(corpus):
    """Borderline rows say nothing of alerts, what is no alert nothing of levels and sectors."""
    asked = {q.name: q for q in questions(corpus)}
    rows = corpus.rows
    assert [w > 0 for w in asked["alert"].weight] == [r.is_alert is not None for r in rows]
    assert [w > 0 for w in asked["severity"].weight] == [bool(r.is_alert and r.full and r.severity) for r in rows]
    assert [w > 0 for w in asked["sector"].weight] == [bool(r.is_alert and r.full) for r in rows]
    assert [asked["kind"].answers[t] for t in asked["kind"].truth] == [r.kind for r in rows]
    assert asked["sector"].answers == (*SECTORS, "none")
    assert [t == 1 for t in asked[f"{BESIDE}ddos"].truth] == ["ddos" in r.kinds for r in rows]
    assert [w > 0 for w in asked[f"{BESIDE}ddos"].weight] == [r.is_alert is not False for r in rows]


def test_voices_are_joined_by_how_far_they_tell(fitted):
    """A voice that is right counts, one that is noise does not; the rate of alerts is that of the rows."""
    random = np.random.default_rng(1)
    truth = random.random(400) < 0.25
    right = np.where(truth, 1.0, -1.0) + random.standard_normal(400) * 0.8
    a, b, c = joined(Voices(right, random.standard_normal(400)), truth)
    assert a > 10 * abs(b)
    assert np.mean(1 / (1 + np.exp(-(a * right + c)))) == pytest.approx(truth.mean(), abs=0.02)
    assert blended(fitted[0], (a, b, c)).blend == (a, b, c)
