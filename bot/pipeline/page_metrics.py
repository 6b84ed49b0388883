"""How fast pages were answered: mean times from being opened to the first acknowledgement (MTTA) and to the end (MTTR); and by whom. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.page import Page
from bot.domain.paging import PageFile
from bot.domain.schedule import PagesOf


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


def carried(files: Sequence[PageFile], start: datetime, end: datetime) -> dict[str, PagesOf]:
    """Person's id -> the pages opened within that time that called them, and those that they are among those who see to."""
    mine = [file.page for file in files if start <= file.opened_at < end]
    called, answered = (Counter(who for page in mine for who in of(page)) for of in (_called, _acks))
    return {who: PagesOf(called[who], answered[who]) for who in called | answered}


def _called(page: Page) -> set[str]:
    """Pages of earlier versions do not know whom they called, but whoever answered heard of it."""
    return set(page.called) | set(page.acks)


def _acks(page: Page) -> set[str]:
    return set(page.acks)


def _mean(spans: Sequence[timedelta]) -> timedelta | None:
    return sum(spans, timedelta()) / len(spans) if spans else None
