"""The two voices joined: the arithmetic by hand, and an opinion for any text."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.artefact import packaged_model
from bot.analysis.classifier import _LINEAR_SHARE, Classifier, joined_kinds, sigmoid
from bot.analysis.countries import parts
from bot.analysis.features import CHAR_SLOTS, WORD_SLOTS, Features
from bot.analysis.network import Network
from tests.fakes.model import SLUGS, model

MARGINS = st.floats(-30, 30, width=32)


@pytest.fixture(scope="module")
def made():
    """A model of chance weights, the features it reads, the classifier."""
    some = model()
    return some, Features(some.slugs), Classifier(some)


def read(facts_of, features, text):
    facts = facts_of(text)
    return features.vector(facts, parts(facts)), facts.reading


def logit(p):
    return float(np.log(p / (1 - p)))


def test_the_score_is_the_joined_margin(made, facts_of):
    """P(alert) by hand: the linear head over the slots that are kept, the network's margin, each by its share."""
    some, features, classifier = made
    vector, reading = read(facts_of, features, "Hackers attack a port; ransomware stopped it.")
    kept = {int(s): i for i, s in enumerate(some.linear.slots)}
    pairs = [(kept[int(s)], float(v)) for s, v in zip(vector.slots, vector.values, strict=True) if int(s) in kept]
    assert 0 < len(pairs) < len(vector.slots)
    linear = sum(float(some.linear.alert[i]) * v for i, v in pairs) + float(some.linear.bias[0])
    network = float(Network(some.network).margins(reading, vector.facts)["alert"][0])
    assert logit(classifier.opinion(vector, reading).score) == pytest.approx(0.5 * linear + 0.75 * network - 0.25, abs=1e-3)


@given(MARGINS, MARGINS)
def test_the_score_grows_with_the_margin(made, facts_of, one, other):
    """More for an alert is never less of a score, and what is no margin away is the same."""
    some, features, _ = made
    vector, reading = read(facts_of, features, "Hackers attack a port.")
    low, high = (Classifier(replace(some, blend=(0.1, 0.1, c))).opinion(vector, reading).score for c in sorted((one, other)))
    assert 0 <= low <= high <= 1
    assert low < high or abs(one - other) < 1e-3 or min(low, 1 - high) < 1e-6


@given(st.lists(st.floats(allow_nan=False, width=32), min_size=1, max_size=5))
def test_sigmoid_is_a_probability_for_any_margin(margins):
    """Without a warning, in order, and one half at nothing."""
    made = sigmoid(np.array(sorted(margins), np.float32))
    assert ((made >= 0) & (made <= 1)).all()
    assert (np.diff(made) >= 0).all()
    assert sigmoid(np.zeros(1, np.float32))[0] == 0.5


ROW = st.lists(st.floats(-20, 20, width=32), min_size=4, max_size=4)


@given(ROW, st.lists(st.floats(-20, 20, width=32), min_size=2, max_size=2))
def test_both_voices_speak_of_kinds(margins, heads):
    """Each head is added to its kind by its share; a kind without a head gets that of their mean. The margins given stay as they are."""
    given_ = np.array([margins], np.float32)
    before = given_.copy()
    got = joined_kinds(("a", "b", "c", "d"), given_, ("c", "a"), np.array([heads], np.float32))[0]
    mean = sum(heads) / 2
    wanted = [m + _LINEAR_SHARE * h for m, h in zip(margins, (heads[1], mean, heads[0], mean), strict=True)]
    assert got == pytest.approx(wanted, abs=1e-4)
    assert (given_ == before).all()


def test_kinds_are_joined_row_by_row():
    """One text's heads move no other text's kinds; heads that all say the same move nobody's order."""
    margins, heads = np.array([[1, 2], [3, 4]], np.float32), np.array([[2], [8]], np.float32)
    assert joined_kinds(("a", "b"), margins, ("b",), heads).tolist() == [
        [1 + 2 * _LINEAR_SHARE, 2 + 2 * _LINEAR_SHARE],
        [3 + 8 * _LINEAR_SHARE, 4 + 8 * _LINEAR_SHARE],
    ]


