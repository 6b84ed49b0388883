"""Cross-validate, then fit on everything: the whole of `tocsin train`."""

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path

import numpy as np

from bot.analysis.artefact import ARTEFACT, Model
from bot.analysis.features import VERSION
from bot.analysis.judge import TrainedJudge
from bot.analysis.pieces import WHOLE, Without
from bot.analysis.training.corpus import Corpus
from bot.analysis.training.examples import FOLDS, Example, count, examples, folds
from bot.analysis.training.fit import Ints, Voices, blended, fit, joined, voices
from bot.domain.kind import Kind
from bot.domain.verdict import Verdict

NO_SAMPLE = frozenset({"own_texts", "feedback"})
"""Origins that are learnt from but say nothing of how frequent alerts are: chosen by us, or by the judge's own yes."""
_LEARNT_FROM = frozenset({"dev_gold", "easy", *NO_SAMPLE})
"""Origins that are not sets of their own."""


@dataclass(frozen=True)
class Scores:
    """Of cross-validation on dev_gold, no story in two folds: `predictions` are rows for `measure/score.py alerts`."""

    precision: float
    recall: float
    f1: float
    kind_accuracy: float
    examples: Mapping[str, int] = field(default_factory=dict)


Answers = Sequence[tuple[Example, Verdict]]


def prepared(
    data: Path,
    kinds: Mapping[str, Kind],
    report: Callable[[str], None],
    extra: Sequence[Example] = (),
    without: Without = WHOLE,
) -> Corpus:
    """All examples, read; words met."""
    rows = [*examples(data), *extra]
    report(f"{len(rows)} examples: {count(rows)}")
    corpus = Corpus(kinds, rows, report, without)
    report("company of words")
    corpus.meet_words(data, sorted({r.origin for r in rows} - _LEARNT_FROM))
    return corpus


def _fold(corpus: Corpus, fold: Sequence[int], k: int) -> tuple[Model, Voices, Ints]:
    """The model of one fold, what its voices say of the rows it has not seen, and which of these calibrate."""
    held = np.array([i for i, f in enumerate(fold) if f == k])
    model, learner = fit(corpus, np.array([i for i, f in enumerate(fold) if f != k]), f"fold {k}", lambda _: None)
    known = np.array([i for i in held if corpus.rows[i].is_alert is not None and corpus.rows[i].origin not in NO_SAMPLE])
    return model, voices(corpus, model, learner, known), known


def cross_validate(corpus: Corpus, report: Callable[[str], None], count: int = FOLDS) -> tuple[list[int], list[Model]]:
    """The fold of each row and the model that has not seen it; all joined and calibrated by all held-out rows. With a lower
    `count` only the first folds have a model: a quicker, coarser look.
    """
    from joblib import Parallel, delayed  # noqa: PLC0415 - comes with scikit-learn, a development library

    fold = folds(corpus.rows)
    models, said, truth = [], [], []
    runs = Parallel(n_jobs=-1, return_as="generator")(delayed(_fold)(corpus, fold, k) for k in range(count))
    for k, (model, heard, known) in enumerate(runs):
        report(f"fold {k + 1} of {count}: {sum(f == k for f in fold)} rows held out")
        models.append(model)
        said.append(heard)
        truth += [bool(corpus.rows[i].is_alert) for i in known]
    both = Voices(np.concatenate([v.linear for v in said]), np.concatenate([v.network for v in said]))
    blend = joined(both, np.array(truth))
    return fold, [blended(m, blend) for m in models]


def validated(corpus: Corpus, fold: Sequence[int], models: Sequence[Model], origins: frozenset[str]) -> Answers:
    """The judge's full answer on each row of these origins, by the model that has not seen it; rows without one are left out."""
    judge = TrainedJudge(corpus.kinds, models[0], corpus.without)
    by_fold = [judge.with_model(m) for m in models]
    return [
        (r, by_fold[f].one(r.article)) for r, f in zip(corpus.rows, fold, strict=True) if r.origin in origins and f < len(models)
    ]


def scored(answers: Answers, counts: Mapping[str, int]) -> Scores:
    """Precision, recall and F1 of "is an alert" (borderline left out), and primary kind on gold alerts."""
    known = [(r, v) for r, v in answers if r.is_alert is not None]
    hit = sum(bool(r.is_alert and v.is_alert) for r, v in known)
    said, true = sum(v.is_alert for _, v in known), sum(bool(r.is_alert) for r, _ in known)
    right = sum(r.kind == v.kind for r, v in known if r.is_alert)
    return Scores(hit / max(said, 1), hit / max(true, 1), 2 * hit / max(said + true, 1), right / max(true, 1), counts)


def train(
    data: Path,
    out: Path,
    report: Callable[[str], None],
    kinds: Mapping[str, Kind],
    answers: Path | None = None,
    extra: Sequence[Example] = (),
) -> Scores:
    """Cross-validates, then fits on everything and writes `judge.npz` into the folder `out`. The held-out answers on dev_gold
    go to the file `answers`, for `measure/score.py alerts`: they quote texts that are not ours, so never into the repository.
    `extra` examples are learnt from like the labelled sets. Raises `OSError` or `ValueError` when the data is not as described.
    """
    corpus = prepared(data, kinds, report, extra)
    fold, models = cross_validate(corpus, report)
    held_out = validated(corpus, fold, models, frozenset({"dev_gold"}))
    if answers is not None:
        write_answers(held_out, answers)
    report("fitting on everything")
    model, _ = fit(corpus, np.arange(len(corpus.rows)), version_of(corpus.rows), report)
    (out / ARTEFACT).write_bytes(blended(model, models[0].blend).save())
    return scored(held_out, count(corpus.rows))


def version_of(rows: Sequence[Example]) -> str:
    """Names the features and, by a checksum, every text and label: other examples, another version."""
    return f"{VERSION}-{zlib.crc32(json.dumps(list(map(astuple, rows))).encode()):08x}"


def write_answers(answers: Answers, out: Path) -> None:
    """JSON lines as `tocsin judge` gives them."""
    lines = [json.dumps({"id": r.id, **v.as_dict()}, ensure_ascii=False) for r, v in answers]
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
