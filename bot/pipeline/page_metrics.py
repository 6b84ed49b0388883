"""How fast pages were answered: mean times from being opened to the first acknowledgement (MTTA) and to the end (MTTR). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.paging import PageFile


@dataclass(frozen=True, slots=True)
class PageMetrics:
    """None where there is nothing to take the mean of. Pages that are not answered yet count in `pages` alone."""

    pages: int
    acked: int
    resolved: int
    mtta: timedelta | None
    mttr: timedelta | None


def page_metrics(files: Sequence[PageFile]) -> PageMetrics:
    """Of these pages."""
    acks = [f.acked_at - f.opened_at for f in files if f.acked_at]
    ends = [f.resolved_at - f.opened_at for f in files if f.resolved_at]
    return PageMetrics(len(files), len(acks), len(ends), _mean(acks), _mean(ends))


def _mean(spans: Sequence[timedelta]) -> timedelta | None:
    return sum(spans, timedelta()) / len(spans) if spans else None
