"""Hours of the week, quiet hours and digests, as they are written in `routes.toml`."""

import re
from datetime import tzinfo
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StrictInt, StrictStr, model_validator

from bot.domain.hours import Hours
from bot.domain.route import CRITICAL, Digest, Quiet, Still
from bot.settings.faults import Fault
from bot.settings.words import Begin, End, Table, ZoneOrBots


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


class HoursTable(Table):
    """{ from = "22:00", to = "07:00" }: from one time of day to another, in this or the next day."""

    begins: Begin = Field(alias="from", examples=["22:00"])
    ends: End = Field(alias="to", examples=["07:00"])
    zone: ZoneOrBots = Field(default=None, examples=["Europe/Kyiv"])
    days: tuple[Day, ...] = Field(default=tuple(Day), examples=[["sat", "sun"]])

    @model_validator(mode="after")
    def _last(self) -> "HoursTable":
        if not self.days:
            raise Fault("days names no day", 'leave it out for every day, or write for example: days = ["sat", "sun"]')
        if self.begins == self.ends:
            raise Fault("from and to are the same", 'write from = "00:00" and to = "24:00" for whole days')
        return self

    def hours(self, zone: tzinfo) -> Hours:
        """As the domain sees them; `zone` is the bot's."""
        return Hours(self.begins, self.ends, self.zone or zone, frozenset(d.number for d in self.days))


class QuietTable(HoursTable):
    """Hours in which posts make no sound, or wait."""

    mode: Still = Still.SILENT
    break_from: StrictInt = Field(default=CRITICAL, ge=0, le=CRITICAL + 1)


_DIGEST = re.compile(r"(?:daily|weekly (mon|tue|wed|thu|fri|sat|sun)) ([01][0-9]|2[0-3]):([0-5][0-9])")


def _digest(value: str) -> str:
    if value and not _DIGEST.fullmatch(value):
        raise Fault("is not a rhythm", 'write "daily 08:00" or "weekly mon 08:00"')
    return value


DigestText = Annotated[StrictStr, AfterValidator(_digest)]


def digest_of(text: str, zone: tzinfo) -> Digest | None:
    """What a checked rhythm says; None for "". `zone` is the bot's."""
    found = _DIGEST.fullmatch(text)
    if found is None:
        return None
    weekday = Day(found[1]).number if found[1] else None
    return Digest(int(found[2]) * 60 + int(found[3]), weekday, zone)


def quiet_of(table: QuietTable | None, zone: tzinfo) -> Quiet | None:
    """Quiet hours as the domain sees them."""
    return Quiet(table.hours(zone), table.mode, table.break_from) if table else None
