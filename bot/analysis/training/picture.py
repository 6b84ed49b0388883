"""The confusion matrix of primary kinds as a picture. matplotlib takes half a second to load, so it is imported when it is needed."""

import io
from collections import Counter
from collections.abc import Sequence

from bot.analysis.training.detail import kinds
from bot.analysis.training.run import Answers

_INCHES_A_KIND, _INCHES_FOR_NAMES = 0.42, 2.6
_DARK = 0.55
_PLAIN = {"Software": None}
"""No version in the file: same answers, same bytes."""


def order(answers: Answers) -> tuple[list[str], list[str]]:
    """The labelled kinds, the most frequent first; and these followed by those that were only said."""
    truth, said = Counter(r.kind for r, _ in kinds(answers)), Counter(v.kind for _, v in kinds(answers))
    every = sorted(truth | said, key=lambda kind: (-truth[kind], -said[kind], kind))
    return every[: len(truth)], every


def confusion_picture(answers: Answers, title: str) -> bytes:
    """A PNG: labelled kinds by row, said kinds by column, colour by share of the row, the counts written in. Raises `ValueError`
    when there is no alert whose kind is known.
    """
    if not kinds(answers):
        raise ValueError("no alert with a known kind to draw")
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - half a second to load
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above; drawn without pyplot, which keeps figures in a global

    rows, columns = order(answers)
    counted = Counter((r.kind, v.kind) for r, v in kinds(answers))
    wide, high = (_INCHES_FOR_NAMES + _INCHES_A_KIND * len(names) for names in (columns, rows))
    figure = Figure(figsize=(wide, high), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    shares = [_shares([counted[a, b] for b in columns]) for a in rows]
    axes.imshow(shares, cmap="Blues", vmin=0.0, vmax=1.0)
    axes.set_xticks(range(len(columns)), columns, rotation=60, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(rows)), rows)
    axes.set(xlabel="said", ylabel="labelled", title=title)
    for i, a in enumerate(rows):
        for j, b in enumerate(columns):
            if counted[a, b]:
                colour = "white" if shares[i][j] > _DARK else "black"
                axes.text(j, i, str(counted[a, b]), ha="center", va="center", fontsize=8, color=colour)
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=110, metadata=_PLAIN)
    return out.getvalue()


def _shares(counts: Sequence[int]) -> list[float]:
    return [n / max(sum(counts), 1) for n in counts]
