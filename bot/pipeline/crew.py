"""Who is on duty and who may be asked: people and schedules as they stand now, with what people changed since the settings."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.activation import Candidate
from bot.domain.person import Method, Person
from bot.domain.schedule import Leave, Schedule
from bot.duty.schedule import on_call


@dataclass(frozen=True, slots=True)
class Crew:
    """Everybody, every schedule, and who is away when."""

    people: Mapping[str, Person] = field(default_factory=dict)
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    leave: tuple[Leave, ...] = ()

    def who(self, schedule: str, role: str, at: datetime) -> Person | None:
        """Who has this role at that instant."""
        found = self.schedules.get(schedule)
        return on_call(found, role, at) if found else None

    def on_duty(self, at: datetime) -> frozenset[str]:
        """Ids of all who have any role."""
        found = (on_call(s, role, at) for s in self.schedules.values() for role in s.roles)
        return frozenset(person.id for person in found if person)

    def by_account(self, ref: str) -> Person | None:
        """Whose Discord account this is ("discord:" and a number), or whose id."""
        kind, _, account = ref.partition(":")
        if kind != "discord":
            return self.people.get(ref)
        ways = {Method.DISCORD_DM, Method.DISCORD_MENTION}
        return next((p for p in self.people.values() for c in p.contacts if c.method in ways and c.address == account), None)


Crews = Callable[[], Awaitable[Crew]]
"""Asked each time: a reload, an override or a leave changes it."""


def candidates(crew: Crew, lead: str, now: datetime, carried: Mapping[str, int], asked: Collection[str]) -> list[Candidate]:
    """Who may be asked now: not those who are away, but for those who were asked already. `lead` is "schedule/role"."""
    away = {leave.person for leave in crew.leave if leave.start <= now < leave.end} - set(asked)
    schedule, _, role = lead.partition("/")
    leads, duty = crew.who(schedule, role, now), crew.on_duty(now)
    return [
        Candidate(person, person.id in duty, leads is not None and leads.id == person.id, carried.get(person.id, 0))
        for person in crew.people.values()
        if person.id not in away
    ]
