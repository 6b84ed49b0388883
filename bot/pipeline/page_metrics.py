"""How fast pages were answered: mean times from being opened to the first acknowledgement (MTTA) and to the end (MTTR); and by whom. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

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


def answered(files: Sequence[PageFile], start: datetime, end: datetime) -> Counter[str]:
    """Person's id -> of how many pages opened within that time they are among those who see to it."""
    return Counter(who for file in files if start <= file.opened_at < end for who in set(file.page.acks))


def _mean(spans: Sequence[timedelta]) -> timedelta | None:
    return sum(spans, timedelta()) / len(spans) if spans else None
