"""Who carries how much, as a picture. Heavy: draw it in a worker process, never on the event loop.

Readable without colour: nights are hatched, weekends are dotted, an equal share is a black line, and every bar bears its numbers.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.domain.schedule import Load, PagesOf
from bot.present.chart import DPI, WIDTH, plain
from bot.present.escape import inert
from bot.present.limits import cut

MOST = 20
"""People of one picture."""
TOP, EACH = 1.5, 0.62
"""Inches for what stands around, and for one person."""
HOUR = timedelta(hours=1)
PARTS = (("hours", "#56B4E9", "", -0.26), ("nights", "#0072B2", "////", 0.0), ("weekends", "#E69F00", "...", 0.26))
"""Name, colour of Okabe and Ito's palette, hatch, place."""


def loads_png(loads: Sequence[Load], title: str, alt: str, pages: Mapping[str, PagesOf] | None = None) -> bytes:
    """A PNG of the first `MOST`, from the top down; `alt` is kept in it as its description. `pages` are by person's id."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - half a second to load, wanted only here
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above; without pyplot, which keeps figures in a global

    shown = list(loads[:MOST])
    figure = Figure(figsize=(WIDTH, TOP + EACH * max(len(shown), 1)), dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    for place, load in enumerate(shown):
        _bars(axes, place, load, pages.get(load.person.id, PagesOf()) if pages is not None else None)
    for name, colour, hatch, _ in PARTS:
        axes.barh(-9, 0, color=colour, hatch=hatch, edgecolor="black", label=name)
    if shown:
        axes.axvline(sum(load.hours / HOUR for load in shown) / len(shown), color="black", linewidth=2, label="equal share")
    axes.set_yticks(range(len(shown)), [plain(cut(load.person.name, 28)) for load in shown])
    axes.set_ylim(max(len(shown), 1) - 0.5, -0.5)
    axes.set_xlim(0, 1.4 * max([1.0, *(load.hours / HOUR for load in shown)]))
    axes.set(xlabel="hours on call", title=plain(title))
    axes.legend(loc="lower right", fontsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None, "Description": alt})
    return out.getvalue()


def loads_alt(loads: Sequence[Load], pages: Mapping[str, PagesOf] | None = None) -> str:
    """The words for those who do not see it."""
    told = (
        f"{load.person.name} {load.hours / HOUR:.0f} h, {load.nights / HOUR:.0f} h of them at night"
        + (f", called by {pages.get(load.person.id, PagesOf()).called} pages" if pages is not None else "")
        for load in loads[:MOST]
    )
    return inert("Hours on call. " + "; ".join(told))


def _bars(axes: Any, place: int, load: Load, pages: PagesOf | None) -> None:
    for name, colour, hatch, shift in PARTS:
        length = getattr(load, name) / HOUR
        axes.barh(place + shift, length, height=0.24, color=colour, hatch=hatch, edgecolor="black")
        more = f" in {load.shifts} shifts" + (f", {pages.called} pages" if pages is not None else "") if name == "hours" else ""
        axes.annotate(
            f"{length:.0f} h{more}", (length, place + shift), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8
        )
