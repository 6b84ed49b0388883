"""The landscape as a picture. Heavy: draw it in a worker process, never on the event loop.

Readable without colour: what is heightened is hatched and marked with a triangle, what is usual is a black line across each
bar, and every bar bears its numbers. The colours are of Okabe and Ito's palette, which colour-blind people can tell apart.
"""

import io
from collections.abc import Sequence
from typing import Any

from bot.domain.landscape import Level, Reading
from bot.present.escape import inert
from bot.present.landscape import LEVEL, area_words
from bot.present.limits import cut

MOST = 12
"""Bars of one picture."""
WIDTH, DPI = 8.0, 100
"""Inches, and dots an inch: 800 pixels wide."""
_TOP, _BAR = 1.4, 0.42
"""Inches for what stands around, and for one bar."""
COLOUR = {Level.HEIGHTENED: "#D55E00", Level.NORMAL: "#56B4E9", Level.NO_BASELINE: "#BBBBBB"}


def landscape_png(readings: Sequence[Reading], title: str, alt: str) -> bytes:
    """A PNG of the first `MOST` readings, from the top down; `alt` is kept in it as its description. The same bytes for the same readings."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - half a second to load, wanted only here
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above; without pyplot, which keeps figures in a global

    shown = list(readings[:MOST])
    figure = Figure(figsize=(WIDTH, _TOP + _BAR * max(len(shown), 1)), dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    for place, reading in enumerate(shown):
        _bar(axes, place, reading)
    axes.set_yticks(range(len(shown)), [_name(r) for r in shown])
    axes.set_ylim(max(len(shown), 1) - 0.5, -0.5)
    axes.set_xlim(0, 1.25 * max([1.0, *(max(r.score, r.usual) for r in shown)]))
    axes.set(xlabel="score; the black line is what is usual there", title=plain(title))
    axes.spines[["top", "right"]].set_visible(False)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None, "Description": alt})
    return out.getvalue()


def _bar(axes: Any, place: int, reading: Reading) -> None:
    high = reading.level is Level.HEIGHTENED
    axes.barh(place, reading.score, color=COLOUR[reading.level], edgecolor="black", hatch="//" if high else "", height=0.62)
    if reading.level is not Level.NO_BASELINE:
        axes.plot([reading.usual] * 2, [place - 0.38, place + 0.38], color="black", linewidth=2.5)
    end = max(reading.score, reading.usual)
    axes.annotate(
        f"{'▲ ' if high else ''}{LEVEL[reading.level]} · {reading.score:.1f} (usual {reading.usual:.1f})",
        (end, place),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        fontsize=9,
    )


def _name(reading: Reading) -> str:
    return plain(cut(area_words(reading.area), 28))


def plain(text: str) -> str:
    """Text as it stands: matplotlib takes what stands between two dollar signs for mathematics."""
    return inert(text).replace("$", r"\$")
