"""The linear heads on a toy: what is kept, what is learnt, and that the judge reckons the same."""

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from bot.analysis.classifier import Classifier
from bot.analysis.features import CHAR_SLOTS, WORD_SLOTS, Features, Vector
from bot.analysis.reading import Reading
from bot.analysis.training import heads
from bot.analysis.training.examples import Example
from bot.domain.verdict import Article
from tests.fakes.model import SLUGS, model, network_weights

pytestmark = [pytest.mark.skipif(find_spec("sklearn") is None, reason="a development library"), pytest.mark.thorough]
HASHED = WORD_SLOTS + CHAR_SLOTS
ATTACK, FLOOD, RANSOM, SNOW, OFTEN, RARE = 10, 20, 30, 40, 50, 60
FACTS = len(Features(SLUGS).fact_names)


@dataclass
class Toy:
    """What the heads read of a corpus."""

    rows: list[Example]
    matrix: Any
    kinds: Any


def row(i, alert, kind):
    return Example(str(i), "toy", Article(str(i)), alert, kind, (kind,))


@pytest.fixture(scope="module")
def toy(kinds):
    """Floods, ransoms, snow, four leaks (too few for a head), and a borderline row that shouts."""
    from scipy.sparse import lil_matrix

    stories = [(True, "ddos", FLOOD)] * 12 + [(True, "ransomware", RANSOM)] * 12
    stories += [(True, "data_breach", OFTEN)] * 4 + [(False, "not_cyber", SNOW)] * 20 + [(None, "exercise", SNOW)] * 6
    rows, matrix = [], lil_matrix((len(stories), HASHED + FACTS), dtype=np.float32)
    for i, (alert, kind, word) in enumerate(stories):
        rows.append(row(i, alert, kind))
        matrix[i, word] = matrix[i, OFTEN] = 0.6
        matrix[i, HASHED] = 1.0
        if alert or alert is None:
            matrix[i, ATTACK] = 0.5
    matrix[0, RARE] = matrix[1, RARE] = 0.5
    return Toy(rows, matrix.tocsr(), kinds)


@pytest.fixture(scope="module")
def made(toy):
    return heads.linear(toy, np.arange(len(toy.rows)), lambda _: None)


def test_rare_words_have_no_weight_and_facts_always_do(made):
    """Slots that fewer than three texts use are left out; every looked-up fact keeps its slot, also one never seen."""
    assert list(made.slots[:-FACTS]) == [ATTACK, FLOOD, RANSOM, SNOW, OFTEN]
    assert list(made.slots[-FACTS:]) == list(range(HASHED, HASHED + FACTS))


def test_only_kinds_with_enough_alerts_have_a_head(made):
    """Four leaks are too few, what is no alert is no kind here."""
    assert made.kinds == ("ddos", "ransomware")
    assert made.matrix.dtype == np.int8
    assert made.bias.shape == (3,)


def test_alerts_and_kinds_are_learnt(toy, made):
    """Each head is right on its own rows."""
    alert, kinds = heads.margins(toy, made, np.arange(48))
    assert [bool(m > 0) for m in alert] == [bool(r.is_alert) for r in toy.rows[:48]]
    assert [made.kinds[i] for i in kinds[:24].argmax(axis=1)] == [r.kind for r in toy.rows[:24]]


def test_borderline_rows_say_nothing_of_alerts(toy, made):
    """Whatever they hold, the alert head is the same without them."""
    again = heads.linear(toy, np.arange(48), lambda _: None)
    assert (again.alert == made.alert).all()


def test_same_rows_same_heads(toy, made):
    """Nothing is left to chance."""
    again = heads.linear(toy, np.arange(len(toy.rows)), lambda _: None)
    assert (again.alert == made.alert).all()
    assert (again.matrix == made.matrix).all()
    assert (again.bias == made.bias).all()


def test_the_judge_reckons_the_same_margin(toy, made):
    """What calibration hears of a row is what the judge hears of its text."""
    alert, _ = heads.margins(toy, made, np.arange(48))
    judge = Classifier(model(linear=made, network=network_weights(FACTS), blend=(1.0, 0.0, 0.0)))
    for i in (0, 15, 25, 30):
        line = toy.matrix[i]
        words = {int(s): str(s) for s in line.indices if s < WORD_SLOTS}
        vector = Vector(line.indices.astype(np.int64), line.data, words, np.zeros(FACTS, np.float32))
        score = judge.opinion(vector, Reading("", "", "en")).score
        assert np.log(score / (1 - score)) == pytest.approx(alert[i], abs=1e-3)
