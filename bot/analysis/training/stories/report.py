"""How right the likeness is on pairs that it has not seen, and what each feature adds."""

from collections.abc import Callable, Sequence

import numpy as np

from bot.analysis.lore import Floats
from bot.analysis.pairs import FEATURES, columns_of, widened
from bot.analysis.training.measures import auc
from bot.analysis.training.stories.fit import Bools, Measured, balanced, best_cut, calibrated, held_out, probabilities
from bot.analysis.training.stories.pairs import GOLD, GROUPED, OWN, Pair
from bot.analysis.training.tables import Cell, Table

_SETS = (GOLD, OWN, f"{GROUPED} en", f"{GROUPED} pl")


def same_event_table(measured: Measured) -> Table:
    """By set of pairs. For dev_story_pairs: the same against the rest, and against each part of the rest."""
    cut = best_cut(measured.said, measured.pairs)
    rows = [(name, *_figures(measured.said, measured.pairs, _of(measured.pairs, name), cut)) for name in _SETS]
    gold = _of(measured.pairs, GOLD)
    same, related = (np.array([getattr(p, x) for p in measured.pairs]) for x in ("same", "related"))
    for name, part in (("  same against different", gold & ~related), ("  same against related", gold & (same | related))):
        rows.append((name, *_figures(measured.said, measured.pairs, part, cut)))
    return Table("Same event?", ("pairs", "n", "same", "AUC", "balanced accuracy"), tuple(rows))


def feature_table(measured: Measured, report: Callable[[str], None]) -> Table:
    """Trained without each feature in turn; the first row is with all. AUC, and balanced accuracy at the cut that is best then."""
    columns = widened(measured.rows)
    made = [_without(columns, [], measured.pairs, "(all)")]
    for name in FEATURES:
        report(f"without {name}")
        made.append(_without(columns, columns_of(name), measured.pairs, name))
    head = ("without", *(f"{name} {what}" for name in ("gold", "own", "en", "pl") for what in ("AUC", "bal")))
    return Table("What each feature adds", head, tuple(made))


def _without(columns: Floats, gone: list[int], rows: Sequence[Pair], name: str) -> tuple[Cell, ...]:
    kept = columns.copy()
    kept[:, gone] = 0.0
    log_odds = held_out(kept, rows)
    slope, shift = calibrated(log_odds, rows)
    said = probabilities(slope * log_odds + shift)
    cut = best_cut(said, rows)
    return (name, *(x for s in _SETS for x in _figures(said, rows, _of(rows, s), cut)[2:]))


def _of(rows: Sequence[Pair], origin: str) -> Bools:
    return np.array([p.origin == origin for p in rows])


def _figures(said: Floats, rows: Sequence[Pair], part: Bools, cut: float) -> tuple[Cell, ...]:
    truth = np.array([p.same for p in rows])[part]
    score = said[part].astype(np.float64)
    if truth.all() or not truth.any():
        return len(truth), int(truth.sum()), None, None
    return len(truth), int(truth.sum()), auc(truth, score), balanced(truth, score >= cut)
