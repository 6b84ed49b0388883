"""EDITION: what a digest has to say, out of the stories and of what was told before. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.analysis.told import reports_of, told
from bot.domain.digest import Edition, Heard
from bot.domain.filing import StoryFile
from bot.domain.item import Item
from bot.domain.reasons import ItemReason
from bot.domain.source import SourceInfo
from bot.domain.story import Report

Sight = Callable[[Sequence[Report]], Sequence[Report]]
"""Which reports the readers may see."""
OPEN_FOR = timedelta(days=14)
"""A story of which nothing was heard for longer is not worth a line, whether anybody closed it or not."""
MOST_CORROBORATED = 3


def heard(
    file: StoryFile, sources: Mapping[str, SourceInfo], see: Sight, since: datetime, known: Collection[str]
) -> Heard | None:
    """A stored story as it can be seen, with what is fresh in it: reports fetched since then that are not `known` to have been
    told. None for a story that only thresholds hold back or that is all backlog, and for one of
    which nothing can be seen.
    """
    items = [filed.item for filed in file.reports]
    reports = see(reports_of(file, sources))
    if not reports or all(item.backlog or item.reason is ItemReason.BELOW_THRESHOLD for item in items):
        return None
    fresh = {item.id for item in items if _fresh(item, since, known)} & {r.item_id for r in reports}
    older = [r for r in reports if r.item_id not in fresh]
    before = told(file.id, older, closed=file.closed) if older and fresh else None
    return Heard(told(file.id, reports, closed=file.closed), tuple(sorted(fresh)), before)


def edition(every: Iterable[Heard], since: datetime, until: datetime) -> Edition:
    """The stories sorted into what a reader asks for, the most severe first, then the best supported."""
    ranked = sorted(every, key=_rank)
    new = tuple(h for h in ranked if h.fresh and h.before is None)
    changed = tuple(h for h in ranked if h.fresh and h.before is not None)
    still = tuple(h for h in ranked if not h.fresh and not h.story.closed and h.story.last_seen > until - OPEN_FOR)
    return Edition(since, until, new, changed, still, _corroborated([*new, *changed]))


def _fresh(item: Item, since: datetime, known: Collection[str]) -> bool:
    return item.fetched_at > since and not item.backlog and item.id not in known


def _rank(one: Heard) -> tuple[int, int, float, str]:
    story = one.story
    return -story.severity, -len(story.publishers), -story.last_seen.timestamp(), story.id


def _corroborated(told_now: Sequence[Heard]) -> tuple[Heard, ...]:
    several = [h for h in told_now if len(h.story.publishers) > 1]
    return tuple(sorted(several, key=lambda h: (-len(h.story.publishers), _rank(h)))[:MOST_CORROBORATED])
