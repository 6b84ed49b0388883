"""LANDSCAPE: the threat level of each country and sector, by what is reported of it, against what is usual there.

    score(area, t) = sum over its stories of  SEVERITY_WEIGHT x STANDING_WEIGHT x 1/2 to the (age / HALF_LIFE)

The baseline is the median of the same score, taken every twelve hours of the eight weeks before, the last three days left out
(they are what is to be judged). The spread is the MAD of those, as a standard deviation; never less than stories of such weights
stray by chance alone (Campbell's theorem for shot noise), nor than LEAST_SPREAD: one ordinary corroborated story more than usual
alarms nobody. The level is heightened from RISES deviations above the baseline on,
and until it has fallen below FALLS: it does not flicker. With less than two weeks of looking there is no baseline.

Pure: the same stories give the same levels, in any order; time is an argument.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bot.analysis.robust import usual
from bot.domain.landscape import Area, AreaKind, Level, Reading, Turn, Weighs
from bot.domain.story import Standing, Story

SEVERITY_WEIGHT = (0.0, 1.0, 3.0, 8.0, 20.0)
"""From none to critical: each step is worth about two and a half of the one below."""
STANDING_WEIGHT = {
    Standing.SINGLE_SOURCE: 0.5,
    Standing.CORROBORATED: 1.0,
    Standing.OFFICIAL: 1.2,
    Standing.DISPUTED: 0.4,
}
"""A critical story of one press house does not heighten a quiet country by itself; corroborated, or official, it does."""
HALF_LIFE = timedelta(days=3)
BASELINE = timedelta(weeks=8)
STEP = timedelta(hours=12)
LEAST_DATA = timedelta(days=14)
TAIL = 10 * HALF_LIFE
"""A story older than this weighs less than a thousandth of what it did."""
LOOK_BACK = BASELINE + TAIL
"""How far back stories are needed."""
LEAST_SPREAD = 3.0
RISES, FALLS = 4.0, 2.0
REASONS = 5
DAY = timedelta(days=1)

_Weighed = tuple[datetime, float]


def weight(story: Story) -> float:
    """What a story is worth at the moment it is first reported."""
    return SEVERITY_WEIGHT[min(max(story.severity, 0), 4)] * STANDING_WEIGHT[story.standing]


def decayed(worth: float, age: timedelta) -> float:
    """What is left of it at that age; nothing before it happened."""
    return worth * 0.5 ** (age / HALF_LIFE) if age >= timedelta() else 0.0


def areas(story: Story) -> tuple[Area, ...]:
    """Where it counts: the countries and sectors of its victims."""
    countries = (Area(AreaKind.COUNTRY, code) for code in story.victim_countries)
    return tuple(dict.fromkeys((*countries, *(Area(AreaKind.SECTOR, slug) for slug in story.sectors))))


def readings(
    stories: Iterable[Story], now: datetime, looking_since: datetime | None, before: Mapping[Area, Reading]
) -> list[Reading]:
    """Every area that a story of the last weeks or an earlier reading names, by kind and code. `looking_since` is when Tocsin
    began to look (None: it has not); `before` are the last readings.
    """
    found: dict[Area, list[Story]] = defaultdict(list)
    for story in sorted(stories, key=lambda s: (s.first_seen, s.id)):
        if now - LOOK_BACK < story.first_seen <= now and weight(story) > 0:
            for area in areas(story):
                found[area].append(story)
    every = sorted({*found, *before})
    return [_reading(area, found.get(area, ()), now, looking_since or now, before.get(area)) for area in every]


def turns(before: Mapping[Area, Reading], after: Iterable[Reading]) -> list[Turn]:
    """What has changed and is worth saying: heightened from anything, normal again from heightened."""
    made = []
    for reading in after:
        old = before[reading.area].level if reading.area in before else Level.NO_BASELINE
        risen = reading.level is Level.HEIGHTENED and old is not Level.HEIGHTENED
        fallen = reading.level is Level.NORMAL and old is Level.HEIGHTENED
        if risen or fallen:
            made.append(Turn(old, reading))
    return made


def scores(weighed: Sequence[_Weighed], times: Sequence[datetime]) -> Iterator[float]:
    """The score at each of these times; both are oldest first. One walk: what is there decays, what comes is added."""
    place, score, at = 0, 0.0, times[0] if times else None
    for time in times:
        while place < len(weighed) and weighed[place][0] <= time:
            came, worth = weighed[place]
            at = at if at is not None and at < came else came
            score = decayed(score, came - at) + worth
            at, place = came, place + 1
        if at is not None and at < time:
            score, at = decayed(score, time - at), time
        yield score


def _reading(area: Area, stories: Sequence[Story], now: datetime, since: datetime, before: Reading | None) -> Reading:
    weighed = [(story.first_seen, weight(story)) for story in stories]
    days = [now - n * DAY for n in range(BASELINE // DAY, 0, -1)]
    [*course, score] = scores(weighed, [*days, now])
    base = list(scores(weighed, _sampled(now, since)))
    middle = usual(base)
    spread = max(middle.spread, _by_chance(weighed, middle.median, now), LEAST_SPREAD)
    excess = (score - middle.median) / spread
    level = Level.NO_BASELINE if now - since < LEAST_DATA or not base else _level(excess, before)
    same = before is not None and before.level is level
    return Reading(
        area=area,
        level=level,
        at=now,
        since=before.since if same and before is not None else now,
        score=round(score, 3),
        usual=round(middle.median, 3),
        spread=round(spread, 3),
        excess=round(excess, 3),
        reasons=_reasons(stories, now),
        course=tuple(round(c, 2) for c in course),
    )


def _by_chance(weighed: Sequence[_Weighed], middle: float, now: datetime) -> float:
    """How far a score of this size strays when its stories come independently: the variance of decaying marks is half the score
    times the mean of their weights, each weighed by itself.
    """
    earlier = [worth for at, worth in weighed if at <= now - HALF_LIFE]
    return math.sqrt(middle / 2 * sum(w * w for w in earlier) / sum(earlier)) if earlier else 0.0


def _level(excess: float, before: Reading | None) -> Level:
    high = before is not None and before.level is Level.HEIGHTENED
    return Level.HEIGHTENED if excess >= (FALLS if high else RISES) else Level.NORMAL


def _sampled(now: datetime, since: datetime) -> list[datetime]:
    """The instants of the baseline, oldest first: as far as there was somebody looking, and long enough for a score to build up."""
    first = max(now - BASELINE, since + HALF_LIFE)
    times = []
    at = now - HALF_LIFE
    while at >= first:
        times.append(at)
        at -= STEP
    return times[::-1]


def _reasons(stories: Sequence[Story], now: datetime) -> tuple[Weighs, ...]:
    heavy = sorted(stories, key=lambda s: (-decayed(weight(s), now - s.first_seen), s.id))
    made = []
    for story in heavy[:REASONS]:
        left = round(decayed(weight(story), now - story.first_seen), 3)
        url = next((r.url for r in story.reports if r.url), "")
        if left > 0:
            made.append(Weighs(story.id, story.title, story.severity, story.standing, story.first_seen, left, url))
    return tuple(made)
