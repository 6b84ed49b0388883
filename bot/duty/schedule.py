"""WHO is on call at an instant. From below to above: layers by priority, a temporary schedule, overrides in their order."""

from bisect import bisect_right
from datetime import datetime
from operator import attrgetter

from bot.domain.person import Person
from bot.domain.rotation import Entry, Listed, Rotation
from bot.domain.schedule import Layer, Override, Schedule
from bot.duty.handoffs import handoffs
from bot.duty.hours import inside

_START = attrgetter("start")


def on_call(schedule: Schedule, role: str, at: datetime) -> Person | None:
    """Who has the role at the instant `at` (with a zone); None where nobody has: a gap."""
    person = _beneath(schedule, role, at)
    for override in schedule.overrides:
        if override.start <= at < override.end and override.role == role and applies(override, schedule, person):
            person = override.person
    return schedule.people.get(person) if person else None


def applies(override: Override, schedule: Schedule, person: str | None) -> bool:
    """Whether it says something of the time that `person` has: who is called must be known, and who is replaced must be on."""
    return override.person in schedule.people and override.replaces in ("", person)


def on_layer(layer: Layer, at: datetime) -> str | None:
    """Whose turn (an id) it is in this layer, as if there were no other."""
    begun = (layer.starts is None or layer.starts <= at) and (layer.ends is None or at < layer.ends)
    return on_turns(layer.turns, at) if begun and inside(layer.hours, at) else None


def on_turns(turns: Rotation | Listed, at: datetime) -> str | None:
    """Whose turn (an id) it is by the rotation or list alone."""
    if isinstance(turns, Listed):
        return _entered(turns.entries, at)
    turn = handoffs(turns).turn(at)
    return turns.members[turn % len(turns.members)] if turn >= 0 and turns.members else None


def _beneath(schedule: Schedule, role: str, at: datetime) -> str | None:
    """Whom layers and temporary schedules name; of these the later one in the schedule counts."""
    for temporary in reversed(schedule.temporaries):
        if temporary.role == role and temporary.start <= at < temporary.end:
            return _entered(temporary.entries, at)
    for layer in ordered(schedule, role):
        person = on_layer(layer, at)
        if person is not None:
            return person
    return None


def ordered(schedule: Schedule, role: str) -> list[Layer]:
    """The layers of a role, the strongest first."""
    return sorted((layer for layer in schedule.layers if layer.role == role), key=lambda layer: -layer.priority)


def _entered(entries: tuple[Entry, ...], at: datetime) -> str | None:
    """The last entry that has begun, where it is not over: where two overlap, the earlier one ends first."""
    place = bisect_right(entries, at, key=_START) - 1
    return entries[place].person if place >= 0 and at < entries[place].end else None
