"""A table of figures and the three forms it is shown in: plain for a terminal, Markdown for the model card, JSON for scripts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Cell = str | int | float | None
"""A float is a share or a mean; None is a figure over nothing."""


@dataclass(frozen=True)
class Table:
    """`rows` are as long as `head`; the first column says what a row is about."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def as_dict(self) -> dict[str, Any]:
        """Rows as objects, figures in full."""
        return {"title": self.title, "rows": [dict(zip(self.head, row, strict=True)) for row in self.rows]}


def plain(table: Table) -> str:
    """Aligned columns under a title."""
    shown = [table.head, *([_shown(c) for c in row] for row in table.rows)]
    wide = [max(len(row[i]) for row in shown) for i in range(len(table.head))]
    lines = ["  ".join([row[0].ljust(wide[0]), *(c.rjust(w) for c, w in zip(row[1:], wide[1:], strict=True))]) for row in shown]
    return "\n".join([table.title, *(f"  {line.rstrip()}" for line in lines)])


def markdown(table: Table, depth: int = 3) -> str:
    """A heading and a pipe table."""
    rows = [table.head, ["---", *["---:"] * (len(table.head) - 1)], *([_shown(c) for c in row] for row in table.rows)]
    return "\n".join([f"{'#' * depth} {table.title}", "", *(f"| {' | '.join(row)} |" for row in rows)])


def _shown(cell: Cell) -> str:
    """Three places, as everybody in this field does; without the 0 that says nothing."""
    if cell is None:
        return "-"
    if isinstance(cell, float):
        return f"{cell:.3f}".removeprefix("0") if 0 <= cell < 1 else f"{cell:.3f}"
    return str(cell)


def ranges(low_high: Sequence[float] | None) -> str | None:
    """An interval as a cell."""
    return "-".join(f"{x:.3f}" for x in low_high) if low_high else None
