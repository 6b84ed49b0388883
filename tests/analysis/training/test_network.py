"""How the network learns: its gradients are true, it learns what can be learnt, and always the same."""

from importlib.util import find_spec

import numpy as np
import pytest

from bot.analysis.training.network import Learner, Question

pytestmark = [pytest.mark.skipif(find_spec("scipy") is None, reason="a development library"), pytest.mark.thorough]

ROWS, LONGEST, WORDS, FACTS = 5, 6, 9, 3


def questions(rows, random):
    """A yes or no, and one of three; of one row nothing is known."""
    weight = np.ones(rows, np.float32)
    weight[0] = 0
    return [
        Question("alert", ("alert",), random.integers(0, 2, rows), weight, smooth=0.01),
        Question("kind", ("a", "b", "c"), random.integers(0, 3, rows), np.full(rows, 0.7, np.float32), share=0.4),
    ]


@pytest.fixture
def made():
    """A small net in double precision and five texts of different length, one of them empty."""
    random = np.random.default_rng(3)
    asked = questions(ROWS, random)
    learner = Learner(random.standard_normal((WORDS, 4)).astype(np.float32), FACTS, asked, 3)
    learner.p = {k: v.astype(np.float64) for k, v in learner.p.items()}
    for name in learner.p:
        if "bias" in name:
            learner.p[name] += random.standard_normal(learner.p[name].shape) * 0.2
    words = random.integers(1, WORDS, (ROWS, LONGEST))
    for row, length in enumerate((6, 3, 1, 0, 5)):
        words[row, length:] = 0
    return learner, asked, words, random.random((ROWS, FACTS)), np.arange(ROWS)


def loss(learner, asked, words, facts, rows):
    """Cross-entropy with a smoothed truth, written another way than its gradient."""
    margins, total, at = learner._forward(words, facts, learning=False)[0], 0.0, 0
    for q in asked:
        block = margins[:, at : at + len(q.answers)]
        at += len(q.answers)
        for row, weight in enumerate(q.weight[rows] * q.share):
            if len(q.answers) == 1:
                p, truth = 1 / (1 + np.exp(-block[row, 0])), q.truth[row] * (1 - 2 * q.smooth) + q.smooth
                total -= weight * (truth * np.log(p) + (1 - truth) * np.log(1 - p))
            else:
                logs = block[row] - np.log(np.exp(block[row]).sum())
                truth = np.eye(len(q.answers))[q.truth[row]] * (1 - q.smooth) + q.smooth / len(q.answers)
                total -= weight * (truth * logs).sum()
    return total / len(rows)


def slope(learner, name, at, *case):
    """By a small step to either side."""
    step, kept = 1e-6, learner.p[name][at]
    learner.p[name][at] = kept + step
    up = loss(learner, *case)
    learner.p[name][at] = kept - step
    down = loss(learner, *case)
    learner.p[name][at] = kept
    return (up - down) / (2 * step)


def test_gradients_are_those_of_finite_differences(made):
    """Of every kind of weight, words' vectors included: the way back is the derivative of the way there."""
    learner, asked, words, facts, rows = made
    margins, kept = learner._forward(words, facts, learning=False)
    gradients, used, vectors = learner._backward(learner._error(margins, rows), kept)
    whole = np.zeros_like(learner.p["vectors"])
    whole[used] = vectors
    assert set(gradients) == set(learner.p) - {"vectors"}
    random = np.random.default_rng(4)
    for name, gradient in {**gradients, "vectors": whole}.items():
        assert gradient.shape == learner.p[name].shape
        loudest = [tuple(i) for i in np.argwhere(np.abs(gradient) == np.abs(gradient).max())[:1]]
        for at in [*loudest, *(tuple(random.integers(0, gradient.shape)) for _ in range(6))]:
            assert slope(learner, name, at, asked, words, facts, rows) == pytest.approx(gradient[at], rel=1e-3, abs=1e-7), (
                name,
                at,
            )
        assert np.abs(gradient).max() > 0, name


def test_padding_never_moves(made):
    """Where a text has ended nothing is learnt: the padding's vector has no gradient."""
    learner, _, words, facts, rows = made
    margins, kept = learner._forward(words, facts, learning=False)
    _, used, vectors = learner._backward(learner._error(margins, rows), kept)
    assert used[0] == 0
    assert not vectors[0].any()


def test_what_is_not_known_teaches_nothing(made):
    """A row of weight zero has no error for that question, and its own for the others."""
    learner, _, words, facts, rows = made
    error = learner._error(learner._forward(words, facts, learning=False)[0], rows)
    assert not error[0, 0]
    assert error[0, 1:].any()
    assert error[1:, 0].all()


def toy(seed=5):
    """Texts of four words: word 7 before word 8 in every second one, which is an alert, and after it in the others."""
    random = np.random.default_rng(11)
    words = random.integers(1, 7, (240, 4))
    truth = np.arange(240) % 2 == 0
    for row in range(240):
        at = random.integers(0, 3)
        words[row, at : at + 2] = (7, 8) if truth[row] else (8, 7)
    asked = [Question("alert", ("alert",), truth.astype(np.int64), np.ones(240, np.float32))]
    learner = Learner(random.standard_normal((WORDS, 8)).astype(np.float32), 1, asked, seed)
    return learner, words, np.zeros((240, 1), np.float32), truth


def test_a_phrase_is_learnt():
    """The order of two words, which no count of words holds: right on rows that were not learnt from. Each epoch is told."""
    learner, words, facts, truth = toy()
    told = []
    learner.learn(words, facts, np.arange(180), 12, told.append)
    said = learner.margins(words, facts, np.arange(180, 240))[:, 0] > 0
    assert (said == truth[180:]).mean() >= 0.95
    assert told[0] == "network: epoch 1 of 12"
    assert len(told) == 12


def test_same_seed_same_weights():
    """To the last bit; another seed leads elsewhere."""
    made = []
    for seed in (5, 5, 6):
        learner, words, facts, _ = toy(seed)
        learner.learn(words, facts, np.arange(100), 2, lambda _: None)
        made.append(learner)
    assert all(np.array_equal(made[0].p[k], made[1].p[k]) for k in made[0].p)
    assert not np.array_equal(made[0].p["hidden"], made[2].p["hidden"])


def test_rows_that_are_not_used_say_nothing():
    """What is held out leaves no trace in the weights."""
    made = []
    for hidden in (1, 2):
        learner, words, facts, _ = toy()
        words[200:] = hidden
        learner.learn(words, facts, np.arange(200), 1, lambda _: None)
        made.append(learner)
    assert all(np.array_equal(made[0].p[k], made[1].p[k]) for k in made[0].p)


def test_vectors_are_rounded_to_eight_bits():
    """Each on a scale of its own, at most half a step off; an empty vector stays empty."""
    learner = toy()[0]
    learner.p["vectors"][0] = 0
    weights = learner.weights([str(i) for i in range(WORDS)])
    back = weights.vectors * weights.scale[:, None]
    assert np.abs(back - learner.p["vectors"]).max() <= weights.scale.max() / 2 + 1e-6
    assert not weights.vectors[0].any()
    assert weights.blocks == {"alert": ("alert",)}