def test_an_opinion_on_the_kind_is_both_voices(made, facts_of):
    """The linear heads with their scale and bias, beside the network's margins."""
    some, features, classifier = made
    vector, reading = read(facts_of, features, "Hackers attack a port.")
    kept = {int(s): i for i, s in enumerate(some.linear.slots)}
    heads = some.linear.bias[1:] + some.linear.scale * sum(
        some.linear.matrix[kept[int(s)]].astype(float) * v
        for s, v in zip(vector.slots, vector.values, strict=True)
        if int(s) in kept
    )
    margins = Network(some.network).margins(reading, vector.facts)["kind"]
    wanted = margins + _LINEAR_SHARE * np.array([heads[0], heads.mean(), heads[1]])
    wanted = np.exp(wanted - wanted.max())
    got = classifier.opinion(vector, reading).kind
    assert list(got) == list(SLUGS)
    assert list(got.values()) == pytest.approx(wanted / wanted.sum(), abs=1e-3)


@settings(deadline=None)
@given(text=st.text(max_size=600))
def test_opinions_on_any_text_sum_to_one(made, facts_of, text):
    """Kinds, levels and sectors are shares of one; the rest are probabilities, each for itself."""
    _, features, classifier = made
    got = classifier.opinion(*read(facts_of, features, text))
    assert 0 <= got.score <= 1
    for shares in (got.kind.values(), got.severity, got.sector.values()):
        assert sum(shares) == pytest.approx(1, abs=1e-4)
        assert all(0 <= p <= 1 for p in shares)
    assert set(got.beside) == {"ddos"}
    assert all(0 <= p <= 1 for p in got.beside.values())


def test_words_are_told_strongest_first(made, facts_of):
    """With their part of the log-odds, as words of the text and not as pieces; at most two dozen."""
    some, features, classifier = made
    words = [f"wort{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(200)]
    vector, reading = read(facts_of, features, " ".join(words))
    kept = {int(s): i for i, s in enumerate(some.linear.slots)}
    got = classifier.opinion(vector, reading).words
    assert 0 < len(got) <= 24
    assert [abs(w) for _, w in got] == sorted((abs(w) for _, w in got), reverse=True)
    slot_of = {shown: slot for slot, shown in vector.words.items()}
    value = dict(zip(map(int, vector.slots), map(float, vector.values), strict=True))
    assert all(
        weight == pytest.approx(float(some.linear.alert[kept[slot_of[w]]]) * value[slot_of[w]], abs=1e-3) for w, weight in got
    )


def test_slots_without_a_weight_say_nothing(made):
    """What the model has never seen, beyond its last slot too, moves nothing."""
    some = model()
    few = replace(
        some, linear=replace(some.linear, slots=some.linear.slots[:5], alert=some.linear.alert[:5], matrix=some.linear.matrix[:5])
    )
    assert len(Classifier(few)._row) == WORD_SLOTS + CHAR_SLOTS
    assert (Classifier(few)._row >= 0).sum() == 5


def test_the_packaged_model_tells_an_attack_from_football(facts_of):
    """Between 0 and 1, higher for an attack, with the words that made it so; nothing to read is not an error."""
    packed = packaged_model()
    features, classifier = Features(packed.slugs), Classifier(packed)
    texts = ("Hackers stole customer data in a ransomware attack.", "The striker scored two goals before half-time.", "")
    attack, sport, empty = (classifier.opinion(*read(facts_of, features, t)) for t in texts)
    assert 0 <= sport.score < 0.5 < attack.score <= 1
    assert 0 <= empty.score <= 1
    assert attack.words
    assert set(attack.kind) == set(packed.network.blocks["kind"])
