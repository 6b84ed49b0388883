"""The tables of `oncall.toml` beside [[target]]: people, rotations, schedules, policies, as they are written."""

from datetime import timedelta
from typing import Literal

from pydantic import Field, StrictBool, StrictInt, StrictStr, model_validator

from bot.domain.person import BOTH, Contact, Method, Person, QuietHours, Urgency
from bot.domain.policy import Policy, Step
from bot.domain.rotation import Cadence, Rotation, Unit
from bot.settings.duration import Duration
from bot.settings.faults import Fault
from bot.settings.oncall_words import Clock, Date, Day, HoursTable, Moment, SpanTable, TargetText, Variable, check_address
from bot.settings.words import Country, Id, Lang, Table, Text, Zone

_CADENCE, _POLICY, _STEP = Cadence(Unit.WEEK), Policy("", ()), Step(())
"""For their defaults."""
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WEEKS = timedelta(weeks=4)
LONGEST = 366
"""Days of one turn."""
_OWN = {
    "weekdays": (Unit.WEEK,),
    "day": (Unit.MONTH,),
    "lengths": (Unit.LENGTHS,),
    "count": tuple(u for u in Unit if u is not Unit.LENGTHS),
}
"""Keys that only some units know."""


class ContactTable(Table):
    """[[person.contact]]: a way to reach somebody."""

    kind: Method = Field(examples=["discord_dm"])
    address: StrictStr = Field(default="", examples=["+37060000000"])
    address_env: Variable = Field(default="", examples=["ANA_NTFY"])
    after: Duration = Field(default=timedelta(), le=DAY, examples=["2m"])
    urgency: Literal["any", "high", "low"] = Field(default="any", examples=["high"])

    @model_validator(mode="after")
    def _one(self) -> "ContactTable":
        if bool(self.address) == bool(self.address_env):
            raise Fault("needs exactly one of address and address_env", 'write for example: address = "ana@team.example"')
        if self.address:
            check_address(self.kind, self.address)
        return self

    def contact(self, address: str) -> Contact:
        """As the domain sees it."""
        urgencies = BOTH if self.urgency == "any" else frozenset({Urgency(self.urgency)})
        return Contact(self.kind, address, self.after, urgencies)


class PersonRow(Table):
    """[[person]]: somebody who can be on call."""

    id: Id = Field(examples=["ana"])
    name: Text = Field(examples=["Ana Example"])
    zone: Zone = Field(examples=["Europe/Vilnius"])
    country: Country = Field(default="", examples=["LT"])
    languages: frozenset[Lang] = Field(default=frozenset(), examples=[["lt", "en"]])
    skills: frozenset[Text] = Field(default=frozenset(), examples=[["forensics"]])
    quiet: SpanTable | None = Field(default=None, examples=[{"from": "22:00", "to": "07:00"}])
    contact: tuple[ContactTable, ...] = ()

    def person(self, addresses: tuple[str, ...]) -> Person:
        """As the domain sees it; an address for each contact, "" for one that cannot be had."""
        pairs = zip(self.contact, addresses, strict=True)
        contacts = tuple(way.contact(address) for way, address in pairs if address)
        quiet = QuietHours(self.quiet.begins, self.quiet.ends) if self.quiet else None
        return Person(self.id, self.name, self.zone, self.country, self.languages, self.skills, contacts, quiet)


class RotationRow(Table):
    """[[rotation]]: people who take turns."""

    id: Id = Field(examples=["leads"])
    members: tuple[Text, ...] = Field(examples=[["ana", "ben"]])
    zone: Zone = Field(examples=["Europe/Vilnius"])
    starts: Date
    every: Unit = Field(default=_CADENCE.unit, examples=["week"])
    count: StrictInt = Field(default=_CADENCE.count, ge=1, le=1000)
    at: tuple[Clock, ...] = Field(default=_CADENCE.at, min_length=1, max_length=48, examples=[["09:00"]])
    weekdays: tuple[Day, ...] = Field(default=(Day.MON,), min_length=1, examples=[["mon", "fri"]])
    day: StrictInt = Field(default=_CADENCE.day, ge=1, le=31)
    lengths: tuple[StrictInt, ...] = Field(default=(), max_length=100, examples=[[2, 2, 3]])

    @model_validator(mode="after")
    def _meant(self) -> "RotationRow":
        if not self.members:
            raise Fault("members names nobody", 'write for example: members = ["ana", "ben"]')
        for key, units in _OWN.items():
            if key in self.model_fields_set and self.every not in units:
                raise Fault(
                    f'{key} means nothing with every = "{self.every}"', f"remove {key}, or set every to {' or '.join(units)}"
                )
        if self.every is Unit.LENGTHS and not (self.lengths and all(1 <= n <= LONGEST for n in self.lengths)):
            raise Fault(f"lengths must be numbers of days, 1 to {LONGEST}", "write for example: lengths = [2, 2, 3]")
        if self.every in (Unit.HOUR, Unit.LENGTHS) and len(self.at) > 1:
            raise Fault(f'at takes one time with every = "{self.every}"', 'write for example: at = ["09:00"]')
        return self

    def rotation(self) -> Rotation:
        """As the domain sees it."""
        days = tuple(sorted({day.number for day in self.weekdays}))
        cadence = Cadence(self.every, self.count, tuple(sorted(set(self.at))), days, self.day, self.lengths)
        return Rotation(self.id, self.members, self.zone, self.starts, cadence)


