"""Hours of the week, quiet hours and digests, as they are written in `routes.toml`."""

from datetime import tzinfo
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StrictInt, StrictStr, model_validator

from bot.domain.hours import Hours
from bot.domain.period import Schedule, parse
from bot.domain.route import CRITICAL, Quiet, Still
from bot.settings.faults import Fault, in_two
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


def _period(value: str) -> str:
    if value:
        try:
            parse(value)
        except ValueError as error:
            raise Fault(*in_two(str(error))) from error
    return value


PeriodText = Annotated[StrictStr, AfterValidator(_period)]
"""When a digest is due; "" for none."""


def schedule_of(text: str, zone: tzinfo) -> Schedule | None:
    """What a checked period says; None for ""."""
    return Schedule(parse(text), zone) if text else None


def quiet_of(table: QuietTable | None, zone: tzinfo) -> Quiet | None:
    """Quiet hours as the domain sees them."""
    return Quiet(table.hours(zone), table.mode, table.break_from) if table else None
