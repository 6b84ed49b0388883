"""One model from some of the corpus's rows, and what a model says of others before its voices are joined."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from bot.analysis.artefact import Model
from bot.analysis.classifier import BESIDE
from bot.analysis.features import SECTORS, Floats
from bot.analysis.pieces import Piece
from bot.analysis.tagger import ChainWeights, Tagger
from bot.analysis.training import heads
from bot.analysis.training.corpus import Corpus
from bot.analysis.training.examples import SEED, Example
from bot.analysis.training.names import chain
from bot.analysis.training.network import Learner, Question
from bot.analysis.training.where import Candidates, where
from bot.analysis.where import WhereWeights, candidates
from bot.domain.kind import Standing

Ints = npt.NDArray[np.int64]
_EPOCHS = 9
NO_SECTOR = "none"
_SHARES = {"alert": 1.0, "kind": 0.4, "severity": 0.3, "sector": 0.3, BESIDE: 0.15}
_SURE = 0.01
_CRITICAL_TIMES = 3.0
LEVELS = ("1", "2", "3", "4")
UNJOINED = (0.6, 0.6, 0.0)


@dataclass(frozen=True)
class Voices:
    """What both parts say of some rows: the margins for "is an alert"."""

    linear: Floats
    network: Floats


def fit(corpus: Corpus, use: Ints, version: str, report: Callable[[str], None]) -> tuple[Model, Learner]:
    """All parts, from the rows `use`. The voices are not joined yet (`blend`)."""
    linear = heads.linear(corpus, use, report)
    learner = Learner(corpus.vectors, corpus.facts.shape[1], questions(corpus), SEED)
    learner.learn(corpus.places, corpus.facts, use, _EPOCHS, report)
    if Piece.NETWORK in corpus.without:
        learner.hush({"alert", "kind"})
    named = [corpus.named[i] for i in use if i in corpus.named]
    field = chain([n.tagged for n in named if n.tagged is not None], report)
    report("countries")
    lands = _where(corpus, use, field)
    return Model(version, corpus.features.slugs, linear, learner.weights(corpus.words), field, lands, UNJOINED), learner


def voices(corpus: Corpus, model: Model, learner: Learner, rows: Ints) -> Voices:
    """Of rows that neither part has seen, for joining and calibrating them."""
    linear, _ = heads.margins(corpus, model.linear, rows)
    return Voices(linear, learner.margins(corpus.places, corpus.facts, rows)[:, 0])


def joined(said: Voices, truth: npt.NDArray[np.bool_]) -> tuple[float, float, float]:
    """Platt scaling of both voices together."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - a development library, not installed with Tocsin

    line = LogisticRegression(C=1e3, random_state=SEED).fit(np.column_stack([said.linear, said.network]), truth)
    return float(line.coef_[0][0]), float(line.coef_[0][1]), float(line.intercept_[0])


def blended(model: Model, blend: tuple[float, float, float]) -> Model:
    """The same parts with their voices joined."""
    return replace(model, blend=blend)


def _where(corpus: Corpus, use: Ints, field: ChainWeights) -> WhereWeights:
    tagger = Tagger(field)
    rows = []
    for i in use:
        if i in corpus.named:
            n, row = corpus.named[i], corpus.rows[i]
            spans = tagger.spans(n.tokens, n.features)
            rows.append(Candidates(candidates(n.facts, n.found, spans, row.kind), frozenset(row.countries)))
    return where(rows)


def questions(corpus: Corpus) -> list[Question]:
    """What the network is asked, over all rows; a weight of zero where a row does not know the answer."""
    rows = corpus.rows
    weight = np.array([r.weight for r in rows], np.float32)
    alert = np.array([bool(r.is_alert) for r in rows])
    full = weight * alert * np.array([r.full for r in rows])
    kinds = tuple(sorted({r.kind for r in rows}))
    beside = [k for k, v in sorted(corpus.kinds.items()) if v.standing in {Standing.ALERT, Standing.TAG}]
    sectors = (*SECTORS, NO_SECTOR)
    made = [
        _asked("alert", ("alert",), [int(bool(r.is_alert)) for r in rows], weight * _known(rows), _SURE),
        _asked("kind", kinds, [kinds.index(r.kind) for r in rows], weight),
        _asked("severity", LEVELS, [max(r.severity, 1) - 1 for r in rows], full * _grave(rows)),
        _asked("sector", sectors, [sectors.index(r.sector) if r.sector in sectors else len(SECTORS) for r in rows], full),
    ]
    unsure = weight * np.array([r.is_alert is not False for r in rows])
    for kind in beside:
        truth = [int(kind in r.kinds) for r in rows]
        if any(truth):
            made.append(_asked(f"{BESIDE}{kind}", (kind,), truth, unsure, _SURE))
    return made


def _grave(rows: Sequence[Example]) -> Floats:
    """What is critical is rare and must be learnt all the same."""
    return np.array([_CRITICAL_TIMES if r.severity == len(LEVELS) else float(r.severity > 0) for r in rows], np.float32)


def _known(rows: Sequence[Example]) -> Floats:
    return np.array([r.is_alert is not None for r in rows], np.float32)


def _asked(name: str, answers: tuple[str, ...], truth: list[int], weight: Floats, smooth: float = 0.05) -> Question:
    share = _SHARES[BESIDE if name.startswith(BESIDE) else name]
    return Question(name, answers, np.array(truth), weight.astype(np.float32), share, smooth)
