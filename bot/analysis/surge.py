"""SURGE: when many stories are one event (a wave of floods, one exploited flaw), say so once instead of many times.

Stories are bound by their kind and by one thing they share (`sightings.bonds`). A situation begins when six hours hold

    at least MINIMUM stories of a bond,
    and so many that a Poisson process of the usual rate has as many in one of a million such windows,
    and four spreads (by the MAD) more than the median window

of the four weeks before those hours. The usual rate is the mean of those windows, each cut at three spreads above the median,
so that an earlier surge does not make the next one usual. In the first week of looking nothing is known to be usual: then it
takes twice the minimum. A situation ends when for twelve hours no six hours held as many as lie halfway between the usual and what
began it. What is found depends on the set of stories alone, never on the order in which they came.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from bot.analysis.robust import usual
from bot.analysis.sightings import Seen, bonds
from bot.domain.route import CRITICAL
from bot.domain.situation import Bond, Joining, Sighting, Situation, SurgeReason, Tally
from bot.domain.story import Story

WINDOW = timedelta(hours=6)
MINIMUM = 5
WEEKS = timedelta(weeks=4)
"""The time before that says what is usual."""
FIRST_DAYS = timedelta(days=7)
"""Of looking, in which nothing is known to be usual yet."""
RARE = 1e-6
SPREADS, CUT = 4.0, 3.0
CALM = timedelta(hours=12)
"""How long it must have been as usual before a situation is over."""
KEPT = WEEKS + timedelta(days=7)
"""How long `Recent` has to remember."""
HOURS = 24

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WINDOWS = WEEKS // WINDOW
_HOUR = timedelta(hours=1)
_LARGE = 500.0
"""From here on a Poisson count is as good as normal."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What six hours usually hold, and how many it takes for a situation to begin and to go on."""

    usual: float
    needed: int

    @property
    def goes_on(self) -> int:
        """Halfway: fewer than began it, more than is usual."""
        return math.ceil((self.usual + self.needed) / 2)


def situations(open_: Sequence[Situation], story: Story, recent: Seen, now: datetime) -> Joining:
    """What a new story is to the situations that are open, and whether one begins with it. Changes nothing: add the story to
    `recent` afterwards, and put the situation it comes back with in the place of the one with its id.

    An open situation goes first; what has been counted for one does not begin another.
    """
    alone = story.severity >= CRITICAL
    mine = bonds(story)
    for known in sorted((s for s in open_ if s.bond in mine), key=lambda s: mine.index(s.bond)):
        found = _with(recent.with_(known.bond, story), known.bond, story, recent.since, now)
        if found is not None and _same(found, known):
            reason = SurgeReason.CRITICAL if alone else SurgeReason.JOINED
            return Joining(reason, replace(found, id=known.id), own_post=alone)
    counted = {story_id for s in open_ for story_id in s.stories} - {story.id}
    for bond in mine:
        seen = recent.with_(bond, story)
        if not _crowded(seen, story, recent.since, counted):
            continue
        found = _with(seen, bond, story, recent.since, now)
        if found is not None and not any(s.bond == bond and _same(found, s) for s in open_):
            return Joining(SurgeReason.OPENED, found, own_post=alone)
    return Joining(SurgeReason.NO_SURGE)


def as_they_are(open_: Iterable[Situation], recent: Seen, now: datetime) -> list[Situation]:
    """The open situations at this instant, by all that is known now: those that are over have `until` set."""
    made = []
    for known in open_:
        found = [s for s in surges(known.bond, recent.of(known.bond), recent.since, now) if _same(s, known)]
        made.append(replace(found[-1], id=known.id) if found else replace(known, until=known.until or now))
    return made


def surges(bond: Bond, seen: Sequence[Sighting], since: datetime, now: datetime) -> list[Situation]:
    """Every situation of one bond among its sightings (oldest first), those that are over too: the same for the same set."""
    made = []
    for first, last, busy, measure in _stretches(seen, since):
        over = busy + CALM
        made.append(_situation(bond, seen[first : last + 1], busy, measure, over if over <= now else None))
    return made


