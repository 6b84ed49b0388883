"""The small types that `oncall.toml` is written in: times of day, dates, hours of the week, ways to reach somebody, targets."""

import re
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, StrictStr, model_validator

from bot.domain.person import Method
from bot.domain.policy import TargetKind
from bot.domain.rotation import Restriction
from bot.settings.faults import Fault
from bot.settings.words import Table, is_snowflake

FIRST, LAST = 1970, 2100
"""Years."""
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
"""E.164: at most 15 digits."""
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
_HALVES = frozenset({TargetKind.LAYER, TargetKind.ROLE})


class Day(StrEnum):
    """A day of the week, as people write it short."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"

    @property
    def number(self) -> int:
        """0 for Monday."""
        return list(Day).index(self)


def _time(value: object) -> time:
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise Fault("is not a time of day", 'write hours and minutes in quotes, for example "09:00"')
    return time(int(found[1]), int(found[2]))


def _end(value: object) -> time:
    return time() if value == "24:00" else _time(value)


def _date(value: object) -> date:
    if isinstance(value, datetime) or not isinstance(value, date) or not FIRST <= value.year <= LAST:
        raise Fault("is not a date", f"write it without quotes, for example 2026-01-05; from {FIRST} to {LAST}")
    return value


def _moment(value: object) -> datetime | None:
    """A date is its midnight. Without a zone in it, it is a time on the wall."""
    if value is None or (isinstance(value, datetime) and FIRST <= value.year <= LAST):
        return value
    return datetime.combine(_date(value), time())


def _target(value: str) -> str:
    kind, _, name = value.partition(":")
    if kind not in list(TargetKind) or not name:
        raise Fault(f'cannot be called: "{value[:40]}"', f"write one of {', '.join(f'{k}:...' for k in TargetKind)}")
    if kind in _HALVES and (name.count("/") != 1 or not all(name.split("/"))):
        raise Fault(f'does not say of which schedule: "{value[:40]}"', f'write for example "{kind}:main/lead"')
    if kind == TargetKind.WEBHOOK and not _VARIABLE.fullmatch(name):
        raise Fault("a webhook's address is a secret", 'name the variable that holds it, for example "webhook:SOC_WEBHOOK"')
    return value


def check_address(method: Method, address: str) -> None:
    """Raises `Fault` where the address is not of the form that the method needs."""
    if method in (Method.SMS, Method.VOICE) and not _PHONE.fullmatch(address):
        raise Fault("is not a telephone number in the form E.164", 'write + and the country, without spaces: "+37060000000"')
    if method in (Method.DISCORD_DM, Method.DISCORD_MENTION) and not is_snowflake(address):
        raise Fault("is not a Discord id of 15 to 20 digits", "right-click the person in Discord and Copy ID")
    if method is Method.EMAIL and not _MAIL.fullmatch(address):
        raise Fault("is not a mail address", 'write for example "ana@team.example"')
    if "://" in address:
        raise Fault("an address of a service may hold a secret", "put it into a variable and name that in address_env")


def _variable(value: str) -> str:
    if value and not _VARIABLE.fullmatch(value):
        raise Fault("is not the name of a variable", "write capital letters, digits and _, and not the secret itself")
    return value


Clock = Annotated[time, BeforeValidator(_time)]
EndClock = Annotated[time, BeforeValidator(_end)]
"""The same, with 24:00, which is midnight."""
Date = Annotated[date, BeforeValidator(_date)]
Moment = Annotated[datetime | None, BeforeValidator(_moment)]
TargetText = Annotated[StrictStr, AfterValidator(_target)]
Variable = Annotated[StrictStr, AfterValidator(_variable)]


class SpanTable(Table):
    """{ from = "22:00", to = "07:00" }: each day, from one time to another, in this or the next day."""

    begins: Clock = Field(alias="from", examples=["22:00"])
    ends: EndClock = Field(alias="to", examples=["07:00"])

    @model_validator(mode="after")
    def _two(self) -> "SpanTable":
        if self.begins == self.ends != time():
            raise Fault("from and to are the same", 'write from = "00:00" and to = "24:00" for whole days')
        return self


class HoursTable(SpanTable):
    """The same on some days of the week."""

    days: tuple[Day, ...] = Field(default=tuple(Day), min_length=1, examples=[["mon", "tue"]])

    def restriction(self, zone: ZoneInfo) -> Restriction:
        """As the domain sees it, by the wall clock of `zone`."""
        return Restriction(frozenset(day.number for day in self.days), self.begins, self.ends, zone)
