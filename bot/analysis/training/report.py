"""What the judge is worth: labels beside verdicts, into tables. Pure; the order of the rows does not matter.

A label without an opinion (`is_alert` None, no kind, no severity, no name) is left out of the table that asks for it.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bot.analysis.training import detail
from bot.analysis.training.detail import Answer, english
from bot.analysis.training.measures import BINS, Bools, Counts, Numbers, auc, average_precision, calibration, f1_interval, mean
from bot.analysis.training.run import Answers
from bot.analysis.training.same import Same
from bot.analysis.training.tables import Cell, Table, ranges

_GENERAL = ("ru26", "ndh")
"""How the ids of general outlets' rows begin: their alerts hide among everything else."""
_FEWEST = 20
"""A language with fewer rows says nothing by itself; it counts among the others."""


def tables(answers: Answers, same: Same) -> list[Table]:
    """All of them, in the order of a reader's questions."""
    return [
        alert_table(answers),
        false_alarms(answers),
        calibration_table(answers),
        *detail.tables(answers, same),
    ]


@dataclass(frozen=True)
class Headline:
    """The six figures that an ablation is read by."""

    alert_f1: float | None
    average_precision: float | None
    other_languages_f1: float | None
    kind: float | None
    actor_f1: float | None
    victim_f1: float | None


def headline(answers: Answers, same: Same) -> Headline:
    """Of all rows; actors and victims where the text names them."""
    known = _known(answers)
    return Headline(
        _alerts(known).f1,
        _ranked(known, average_precision),
        _alerts([a for a in known if not english(a)]).f1,
        mean([float(r.kind == v.kind) for r, v in detail.kinds(answers)]),
        detail.names(detail.told(answers, "actor", same), "actor", same).f1,
        detail.names(detail.told(answers, "victim", same), "victim", same).f1,
    )


def alert_table(answers: Answers) -> Table:
    """Alert or not, by language and sort of outlet; borderline rows are left out."""
    known = _known(answers)
    rows: list[tuple[Cell, ...]] = []
    for name, mine in _slices(known):
        counts = _alerts(mine)
        interval = ranges(f1_interval(counts, len(mine)))
        alerts = counts.hit + counts.missed
        ranking = (_ranked(mine, average_precision), _ranked(mine, auc))
        rows.append((name, len(mine), alerts, *counts.figures(), interval, *ranking))
    return Table("An alert?", ("rows", "n", "alerts", "P", "R", "F1", "F1 95 %", "AP", "AUC"), tuple(rows))


def _slices(known: Answers) -> list[tuple[str, Answers]]:
    """Those that hold a row."""
    langs = Counter(r.article.lang for r, _ in known)
    big = [lang for lang, n in sorted(langs.items(), key=lambda x: (-x[1], x[0])) if n >= _FEWEST and lang != "en"]
    tests: list[tuple[str, Callable[[Answer], bool]]] = [
        ("all", lambda _: True),
        ("English", english),
        ("not English", lambda a: not english(a)),
        *((f"  {lang or 'unknown'}", lambda a, lang=lang: a[0].article.lang == lang) for lang in big),
        ("  other languages", lambda a: not english(a) and a[0].article.lang not in big),
        ("general outlets", lambda a: a[0].id.startswith(_GENERAL)),
        ("other outlets", lambda a: not a[0].id.startswith(_GENERAL)),
    ]
    cut = [(name, [a for a in known if test(a)]) for name, test in tests]
    return [(name, mine) for name, mine in cut if mine]


def false_alarms(answers: Answers) -> Table:
    """Of what is no alert, by its kind: how often the judge said it is one."""
    calm = [(r, v) for r, v in answers if r.is_alert is False]
    by_kind = Counter(r.kind for r, _ in calm)
    wrong = Counter(r.kind for r, v in calm if v.is_alert)
    rows = [
        (kind or "unknown", n, wrong[kind], wrong[kind] / n) for kind, n in sorted(by_kind.items(), key=lambda x: (-x[1], x[0]))
    ]
    whole = ("all", len(calm), wrong.total(), mean([float(v.is_alert) for _, v in calm]))
    return Table("False alarms by kind of what is no alert", ("kind", "n", "called alert", "share"), (*rows, whole))


def calibration_table(answers: Answers) -> Table:
    """Whether a score of 0.8 is right eight times in ten."""
    known = _known(answers)
    bins, error = calibration(*_arrays(known))
    rows = [(f"{b.low:.1f}-{b.low + 1 / BINS:.1f}", b.rows, b.said, b.true) for b in bins]
    return Table("Calibration of the score", ("score", "n", "said", "true"), (*rows, ("ECE", len(known), None, error)))


def _known(answers: Answers) -> Answers:
    return [(r, v) for r, v in answers if r.is_alert is not None]


def _alerts(known: Answers) -> Counts:
    return Counts.of((bool(r.is_alert) for r, _ in known), (v.is_alert for _, v in known))


def _arrays(known: Answers) -> tuple[Bools, Numbers]:
    return np.array([bool(r.is_alert) for r, _ in known], bool), np.array([v.score for _, v in known], float)


def _ranked(known: Answers, figure: Callable[..., float | None]) -> float | None:
    return figure(*_arrays(known)) if known else None