def measure(slots: Counter[int], at: datetime, since: datetime) -> Measure:
    """What is usual for six hours that end at `at`; `slots` are counts by six hours since 1970."""
    end = (at - WINDOW - _EPOCH) // WINDOW
    begin = max(end - _WINDOWS, -((_EPOCH - since) // WINDOW))
    counts = [slots.get(n, 0) for n in range(begin, end)]
    if len(counts) * WINDOW < FIRST_DAYS:
        return Measure(0.0, 2 * MINIMUM)
    middle = usual(counts)
    most = middle.median + CUT * max(middle.spread, 1.0)
    rate = sum(min(count, most) for count in counts) / len(counts)
    return Measure(rate, max(MINIMUM, _least(rate), math.ceil(middle.median + SPREADS * middle.spread)))


def _stretches(seen: Sequence[Sighting], since: datetime) -> Iterator[tuple[int, int, datetime, Measure]]:
    """First and last place of each situation, when it was last busy, and what it was measured by."""
    slots = _slots(seen)
    begin, past, first = 0, 0, -1
    busy, level = since, Measure(0.0, MINIMUM)
    levels: dict[int, Measure] = {}
    for place, one in enumerate(seen):
        while seen[begin].at <= one.at - WINDOW:
            begin += 1
        if first >= 0 and one.at > busy + CALM:
            yield first, place - 1, busy, level
            first, past = -1, place
        count = place - begin + 1
        if first < 0 and count >= MINIMUM:
            slot = (one.at - _EPOCH) // WINDOW
            level = levels.get(slot) or levels.setdefault(slot, measure(slots, one.at, since))
            if count >= level.needed:
                first, busy = max(begin, past), one.at
        elif first >= 0 and count >= level.goes_on:
            busy = one.at
    if first >= 0:
        yield first, len(seen) - 1, busy, level


def _situation(bond: Bond, seen: Sequence[Sighting], busy: datetime, level: Measure, until: datetime | None) -> Situation:
    latest = seen[-1].at
    ages = Counter((latest - s.at) // _HOUR for s in seen)
    return Situation(
        id=_id(bond, seen[0].at),
        bond=bond,
        stories=tuple(s.story_id for s in seen),
        severity=max(s.severity for s in seen),
        since=seen[0].at,
        latest=latest,
        busy=busy,
        usual=level.usual,
        needed=level.needed,
        victims=_tallies(s.victims for s in seen),
        countries=_tallies(s.countries for s in seen),
        sectors=_tallies(s.sectors for s in seen),
        hours=tuple(ages[HOURS - 1 - n] for n in range(HOURS)),
        until=until,
    )


def _with(seen: Sequence[Sighting], bond: Bond, story: Story, since: datetime, now: datetime) -> Situation | None:
    """The situation that is open now and holds this story."""
    found = surges(bond, seen, since, now)
    return next((s for s in found if s.until is None and story.id in s.stories), None)


def _same(found: Situation, known: Situation) -> bool:
    """One of a bond that overlaps the other in time."""
    return found.bond == known.bond and found.since <= known.latest and known.since <= found.latest


def _crowded(seen: Sequence[Sighting], story: Story, since: datetime, counted: Collection[str]) -> bool:
    """Whether six hours with this story hold enough that no other situation has counted: a cheap question before the dear one."""
    at = story.first_seen
    near = [s.at for s in seen if abs(s.at - at) < WINDOW and s.story_id not in counted]
    if len(near) < MINIMUM:
        return False
    slots = _slots(seen)
    least = min(measure(slots, end, since).needed for end in (at, at + WINDOW))
    return any(end - WINDOW < near[n - least + 1] for n, end in enumerate(near) if n >= least - 1)


def _slots(seen: Sequence[Sighting]) -> Counter[int]:
    return Counter((s.at - _EPOCH) // WINDOW for s in seen)


def _tallies(named: Iterable[tuple[str, ...]]) -> tuple[Tally, ...]:
    counts = Counter(name for names in named for name in dict.fromkeys(names) if name)
    return tuple(Tally(name, count) for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _least(rate: float) -> int:
    """The least count that a Poisson process of this rate reaches in fewer than `RARE` of its windows."""
    if rate > _LARGE:
        return math.ceil(rate + 5 * math.sqrt(rate))
    chance, below, count = math.exp(-rate), 0.0, 0
    while 1.0 - below >= RARE:
        below += chance
        count += 1
        chance *= rate / count
    return count


def _id(bond: Bond, since: datetime) -> str:
    """20 hexadecimal digits, as all ids of posts."""
    return blake2b(f"{bond.kind}\0{bond.by}\0{bond.value}\0{since.isoformat()}".encode(), digest_size=10).hexdigest()
