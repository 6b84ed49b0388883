"""WHAT a stretch of time looks like: shifts, gaps, conflicts. Laid out layer by layer, not asked instant by instant."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from bot.domain.rotation import Entry, Listed, Rotation
from bot.domain.schedule import Conflict, Gap, Layer, Leave, Override, Schedule, Shift, Temporary
from bot.duty.handoffs import handoffs
from bot.duty.hours import stretches
from bot.duty.schedule import applies, ordered
from bot.duty.spans import Span, holes, over, rejoined, within, without

REACH = timedelta(days=62)
"""How far beyond a window `whole_shifts` looks for where a shift begins and ends."""


def shifts(schedule: Schedule, start: datetime, end: datetime) -> list[Shift]:
    """Every shift of every role in [start, end), cut off at both, by start and then in the order of roles."""
    found = [
        Shift(role, schedule.people[s.person], *s[:2], s.source)
        for role in schedule.roles
        for s in _role(schedule, role, start, end)
    ]
    return sorted(found, key=lambda shift: shift.start)


def whole_shifts(schedule: Schedule, start: datetime, end: datetime) -> list[Shift]:
    """The shifts that have a part in [start, end), each from its own beginning to its own end (up to `REACH` outside)."""
    return [s for s in shifts(schedule, start - REACH, end + REACH) if s.start < end and start < s.end]


def gaps(schedule: Schedule, start: datetime, end: datetime) -> list[Gap]:
    """Where somebody is wanted for a role and nobody is on, by start."""
    wanted = stretches(schedule.hours, start, end)
    found = []
    for role in schedule.roles:
        on = [s[:2] for s in _role(schedule, role, start, end)]
        found += [Gap(role, *hole) for stretch in wanted for hole in holes(on, *stretch)]
    return sorted(found, key=lambda gap: gap.start)


def conflicts(found: Iterable[Shift], leaves: Sequence[Leave]) -> list[Conflict]:
    """Where somebody has a shift and is away."""
    away: dict[str, list[Leave]] = {}
    for leave in leaves:
        away.setdefault(leave.person, []).append(leave)
    both = ((s, a, max(s.start, a.start), min(s.end, a.end)) for s in found for a in away.get(s.person.id, ()))
    return [Conflict(shift, leave, start, end) for shift, leave, start, end in both if start < end]


def swap(first: Shift, second: Shift, id: str) -> tuple[Override, Override]:  # noqa: A002  the name it has everywhere
    """Two people take each other's shift: two overrides. The people must be two, or there is nothing to swap."""
    a, b = first.person.id, second.person.id
    return (
        Override(f"{id}-1", first.role, b, first.start, first.end, replaces=a),
        Override(f"{id}-2", second.role, a, second.start, second.end, replaces=b),
    )


def _role(schedule: Schedule, role: str, start: datetime, end: datetime) -> list[Span]:
    """The spans of one role, from the lowest layer up."""
    spans: list[Span] = []
    for layer in ordered(schedule, role):
        spans = over(spans, _layer(layer, start, end))
    for temporary in schedule.temporaries:
        if temporary.role == role:
            spans = _replaced(spans, temporary, start, end)
    for override in schedule.overrides:
        if override.role == role and override.start < end and start < override.end:
            spans = _overridden(spans, override, schedule, (max(start, override.start), min(end, override.end)))
    known = (span for span in spans if span.person in schedule.people)
    return rejoined(known)


def _layer(layer: Layer, start: datetime, end: datetime) -> Iterator[Span]:
    """One layer as if there were no other."""
    start, end = max(start, layer.starts or start), min(end, layer.ends or end)
    if start >= end:
        return iter(())
    return within(_turns(layer.turns, layer.id, start, end), stretches(layer.hours, start, end))


def _turns(turns: Rotation | Listed, source: str, start: datetime, end: datetime) -> Iterator[Span]:
    if isinstance(turns, Listed):
        return _entries(turns.entries, source)
    members = turns.members
    found = handoffs(turns).turns(start, end) if members else iter(())
    return (Span(begins, ends, members[n % len(members)], source, n) for n, begins, ends in found)


def _entries(entries: Sequence[Entry], source: str) -> Iterator[Span]:
    """Each until its end or the next one's start."""
    ends = [min(entry.end, later.start) for entry, later in pairwise(entries)] + [entry.end for entry in entries[-1:]]
    pairs = enumerate(zip(entries, ends, strict=True))
    return (Span(entry.start, end, entry.person, source, n) for n, (entry, end) in pairs if entry.start < end)


def _replaced(spans: list[Span], temporary: Temporary, start: datetime, end: datetime) -> list[Span]:
    """Inside its stretch only what the temporary schedule says."""
    stretch = (max(start, temporary.start), min(end, temporary.end))
    if stretch[0] >= stretch[1]:
        return spans
    return sorted([*without(spans, [stretch]), *within(_entries(temporary.entries, temporary.id), [stretch])])


def _overridden(spans: list[Span], override: Override, schedule: Schedule, stretch: tuple[datetime, datetime]) -> list[Span]:
    """Inside its stretch the person of the override, wherever it applies."""
    if not override.replaces:
        mine = [Span(*stretch, override.person, override.id)] if applies(override, schedule, None) else []
        return over(mine, spans)
    hit = [span for span in within(spans, [stretch]) if applies(override, schedule, span.person)]
    mine = rejoined(Span(span.start, span.end, override.person, override.id) for span in hit)
    return over(mine, spans)
