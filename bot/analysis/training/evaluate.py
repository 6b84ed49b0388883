"""The whole of `tocsin evaluate`: answers by models that have not seen the row, and what each part of the judge is worth."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from bot.analysis.judge import load_judge
from bot.analysis.pieces import WHOLE, Piece, Without
from bot.analysis.training.examples import FOLDS, Example, count
from bot.analysis.training.report import headline
from bot.analysis.training.run import NO_SAMPLE, Answers, cross_validate, prepared, validated
from bot.analysis.training.same import Same
from bot.analysis.training.tables import Table
from bot.domain.kind import Kind
from bot.domain.verdict import Verdict

Report = Callable[[str], None]
GOLD, OTHERS = "dev_gold", "other labelled sets"
_UNREAD = frozenset({GOLD, "easy", *NO_SAMPLE})
"""Origins outside the second block: gold is the first; the rest nobody has read, or we wrote."""
_STEP = 500


@dataclass(frozen=True)
class Block:
    """Answers that are scored together."""

    name: str
    answers: Answers


def held_out(
    data: Path,
    kinds: Mapping[str, Kind],
    report: Report,
    without: Without = WHOLE,
    folds: int = FOLDS,
    *,
    gold_only: bool = False,
) -> list[Block]:
    """Cross-validation in five folds, no story in two, of which the first `folds` are scored: gold, then all other sets that
    somebody has read. Raises like `run.train`.
    """
    corpus = prepared(data, kinds, report, without=without)
    fold, models = cross_validate(corpus, report, folds)
    others = [] if gold_only else [name for name in count(corpus.rows) if name not in _UNREAD]
    made = []
    for name, origins in ((GOLD, [GOLD]), (OTHERS, others)):
        answers: list[tuple[Example, Verdict]] = []
        for origin in origins:
            report(f"judging {origin}")
            answers += validated(corpus, fold, models, frozenset({origin}))
        made += [Block(name, answers)] if answers else []
    return made


def packaged(rows: Sequence[Example], kinds: Mapping[str, Kind], report: Report) -> Answers:
    """The answers of the judge that ships."""
    judge = load_judge(kinds)
    made: list[tuple[Example, Verdict]] = []
    for at in range(0, len(rows), _STEP):
        some = rows[at : at + _STEP]
        made += zip(some, judge.many([r.article for r in some]), strict=True)
        report(f"judged {len(made)} of {len(rows)}")
    return made


def ablation(data: Path, kinds: Mapping[str, Kind], report: Report, whole: Answers, folds: int = FOLDS) -> Table:
    """Gold again and again, each time trained and judged without one part; `whole` are its answers with all of them."""
    same = Same()
    rows = [("everything", *astuple(headline(whole, same)))]
    for piece in Piece:
        report(f"without {piece}")
        block = held_out(data, kinds, report, frozenset({piece}), folds, gold_only=True)[0]
        rows.append((f"without {piece}", *astuple(headline(block.answers, same))))
    head = ("judge", "alert F1", "alert AP", "F1, not English", "kind right", "actor F1", "victim F1")
    return Table("What each part is worth", head, tuple(rows))
