"""WHO stands behind a target at an instant: the settings with what people changed since, and the ways that were checked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.person import Contact, Method, Person
from bot.domain.policy import Policy, Target, TargetKind
from bot.domain.roster import PUBLIC, RosterEntry, address_key
from bot.domain.rotation import Rotation
from bot.domain.schedule import Leave, Override, Schedule, Temporary
from bot.duty.schedule import on_call, on_layer, on_turns

DISCORD = "discord:"
"""References to people begin with it where only their Discord id is known."""
_DISCORD = frozenset({Method.DISCORD_DM, Method.DISCORD_MENTION})


@dataclass(frozen=True, slots=True)
class Duty:
    """Who can be called, when, and in which order; each by its id."""

    people: Mapping[str, Person] = field(default_factory=dict)
    rotations: Mapping[str, Rotation] = field(default_factory=dict)
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    leaves: tuple[Leave, ...] = ()

    def who(self, target: Target, at: datetime) -> Sequence[Person]:
        """Those behind a target; nobody for one that is not known, or for a place."""
        found = self._id(target, at)
        person = self.people.get(found or "")
        return [person] if person else []

    def _id(self, target: Target, at: datetime) -> str | None:
        if target.kind is TargetKind.PERSON:
            return target.id
        if target.kind is TargetKind.ROTATION and target.id in self.rotations:
            return on_turns(self.rotations[target.id], at)
        name, _, part = target.id.partition("/")
        schedule = self.schedules.get(name)
        if schedule is None:
            return None
        if target.kind is TargetKind.LAYER:
            layer = next((one for one in schedule.layers if one.id == part), None)
            return on_layer(layer, at) if layer else None
        person = on_call(schedule, part, at) if target.kind is TargetKind.ROLE else None
        return person.id if person else None

    def person_of(self, ref: str) -> str:
        """The id of whoever acts under this reference ("discord:7"); the reference itself for strangers."""
        if not ref.startswith(DISCORD):
            return ref
        ways = ((p.id, c) for p in self.people.values() for c in p.contacts)
        return next((i for i, c in ways if c.method in _DISCORD and c.address == ref.removeprefix(DISCORD)), ref)

    def name(self, ref: str) -> str:
        """As people know them."""
        return self.people[ref].name if ref in self.people else ref


def discord_id(person: Person) -> str:
    """Of whoever has one; "" else. Ways that may not be used yet still say who it is."""
    return next((c.address for c in person.contacts if c.method in _DISCORD), "")


def as_it_stands(duty: Duty, entries: Sequence[RosterEntry], confirmed: Collection[tuple[str, str]]) -> Duty:
    """The settings with what people changed, in the order of the changes. A way that was never checked is not used: it keeps its
    number, and serves no urgency.
    """
    people = {i: _checked(person, confirmed) for i, person in duty.people.items()}
    schedules = {i: _changed(replace(schedule, people=people), entries) for i, schedule in duty.schedules.items()}
    leaves = tuple(e.value for e in entries if isinstance(e.value, Leave))
    return replace(duty, people=people, schedules=schedules, leaves=(*duty.leaves, *leaves))


def _changed(schedule: Schedule, entries: Sequence[RosterEntry]) -> Schedule:
    mine = [e.value for e in entries if e.schedule == schedule.id]
    overrides = tuple(v for v in mine if isinstance(v, Override))
    temporaries = tuple(v for v in mine if isinstance(v, Temporary))
    return replace(schedule, overrides=(*schedule.overrides, *overrides), temporaries=(*schedule.temporaries, *temporaries))


def _checked(person: Person, confirmed: Collection[tuple[str, str]]) -> Person:
    def mute(contact: Contact) -> Contact:
        fine = contact.method in PUBLIC or (person.id, address_key(contact)) in confirmed
        return contact if fine else replace(contact, urgencies=frozenset())

    return replace(person, contacts=tuple(map(mute, person.contacts)))
