"""How right the judge was, week by week and kind by kind, as people said: pure.

An item is one trial, whatever number of people spoke of it, because only then does the interval mean anything. It belongs to
the ISO week in which it was first judged, by the team's own clock, and to the kind that it was posted under. A wrong kind is
an error of that kind. Where people are of two minds the item is counted as tied and left out of the share.
"""

import math
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo

from bot.domain.feedback import Feedback, Judgement, KindWeek, consensus

_Z95 = 1.959963984540054


def monday(now: datetime, weeks: int, zone: tzinfo) -> date:
    """The first day of the last `weeks` ISO weeks, the present one included."""
    today = now.astimezone(zone).date()
    return today - timedelta(days=today.weekday(), weeks=weeks - 1)


def weekly(said: Iterable[Feedback], zone: tzinfo, first: date = date.min) -> list[KindWeek]:
    """Weeks in order, kinds by name. Feedback from before `first` must be among `said` too: it says when an item was new."""
    by_item: dict[str, list[Feedback]] = {}
    for one in said:
        by_item.setdefault(one.item_id, []).append(one)
    counts: dict[tuple[date, str], Counter[Judgement | None]] = {}
    for voices in by_item.values():
        earliest = min(voices, key=lambda f: (f.at, f.channel, f.who))
        began = monday(earliest.at, 1, zone)
        if began >= first:
            agreed = consensus(voices)
            counts.setdefault((began, earliest.kind), Counter())[agreed.judgement if agreed else None] += 1
    return [_row(week, kind, counts[week, kind]) for week, kind in sorted(counts)]


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """Bounds of a share with 95 % confidence (Wilson 1927); they stay inside 0 and 1, and honest for a handful of trials."""
    if trials == 0:
        return 0.0, 1.0
    share, z2 = hits / trials, _Z95 * _Z95
    middle = share + z2 / (2 * trials)
    reach = _Z95 * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials))
    low, high = (middle - reach) / (1 + z2 / trials), (middle + reach) / (1 + z2 / trials)
    return max(0.0, min(low, share)), min(1.0, max(high, share))


def _row(week: date, kind: str, said: Counter[Judgement | None]) -> KindWeek:
    relevant, noise, wrong = said[Judgement.RELEVANT], said[Judgement.NOISE], said[Judgement.WRONG_KIND]
    judged = relevant + noise + wrong
    year, number, _ = week.isocalendar()
    low, high = wilson(relevant, judged)
    return KindWeek(
        week=f"{year}-W{number:02}",
        kind=kind,
        judged=judged,
        relevant=relevant,
        wrong_kind=wrong,
        noise=noise,
        tied=said[None],
        precision=relevant / judged if judged else None,
        low=low,
        high=high,
    )
