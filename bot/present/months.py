"""Counts a month as a picture. Heavy: draw it in a worker process, never on the event loop. Every bar bears its number, so that
neither colour nor a sharp eye is needed.
"""

import io
from collections.abc import Sequence

from bot.domain.dossier import Month

WIDTH, HEIGHT, DPI = 8.0, 2.6, 100
"""Inches, and dots an inch."""
BAR = "#56B4E9"


def months_png(months: Sequence[Month], title: str, alt: str) -> bytes:
    """A PNG; `alt` is kept in it as its description. The same bytes for the same months."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - half a second to load, wanted only here
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above; without pyplot, which keeps figures in a global

    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    bars = axes.bar(range(len(months)), [month.alerts for month in months], color=BAR, edgecolor="black")
    axes.bar_label(bars, fontsize=9)
    axes.set_xticks(range(len(months)), [month.name for month in months], fontsize=8)
    axes.set_ylim(0, 1.15 * max([1, *(month.alerts for month in months)]))
    axes.set(ylabel="alerts", title=title.replace("$", r"\$"))
    axes.spines[["top", "right"]].set_visible(False)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None, "Description": alt})
    return out.getvalue()
