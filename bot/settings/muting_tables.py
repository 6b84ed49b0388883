"""`[[inhibit]]` and `[[maintenance]]` of `routes.toml`: what is not posted, and while what lasts."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictStr, model_validator

from bot.domain.silence import Inhibition, Maintenance
from bot.settings.channels_table import ROUTES
from bot.settings.faults import Fault, Faults
from bot.settings.hours_table import HoursTable
from bot.settings.match_keys import Known, MatchKeys, check_match
from bot.settings.rows import read_rows
from bot.settings.words import Id, Table


def _instant(value: object) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise Fault("is not an instant", "write date, time and offset without quotes, for example 2026-03-01T22:00:00+02:00")
    return value.astimezone(UTC)


Instant = Annotated[datetime, BeforeValidator(_instant)]


class InhibitRow(Table):
    """[[inhibit]]: while a story is open, others that it explains are not posted."""

    id: Id = Field(examples=["grid-down"])
    source: MatchKeys = Field(examples=[{"kinds": ["wiper_sabotage"], "severity": 4}])
    target: MatchKeys = Field(examples=[{"severity_to": 3}])
    equal: tuple[Literal["kind", "countries", "sectors", "actors", "victims", "cves"], ...] = Field(
        min_length=1, examples=[["countries", "sectors"]]
    )


class MaintenanceRow(MatchKeys):
    """[[maintenance]]: a window in which stories of a kind are not posted: hours of the week, or one stretch of time."""

    id: Id = Field(examples=["sunday-drill"])
    reason: StrictStr = Field(default="", examples=["the weekly drill"])
    hours: HoursTable | None = Field(default=None, examples=[{"from": "06:00", "to": "08:00", "days": ["sun"]}])
    starts: Instant | None = None
    until: Instant | None = None

    @model_validator(mode="after")
    def _one_window(self) -> "MaintenanceRow":
        once = self.starts is not None and self.until is not None
        if (self.starts is None) != (self.until is None) or once == (self.hours is not None):
            raise Fault("needs either hours, or starts and until", 'write for example: hours = { from = "06:00", to = "08:00" }')
        if self.starts and self.until and self.until <= self.starts:
            raise Fault("until is not after starts", "make until the later one")
        return self


def read_inhibitions(raw: Mapping[str, Any], known: Known, faults: Faults) -> tuple[Inhibition, ...]:
    """In the order of the file."""
    made = []
    for label, row in read_rows(raw, "inhibit", InhibitRow, ROUTES, faults):
        check_match(ROUTES, f"{label}.source", row.source, known, faults)
        check_match(ROUTES, f"{label}.target", row.target, known, faults)
        made.append(Inhibition(row.id, row.source.match(), row.target.match(), row.equal))
    return tuple(made)


def read_maintenance(raw: Mapping[str, Any], known: Known, zone: tzinfo, faults: Faults) -> tuple[Maintenance, ...]:
    """In the order of the file; `zone` is the bot's."""
    made = []
    for label, row in read_rows(raw, "maintenance", MaintenanceRow, ROUTES, faults):
        check_match(ROUTES, label, row, known, faults)
        hours = row.hours.hours(zone) if row.hours else None
        made.append(Maintenance(row.id, row.match(), row.reason, hours, row.starts, row.until))
    return tuple(made)
