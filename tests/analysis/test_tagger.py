"""The best labels for a head: found as by trying all, and never a name that begins inside."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.spans import Token, tokens
from bot.analysis.tagger import LABELS, ChainWeights, Span, Tagger
from tests.fakes.model import chain_weights

NAMES = ("b", "w=port", "w=hackers", "sh=Xx", "w1=hit")
HEADS = st.lists(st.lists(st.sampled_from([*NAMES, "w=never seen"]), max_size=4), min_size=1, max_size=4)
SEEDS = st.integers(0, 10_000)


def fits(path):
    """An inside label goes on what stands before it."""
    before = ["O", *path]
    return all(not now.startswith("I") or was[1:] == now[1:] for was, now in itertools.pairwise(before))


def worth(tagger, scores, path):
    at = [LABELS.index(label) for label in path]
    return sum(float(scores[i, a]) for i, a in enumerate(at)) + sum(float(tagger._steps[a, b]) for a, b in itertools.pairwise(at))


@given(SEEDS, HEADS)
def test_best_of_all_sequences(seed, features):
    """No sequence of labels that is allowed is worth more than the one found."""
    tagger = Tagger(chain_weights(NAMES, seed))
    scores = tagger._scores(features)
    found = [LABELS[i] for i in tagger._path(scores)]
    best = max(worth(tagger, scores, path) for path in itertools.product(LABELS, repeat=len(features)) if fits(path))
    assert worth(tagger, scores, found) == pytest.approx(best, abs=1e-4)


@given(SEEDS, st.lists(st.lists(st.sampled_from(NAMES), max_size=4), max_size=30))
def test_a_name_begins_with_its_beginning(seed, features):
    """An inside label never follows a wrong one, whatever the weights say for it."""
    weights = chain_weights(NAMES, seed)
    eager = ChainWeights(weights.names, weights.rows * 100, weights.steps * 100)
    tagger = Tagger(eager)
    assert not features or fits([LABELS[i] for i in tagger._path(tagger._scores(features))])


@given(SEEDS, HEADS)
def test_unknown_features_say_nothing(seed, features):
    """What training has not seen neither breaks nor moves anything."""
    tagger = Tagger(chain_weights(NAMES, seed))
    toks = [Token(3 * i, 3 * i + 2) for i in range(len(features))]
    assert tagger.spans(toks, [[*own, "w=unheard of", ""] for own in features]) == tagger.spans(toks, features)


def test_scores_are_sums_of_rows():
    """Each token gets the weights of its own features; every label but "O" a head start."""
    weights = chain_weights(NAMES)
    scores = Tagger(weights)._scores([["b", "sh=Xx", "b"], [], ["w1=hit"]])
    lean = np.array([0, 1, 1, 1, 1], np.float32)
    assert scores == pytest.approx(np.stack([2 * weights.rows[0] + weights.rows[3], np.zeros(5), weights.rows[4]]) + lean)


def told(*labels):
    """A tagger that answers so, and the tokens of a text of as many words."""
    rows = np.full((len(labels), len(LABELS)), -50, np.float32)
    rows[range(len(labels)), [LABELS.index(label) for label in labels]] = 50
    names = tuple(f"t{i}" for i in range(len(labels)))
    tagger = Tagger(ChainWeights(names, rows, np.zeros((5, 5), np.float32)))
    return tagger.spans(tokens("ab " * len(labels)), [[name] for name in names])


@pytest.mark.parametrize(
    ("labels", "spans"),
    [
        (["O", "O"], []),
        (["B-V", "I-V", "O"], [Span(0, 5, "V")]),
        (["B-V", "B-V", "I-V"], [Span(0, 2, "V"), Span(3, 8, "V")]),
        (["B-A", "B-V", "O", "B-A"], [Span(0, 2, "A"), Span(3, 5, "V"), Span(9, 11, "A")]),
    ],
)
def test_labels_become_spans(labels, spans):
    """A name reaches from its beginning over what is inside; the next beginning is another name."""
    assert told(*labels) == spans


def test_nothing_to_tag():
    """An empty text, and a model that learnt no feature, name nobody."""
    assert Tagger(chain_weights()).spans([], []) == []
    empty = ChainWeights((), np.zeros((0, 5), np.float32), np.diag([9, 0, 0, 0, 0]).astype(np.float32))
    assert Tagger(empty).spans([Token(0, 1), Token(1, 2)], [["b"], ["b"]]) == []
