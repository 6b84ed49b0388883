"""The network at run time: what it reads, and that it reckons as it was taught."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.network import (
    BREAK,
    MEAN_WEIGHT,
    MOST_WORDS,
    SPECIAL,
    UNKNOWN,
    WIDTHS,
    Network,
    named,
    probabilities,
    words_of,
)  # fmt: skip
from bot.analysis.reading import Reading, read
from bot.analysis.training.network import Learner, Question
from tests.fakes.model import BLOCKS, WORDS, network_weights

FACTS = 4
NONE = np.zeros(FACTS, np.float32)
ANY = st.text(st.one_of(st.characters(), st.sampled_from(" attack?")), max_size=900)


@pytest.fixture(scope="module")
def network():
    return Network(network_weights(FACTS))


def by_hand(weights, text, facts):
    """The same arithmetic, one run of words at a time."""
    place = {word: i for i, word in enumerate(weights.words)}
    seen = [weights.vectors[i] * weights.scale[i] for i in (place.get(w, place[UNKNOWN]) for w in text)]
    loud = []
    for n in WIDTHS:
        edge = [np.zeros_like(seen[0])] * (n - 1)
        padded = [*edge, *seen, *edge]
        runs = [np.concatenate(padded[i : i + n]) @ weights.filters[n] for i in range(len(padded) - n + 1)]
        loud.append(np.maximum(np.max([*runs, 0 * runs[0]], axis=0) + weights.filter_bias[n], 0))
    joined = np.concatenate([*loud, np.mean(seen, axis=0) * MEAN_WEIGHT, facts])
    return np.maximum(joined @ weights.hidden + weights.hidden_bias, 0) @ weights.out + weights.out_bias


@given(st.lists(st.sampled_from(WORDS[3:]), max_size=20), st.integers(0, 99))
def test_margins_are_those_reckoned_by_hand(chosen, seed):
    """Every block has its own columns, in order."""
    weights = network_weights(FACTS, seed)
    facts = np.random.default_rng(seed).random(FACTS).astype(np.float32)
    reading = Reading("", " ".join(chosen), "en")
    said = Network(weights).margins(reading, facts)
    assert list(said) == list(BLOCKS)
    assert np.concatenate(list(said.values())) == pytest.approx(
        by_hand(weights, words_of("", reading.lowered), facts), rel=1e-3, abs=1e-3
    )


def taught(seed):
    """A learner of chance weights, biases too, and the same weights as the judge reads them."""
    random = np.random.default_rng(seed)
    none = np.zeros(1, np.int64)
    questions = [Question(q, answers, none, none.astype(np.float32)) for q, answers in BLOCKS.items()]
    learner = Learner(random.standard_normal((len(WORDS), 8)).astype(np.float32), FACTS, questions, seed)
    for name in learner.p:
        if "bias" in name:
            learner.p[name] = random.standard_normal(learner.p[name].shape).astype(np.float32) * np.float32(0.3)
    learner.p["vectors"][0] = 0
    weights = learner.weights(WORDS)
    learner.p["vectors"] = weights.vectors * weights.scale[:, None]
    return learner, weights


@pytest.mark.parametrize("length", [0, 1, 2, 7, 40, MOST_WORDS - 2, MOST_WORDS - 1], ids=lambda n: f"{n} words")
def test_margins_are_those_of_the_learner(length):
    """Training and judging reckon alike, so that what was calibrated is what is judged: for short texts, long ones and none."""
    learner, weights = taught(length)
    random = np.random.default_rng(length)
    network, place = Network(weights), {w: i for i, w in enumerate(WORDS)}
    for _ in range(8):
        text = [str(w) for w in random.choice(WORDS[3:], length)]
        reading = Reading(" ".join(text[:30]), " ".join(text[30:]), "en")
        facts = random.random(FACTS).astype(np.float32)
        read_ = words_of(reading.lowered[: reading.title_end], reading.lowered[reading.title_end :])
        assert len(read_) == length + 1
        places = np.zeros((1, MOST_WORDS), np.int64)
        places[0, : len(read_)] = [place[w] for w in read_]
        said = np.concatenate(list(network.margins(reading, facts).values()))
        assert said == pytest.approx(learner.margins(places, facts[None], np.array([0]))[0], rel=1e-3, abs=1e-3)


@settings(deadline=None)
@given(ANY, ANY)
def test_any_text_has_margins(network, title, text):
    """Whatever the script and however long, one finite number an answer; empty text too."""
    said = network.margins(read(title, text, "en"), NONE)
    assert {q: len(block) for q, block in said.items()} == {q: len(answers) for q, answers in BLOCKS.items()}
    assert all(np.isfinite(block).all() for block in said.values())


def test_words_beyond_the_limit_are_not_read(network):
    """The news is at the top: what follows the words that are read changes nothing."""
    title, body = "attack " * 60, "port of " * 60
    assert len(words_of(title, body)) == MOST_WORDS
    one, more = (
        network.margins(Reading(title, body, "en"), NONE),
        network.margins(Reading(title, body + "snow " * 99, "en"), NONE),
    )
    assert all(np.array_equal(one[q], more[q]) for q in one)


@pytest.mark.parametrize(
    ("title", "body", "words"),
    [
        ("", "", [BREAK]),
        ("14 ports hit?", "by 3.5 mio.", ["0", "ports", "hit", "?", BREAK, "by", "0.0", "mio"]),
        ("l’école: co-op's", "100% злам!", ["l’école", ":", "co-op's", BREAK, "0", "%", "злам", "!"]),  # noqa: RUF001 - meant
        ("<pad> <unknown>", "_", ["pad", "unknown", BREAK]),
    ],
)
def test_what_is_read(title, body, words):
    """Words with what joins them and telling marks; every number is a 0; no text can hold a special word."""
    assert words_of(title, body) == words


@given(ANY, ANY)
def test_no_text_reads_as_padding(title, body):
    """Padding and the unknown are ours alone; the break stands once."""
    words = words_of(title, body)
    assert len(words) <= MOST_WORDS
    assert [w for w in words if w in SPECIAL] == [BREAK]


def test_unknown_words_share_one_vector(network):
    """A word that was never met counts as unknown, not as nothing."""
    one, other, none = (network.margins(Reading("", t, "en"), NONE)["alert"] for t in ("zyx", "xyz", ""))
    assert one == pytest.approx(other)
    assert one != pytest.approx(none)


@given(st.lists(st.floats(-60, 60, width=32), min_size=1, max_size=8))
def test_probabilities_sum_to_one(margins):
    """For any margins, in the same order, and the same when all are shifted."""
    made = probabilities(np.array(margins, np.float32))
    assert made.sum() == pytest.approx(1, abs=1e-5)
    assert made[int(np.argmax(margins))] == made.max()
    assert probabilities(np.array(margins, np.float32) + 7) == pytest.approx(made, abs=1e-4)


def test_names_and_values_must_be_as_many():
    """A block without a name for each answer is an error, not a guess."""
    assert named(("a", "b"), np.array([1, 2], np.float32)) == {"a": 1.0, "b": 2.0}
    with pytest.raises(ValueError, match="zip"):
        named(("a",), np.array([1, 2], np.float32))
