"""Paragraphs that mail programs and terminals cut into short lines, made whole: a line break would end a sentence otherwise."""

import re
from collections.abc import Sequence

_WIDTHS = range(40, 101)
_LEAST_PAIRS = 3
_SHARE = 0.85
_ENOUGH = 200_000
_OWN_LINE = re.compile(r"\s*(?:[-–—*•·▪►>]\s|\d{1,2}[.)]\s|[^\W\d_][\w ]{1,20}:\s)")  # noqa: RUF001 - bullets
_CLOSED = re.compile(r"[.!?…:;][\"'”’»)\]]*$")  # noqa: RUF001 - quotes


def unwrapped(text: str) -> str:
    """The text with wrapped lines joined, if it was wrapped at one width throughout; else as it is.

    A line was cut by a program when the next line's first word would not have fitted into it. A bullet, a label and what follows
    a full stop begin a line of their own.
    """
    if len(text) > _ENOUGH or text.count("\n") < _LEAST_PAIRS:
        return text
    lines = [line.rstrip() for line in text.split("\n")]
    width = max(map(len, lines))
    if width not in _WIDTHS:
        return text
    full = [_full(lines, at, width) for at in range(len(lines))]
    open_ended = [at for at in range(len(lines) - 1) if lines[at] and lines[at + 1] and not _CLOSED.search(lines[at])]
    cut = sum(full[at] for at in open_ended)
    goes_on = sum(full[at] and not lines[at + 1].lstrip()[:1].isupper() for at in open_ended)
    listed = 2 * goes_on < cut and not text.isupper()  # lines that begin with capitals are headlines, in lines of equal length
    if listed or cut < _LEAST_PAIRS or cut < _SHARE * sum(not _OWN_LINE.match(lines[at + 1]) for at in open_ended):
        return text
    return _joined(lines, full)


def _full(lines: Sequence[str], at: int, width: int) -> bool:
    following = lines[at + 1].split(maxsplit=1) if at + 1 < len(lines) else []
    return bool(lines[at] and following) and len(lines[at]) + 1 + len(following[0]) > width


def _joined(lines: Sequence[str], full: Sequence[bool]) -> str:
    made = [lines[0]]
    for at, line in enumerate(lines[1:]):
        if full[at] and not _CLOSED.search(lines[at]) and not _OWN_LINE.match(line):
            made[-1] = f"{made[-1]} {line}"
        else:
            made.append(line)
    return "\n".join(made)
