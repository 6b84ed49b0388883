"""Stretches of time with an owner, laid over each other. Lists are sorted and their spans do not overlap; spans are half-open."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple, TypeAlias

Stretch: TypeAlias = tuple[datetime, datetime]


class Span(NamedTuple):
    """`person` (an id) is on because `source` says so; `turn` tells two turns of one source apart."""

    start: datetime
    end: datetime
    person: str
    source: str
    turn: int = 0


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Sorted, and made one where they touch or overlap."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def holes(spans: Iterable[Stretch], start: datetime, end: datetime) -> Iterator[Stretch]:
    """What [start, end) has beside the spans, which are sorted."""
    for begins, ends in spans:
        if begins >= end:
            break
        if start < begins:
            yield start, begins
        start = max(start, ends)
    if start < end:
        yield start, end


def within(spans: Iterable[Span], stretches: list[Stretch]) -> Iterator[Span]:
    """The parts of the spans that lie in the stretches; both are sorted."""
    place = 0
    for span in spans:
        while place < len(stretches) and stretches[place][1] <= span.start:
            place += 1
        for start, end in stretches[place:]:
            if start >= span.end:
                break
            yield span._replace(start=max(start, span.start), end=min(end, span.end))


def without(spans: Iterable[Span], cover: list[Stretch]) -> list[Span]:
    """The parts of the spans that no stretch of `cover` lies on; both are sorted."""
    found, place = [], 0
    for span in spans:
        while place < len(cover) and cover[place][1] <= span.start:
            place += 1
        start = span.start
        for begins, ends in cover[place:]:
            if begins >= span.end:
                break
            if start < begins:
                found.append(span._replace(start=start, end=begins))
            start = max(start, ends)
        if start < span.end:
            found.append(span._replace(start=start))
    return found


def over(upper: list[Span], lower: Iterable[Span]) -> list[Span]:
    """The upper ones whole, and what they leave of the lower ones."""
    return sorted([*upper, *without(lower, [(s.start, s.end) for s in upper])])


def rejoined(spans: Iterable[Span]) -> list[Span]:
    """Spans of one turn that touch, made one: a border that changed nobody is none."""
    found: list[Span] = []
    for span in spans:
        if found and found[-1].end == span.start and found[-1][2:] == span[2:]:
            found[-1] = found[-1]._replace(end=span.end)
        else:
            found.append(span)
    return found
