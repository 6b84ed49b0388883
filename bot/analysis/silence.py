"""How long a source may be silent before that is news: learnt from its own gaps, so that a weekly bulletin alarms nobody on a
Tuesday and a wire service does within a day.

    silence > max(3 x the 95th percentile of its gaps, 24 h)        with at least 20 gaps heard

Of the gaps that began on one day only the longest is kept: a busy source would fill its memory with minutes and forget what a
weekend is. Gaps that began on the same weekday are compared where there are enough of them: the one from Friday to Monday is
longer. A percentile, not a mean, because one long outage must not teach that outages are usual. Silence counts up to the last
good answer: what a source published while we were away is found by the next poll, so our own absence is nobody's silence.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.arrivals import Arrivals, Gap

LEAST_GAPS = 20
LEAST_A_WEEKDAY = 5
"""With fewer gaps of that weekday all are looked at."""
MOST_GAPS = 150
"""Gaps that are remembered; older ones say nothing of today."""
FACTOR = 3
PERCENT = 95
SHORTEST = timedelta(hours=24)
RARE = timedelta(days=7)
"""A source whose middle gap is longer than this is naturally rare: its silence is never told."""


def heard(arrivals: Arrivals, last_new_at: datetime | None) -> Arrivals:
    """The arrivals with this one too; the same value where it is no new one."""
    if last_new_at is None or (arrivals.last is not None and last_new_at <= arrivals.last):
        return arrivals
    if arrivals.last is None:
        return replace(arrivals, last=last_new_at)
    gap = Gap(arrivals.last.toordinal(), last_new_at - arrivals.last)
    earlier = arrivals.gaps
    if earlier and earlier[-1].day == gap.day:
        gap, earlier = max(earlier[-1], gap, key=lambda g: g.length), earlier[:-1]
    return replace(arrivals, last=last_new_at, gaps=(*earlier, gap)[-MOST_GAPS:])


def longest_silence(arrivals: Arrivals) -> timedelta | None:
    """What is still usual after the last arrival; None where too little is known, or the source is naturally rare."""
    if arrivals.last is None or len(arrivals.gaps) < LEAST_GAPS:
        return None
    every = [gap.length for gap in arrivals.gaps]
    if _percentile(every, 50) > RARE:
        return None
    alike = [gap.length for gap in arrivals.gaps if gap.weekday == arrivals.last.weekday()]
    usual = _percentile(alike if len(alike) >= LEAST_A_WEEKDAY else every, PERCENT)
    return max(FACTOR * usual, SHORTEST)


def silent_since(arrivals: Arrivals, last_ok_at: datetime | None) -> datetime | None:
    """When the silence began, if it is longer than is usual; None while all is well."""
    if arrivals.last is None or last_ok_at is None or last_ok_at - arrivals.last <= SHORTEST:
        return None
    usual = longest_silence(arrivals)
    return arrivals.last if usual is not None and last_ok_at - arrivals.last > usual else None


def _percentile(lengths: Sequence[timedelta], percent: int) -> timedelta:
    """By nearest rank: always a length that was seen."""
    ordered = sorted(lengths)
    return ordered[-(-percent * len(ordered) // 100) - 1]