class LayerTable(Table):
    """[[schedule.layer]]: a rotation that counts for a role."""

    id: Id = Field(examples=["nights"])
    role: Id = Field(examples=["lead"])
    rotation: StrictStr = Field(default="", examples=["leads"])
    calendar: StrictStr = Field(default="", examples=["https://team.example/duty.ics"])
    calendar_env: Variable = Field(default="", examples=["DUTY_CALENDAR"])
    calendar_private: StrictBool = False
    priority: StrictInt = Field(default=0, ge=-100, le=100)
    hours: tuple[HoursTable, ...] = Field(default=(), max_length=50, examples=[[{"from": "09:00", "to": "17:00"}]])
    starts: Moment = None
    ends: Moment = None

    @model_validator(mode="after")
    def _turns(self) -> "LayerTable":
        if sum(map(bool, (self.rotation, self.calendar, self.calendar_env))) != 1:
            raise Fault("needs exactly one of rotation, calendar and calendar_env", 'write for example: rotation = "leads"')
        if self.calendar and not self.calendar.startswith(("https://", "http://")):
            raise Fault("calendar is not a web address", 'write for example: calendar = "https://team.example/duty.ics"')
        return self


class ScheduleRow(Table):
    """[[schedule]]: who is on call, made of layers."""

    id: Id = Field(examples=["main"])
    name: StrictStr = Field(default="", examples=["Response team"])
    zone: Zone = Field(examples=["Europe/Vilnius"])
    hours: tuple[HoursTable, ...] = Field(default=(), max_length=50, examples=[[{"from": "08:00", "to": "18:00"}]])
    layer: tuple[LayerTable, ...] = Field(default=(), max_length=40)

    @model_validator(mode="after")
    def _layers(self) -> "ScheduleRow":
        if not self.layer:
            raise Fault("has no layer", "write one below it, beginning with [[schedule.layer]]")
        twice = next((x.id for n, x in enumerate(self.layer) if x.id in {y.id for y in self.layer[:n]}), None)
        if twice:
            raise Fault(f'two of its layers have the id "{twice}"', "give each its own id")
        return self


class StepTable(Table):
    """[[policy.step]]: who is told, and how long they are waited for."""

    notify: tuple[TargetText, ...] = Field(min_length=1, max_length=50, examples=[["role:main/lead"]])
    wait: Duration = Field(default=_STEP.wait, ge=MINUTE, le=DAY, examples=["5m"])


class PolicyRow(Table):
    """[[policy]]: who is told first, who next."""

    id: Id = Field(examples=["default"])
    step: tuple[StepTable, ...] = Field(default=(), max_length=50)
    then: StrictStr = Field(default="", examples=["managers"])
    repeats: StrictInt = Field(default=_POLICY.repeats, ge=0, le=20)
    needs: StrictInt = Field(default=_POLICY.needs, ge=1, le=20)
    ack_timeout: Duration | None = Field(default=None, ge=MINUTE, le=WEEKS, examples=["1h"])
    last_resort: tuple[TargetText, ...] = Field(default=(), max_length=50, examples=[["channel:alerts"]])
    last_resort_every: Duration = Field(default=_POLICY.last_resort_every, ge=MINUTE, le=DAY, examples=["15m"])
    high_from: StrictInt = Field(default=_POLICY.high_from, ge=0, le=4)
    cap: StrictInt = Field(default=_POLICY.cap, ge=1, le=1000)

    @model_validator(mode="after")
    def _steps(self) -> "PolicyRow":
        if not self.step and not self.then:
            raise Fault("has no step", "write one below it, beginning with [[policy.step]]")
        return self
