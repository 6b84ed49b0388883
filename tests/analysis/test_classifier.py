"""The artefact: small, safe to load, the same bytes for the same weights."""

from importlib import resources

import numpy as np
import pytest

from bot.analysis import classifier
from bot.analysis.classifier import Classifier, load_weights, packaged_weights
from bot.analysis.features import Features

MAX_BYTES = 4 * 1024 * 1024


def test_artefact_is_small_and_holds_no_objects():
    """At most 4 MB, and readable with pickling forbidden."""
    path = resources.files("bot.analysis") / "model" / classifier.ARTEFACT
    assert len(path.read_bytes()) <= MAX_BYTES
    weights = packaged_weights()
    assert weights.version
    assert weights.matrix.dtype == np.int8


def test_saved_weights_come_back():
    """Reading what was written gives the same weights, and writing again the same bytes."""
    weights = packaged_weights()
    raw = weights.save()
    again = load_weights(raw)
    assert again.save() == raw
    assert again.platt == weights.platt
    assert (again.matrix == weights.matrix).all()


def test_model_of_other_features_is_refused(monkeypatch):
    """A stale artefact is said to be one."""
    raw = packaged_weights().save()
    monkeypatch.setattr(classifier, "VERSION", 99)
    with pytest.raises(ValueError, match="tocsin train"):
        load_weights(raw)


def test_opinion_is_a_probability_with_words(facts_of):
    """Between 0 and 1, higher for an attack than for football, with the words that made it so."""
    weights = packaged_weights()
    features, model = Features(weights.slugs), Classifier(weights)
    attack = model.opinion(features.vector(facts_of("Hackers stole customer data in a ransomware attack.")))
    sport = model.opinion(features.vector(facts_of("The striker scored two goals before half-time.")))
    assert 0 <= sport.score < attack.score <= 1
    assert attack.words
    assert set(attack.kind) == set(weights.kinds)


def test_empty_text_has_an_opinion(facts_of):
    """Nothing to read is not an error."""
    weights = packaged_weights()
    assert 0 <= Classifier(weights).opinion(Features(weights.slugs).vector(facts_of(""))).score <= 1
