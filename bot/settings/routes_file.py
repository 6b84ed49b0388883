"""`[[route]]` of `routes.toml`, and `oncall.toml`: which stories go where, and whom they call by name there."""

from collections.abc import Mapping, Sequence
from datetime import timedelta, tzinfo
from typing import Any

from pydantic import Field, StrictBool, StrictInt, StrictStr, model_validator

from bot.domain.route import Mention, Route, Template
from bot.settings.channels_table import ROUTES
from bot.settings.duration import Duration
from bot.settings.faults import Fault, Faults
from bot.settings.hours_table import PeriodText, QuietTable, quiet_of, schedule_of
from bot.settings.match_keys import Known, MatchKeys, check_match
from bot.settings.rows import check_name, check_top, read_rows, row_ids
from bot.settings.words import Id, Number, Snowflake, Table, Text

ONCALL = "oncall.toml"
TABLES = ("target", "person", "rotation", "schedule", "policy", "paging", "heartbeat", "activation", "handover")
_ROUTE = Route("", ())
"""For its defaults."""
INHERITED = ("channels", "threshold", "template", "oncall", "oncall_from", "group", "cap", "quiet", "digest")
"""What a route has from its parent where it does not set it itself."""


class RouteRow(MatchKeys):
    """[[route]]: which stories go to which channels."""

    id: Id = Field(examples=["everything"])
    under: StrictStr = Field(default="", examples=["everything"])
    channels: tuple[Text, ...] = Field(default=(), min_length=1, examples=[["alerts"]])
    threshold: Number = Field(default=_ROUTE.threshold, ge=0, le=1)
    template: Template = _ROUTE.template
    oncall: StrictStr = Field(default="", examples=["duty-officer"])
    oncall_from: StrictInt = Field(default=_ROUTE.mention_from, ge=0, le=4)
    group: Duration = Field(default=_ROUTE.group, le=timedelta(hours=6), examples=["10m"])
    cap: StrictInt = Field(default=_ROUTE.cap, ge=0)
    quiet: QuietTable | None = Field(default=None, examples=[{"from": "22:00", "to": "07:00"}])
    digest: PeriodText = Field(default="", examples=["daily 08:00"])
    stop: StrictBool = False


class TargetRow(Table):
    """[[target]]: somebody who can be called by name: a Discord role or a Discord user, or whoever is on call by a schedule."""

    id: Id = Field(examples=["duty-officer"])
    name: Text = Field(examples=["Duty officer"])
    discord_role: Snowflake = Field(default=0, examples=["123456789012345678"])
    discord_user: Snowflake = Field(default=0, examples=["123456789012345678"])
    schedule: StrictStr = Field(default="", examples=["main"])
    role: StrictStr = Field(default="", examples=["lead"])
    policy: StrictStr = Field(default="", examples=["default"])

    @model_validator(mode="after")
    def _one(self) -> "TargetRow":
        if bool(self.schedule) != bool(self.role):
            raise Fault("schedule and role belong together", 'write for example: schedule = "main" and role = "lead"')
        if bool(self.discord_role) == bool(self.discord_user):
            raise Fault(
                "needs exactly one of discord_role and discord_user", 'write for example: discord_role = "123456789012345678"'
            )
        return self


def read_targets(raw: Mapping[str, Any], faults: Faults) -> dict[str, Mention]:
    """`oncall.toml` by target id."""
    check_top(raw, TABLES, ONCALL, faults)
    rows = read_rows(raw, "target", TargetRow, ONCALL, faults)
    return {row.id: Mention(row.name, row.discord_role, row.discord_user, row.schedule, row.role, row.policy) for _, row in rows}


def read_routes(
    raw: Mapping[str, Any], known: Known, targets: Mapping[str, Mention], zone: tzinfo, faults: Faults
) -> tuple[Route, ...]:
    """The routes of `routes.toml`, in their order, every name in them known and what they inherit filled in. `zone` is the bot's."""
    rows = read_rows(raw, "route", RouteRow, ROUTES, faults)
    by_id = {row.id: row for _, row in rows}
    ids = row_ids(raw, "route")
    for label, row in rows:
        _check_names(label, row, known, faults)
        check_name(ROUTES, f"{label}.under", "route", row.under, ids, faults)
    _check_circles(rows, by_id, faults)
    return tuple(_route(row, _line(row, by_id), targets, zone) for _, row in rows)


def _check_names(label: str, row: RouteRow, known: Known, faults: Faults) -> None:
    """Every name that a route uses must be one that exists; a route at the top must have channels."""
    check_match(ROUTES, label, row, known, faults)
    for name in row.channels:
        check_name(ROUTES, f"{label}.channels", "channel", name, known.channels, faults)
    check_name(ROUTES, f"{label}.oncall", "on-call target", row.oncall, known.targets, faults)
    if not row.channels and not row.under:
        faults.add(ROUTES, f"{label}.channels", "is missing", 'write for example: channels = ["alerts"]')


def _check_circles(rows: Sequence[tuple[str, RouteRow]], by_id: Mapping[str, RouteRow], faults: Faults) -> None:
    """Each circle is told once, at its first route in the file."""
    told: set[str] = set()
    for label, row in rows:
        line = [r.id for r in _line(row, by_id)]
        if by_id[line[-1]].under == row.id and row.id not in told:
            told |= set(line)
            way = " under ".join([*line, row.id])
            fault = "is under itself" if len(line) == 1 else f"goes round in a circle: {way}"
            faults.add(ROUTES, f"{label}.under", fault, "remove under from the one that stands at the top")


def _line(row: RouteRow, by_id: Mapping[str, RouteRow]) -> list[RouteRow]:
    """The route, its parent, that one's parent and so on; each once."""
    line = [row]
    while (parent := by_id.get(line[-1].under)) is not None and parent not in line:
        line.append(parent)
    return line


def _route(row: RouteRow, line: Sequence[RouteRow], targets: Mapping[str, Mention], zone: tzinfo) -> Route:
    """A row as the domain sees it: what it leaves open is the nearest forebear's."""
    has = {name: next((r for r in line if name in r.model_fields_set), row) for name in INHERITED}
    return Route(
        id=row.id,
        channels=has["channels"].channels,
        match=row.match(),
        threshold=has["threshold"].threshold,
        mention=targets.get(has["oncall"].oncall),
        mention_from=has["oncall_from"].oncall_from,
        proceed=not row.stop,
        under=row.under,
        template=has["template"].template,
        group=has["group"].group,
        cap=has["cap"].cap,
        quiet=quiet_of(has["quiet"].quiet, zone),
        digest=schedule_of(has["digest"].digest, zone),
    )
