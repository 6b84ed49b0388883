"""What the judge says of alerts beyond "it is one", beside the labels: kind, severity, who, whom, where, sector. Pure."""

from collections import Counter
from collections.abc import Iterable

from bot.analysis.training.examples import Example
from bot.analysis.training.measures import Counts, mean
from bot.analysis.training.run import Answers
from bot.analysis.training.same import Same
from bot.analysis.training.tables import Cell, Table
from bot.domain.verdict import Named, Verdict

Answer = tuple[Example, Verdict]
_MOST_CONFUSED = 2
_LEVELS = range(5)


def tables(answers: Answers, same: Same) -> list[Table]:
    """In the order of a reader's questions."""
    return [
        kind_table(answers),
        each_kind(answers),
        severity_table(answers),
        severity_confusion(answers),
        name_table(answers, same),
        country_table(answers),
        sector_table(answers),
    ]


def kind_table(answers: Answers) -> Table:
    """The primary kind of alerts: the labelled one; one of the labelled ones; any kind said that is labelled."""
    alerts = kinds(answers)
    parts = (
        ("all alerts", alerts),
        ("called alert too", [(r, v) for r, v in alerts if v.is_alert]),
        ("not English", [a for a in alerts if not english(a)]),
    )
    rows = [
        (
            name,
            len(mine),
            mean([float(r.kind == v.kind) for r, v in mine]),
            mean([float(v.kind in r.kinds) for r, v in mine]),
            mean([float(bool(set(v.kinds) & set(r.kinds))) for r, v in mine]),
        )
        for name, mine in parts
    ]
    return Table("Kind of alerts", ("rows", "n", "primary right", "primary among labelled", "any listed kind"), tuple(rows))


def each_kind(answers: Answers) -> Table:
    """Each primary kind by itself, and what it is taken for."""
    alerts = kinds(answers)
    truth = Counter(r.kind for r, _ in alerts)
    rows: list[tuple[Cell, ...]] = []
    for kind, n in sorted(truth.items(), key=lambda x: (-x[1], x[0])):
        counts = Counts.of((r.kind == kind for r, _ in alerts), (v.kind == kind for _, v in alerts))
        taken = Counter(v.kind for r, v in alerts if r.kind == kind != v.kind)
        most = sorted(taken.items(), key=lambda x: (-x[1], x[0]))[:_MOST_CONFUSED]
        rows.append((kind, n, *counts.figures(), ", ".join(f"{k} {times}" for k, times in most)))
    return Table("Primary kind, each", ("kind", "n", "P", "R", "F1", "taken for"), tuple(rows))


def severity_table(answers: Answers) -> Table:
    """How far the level is off. An alert that was missed counts with the level it was given, 0 or 1."""
    rows: list[tuple[Cell, ...]] = []
    for name, wanted in (
        ("all alerts", _severe(answers)),
        ("called alert too", [(r, v) for r, v in _severe(answers) if v.is_alert]),
    ):
        off = [abs(r.severity - v.severity) for r, v in wanted]
        rows.append((name, len(off), mean([float(x == 0) for x in off]), mean([float(x <= 1) for x in off]), mean(off)))
    return Table("Severity of alerts", ("rows", "n", "exact", "within one", "mean error"), tuple(rows))


def severity_confusion(answers: Answers) -> Table:
    """Labelled level by row, said level by column."""
    counted = Counter((r.severity, v.severity) for r, v in _severe(answers))
    met = sorted({a for a, _ in counted})
    rows: list[tuple[Cell, ...]] = [(f"labelled {a}", *[counted[a, b] for b in _LEVELS]) for a in met]
    return Table("Severity, labelled and said", ("level", *(f"said {b}" for b in _LEVELS)), tuple(rows))


def name_table(answers: Answers, same: Same) -> Table:
    """By row: it is right when one name of the label is among those said."""
    alerts = [a for a in answers if a[0].is_alert]
    rows: list[tuple[Cell, ...]] = []
    for field in ("actor", "victim"):
        there = told(alerts, field, same)
        nobody = [(r, v) for r, v in alerts if r.full and not getattr(r, field)]
        for name, mine in ((f"{field}, named in the text", there), (f"{field}, named or nobody", [*there, *nobody])):
            rows.append((name, len(mine), *names(mine, field, same).figures()))
    return Table("Who and whom, by row", ("field", "n", "P", "R", "F1"), tuple(rows))


def country_table(answers: Answers) -> Table:
    """Countries of the attacked, code by code."""
    rows: list[tuple[Cell, ...]] = []
    alerts = [a for a in answers if a[0].is_alert]
    for name, mine in (
        ("rows with a country", [a for a in alerts if a[0].countries]),
        ("all alerts", [a for a in alerts if a[0].full]),
    ):
        pairs = [(set(r.countries), set(v.victim_countries)) for r, v in mine]
        hit, false, missed = (
            sum(map(len, x)) for x in ([a & b for a, b in pairs], [b - a for a, b in pairs], [a - b for a, b in pairs])
        )
        rows.append((name, len(mine), *Counts(hit, false, missed).figures()))
    return Table("Countries of the attacked", ("rows", "n", "P", "R", "F1"), tuple(rows))


def sector_table(answers: Answers) -> Table:
    """Where the label has one."""
    mine = [(r, v) for r, v in answers if r.is_alert and r.sector]
    first = mean([float(v.sectors[:1] == (r.sector,)) for r, v in mine])
    row = ("alerts with a sector", len(mine), first, mean([float(r.sector in v.sectors) for r, v in mine]))
    return Table("Sector of the attacked", ("rows", "n", "first right", "any right"), (row,))


def kinds(answers: Answers) -> Answers:
    """The alerts whose kind is known."""
    return [(r, v) for r, v in answers if r.is_alert and r.kind]


def _severe(answers: Answers) -> Answers:
    return [(r, v) for r, v in answers if r.is_alert and r.severity]


def english(answer: Answer) -> bool:
    """By its label."""
    return answer[0].article.lang == "en"


def told(answers: Answers, field: str, same: Same) -> Answers:
    """The alerts whose text holds the label's name."""
    return [(r, v) for r, v in answers if r.is_alert and same.in_text(getattr(r, field), f"{r.article.title}\n{r.article.text}")]


def names(alerts: Answers, field: str, same: Same) -> Counts:
    """A row with another name than the label's is both: wrongly said, and missed."""
    right = false = missed = 0
    for r, v in alerts:
        label: str = getattr(r, field)
        said: Iterable[Named] = v.actors if field == "actor" else v.victims
        good = bool(label) and same.hit(label, said)
        right, false, missed = right + good, false + (bool(said) and not good), missed + (bool(label) and not good)
    return Counts(right, false, missed)
