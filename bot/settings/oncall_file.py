"""`oncall.toml`: people, rotations, schedules and policies, each name in them known and nothing in them that cannot be meant."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.person import Person
from bot.domain.policy import Policy, Step, Target, TargetKind
from bot.domain.rotation import Listed, Restriction, Rotation
from bot.domain.schedule import Layer, Schedule
from bot.duty.checks import circle, meetings
from bot.duty.wall import instant
from bot.ports.calendars import CalendarPlace
from bot.settings.faults import Faults
from bot.settings.oncall_tables import LayerTable, PersonRow, PolicyRow, RotationRow, ScheduleRow
from bot.settings.oncall_words import HoursTable
from bot.settings.routes_file import ONCALL, TargetRow
from bot.settings.rows import check_name, read_rows, row_ids
from bot.settings.secrets import PLACE, secret
from bot.settings.shape import OnCall


@dataclass(frozen=True, slots=True)
class Around:
    """What the file is read with: the environment, whether it must hold every secret, and the ids of channels (None: not read)."""

    environ: Mapping[str, str]
    posts: bool
    channels: Collection[str] | None


def read_oncall(raw: Mapping[str, Any], around: Around, faults: Faults) -> OnCall:
    """Everything but [[target]], which is read with the routes."""
    people = _people(raw, around, faults)
    known = row_ids(raw, "person")
    rotations = _rotations(raw, known, faults)
    rows = read_rows(raw, "schedule", ScheduleRow, ONCALL, faults)
    schedules = _schedules(rows, row_ids(raw, "rotation"), rotations, people, faults)
    whole = len(rows) == len(raw.get("schedule", ()))
    _check_targets(raw, {row.id: {table.role for table in row.layer} for _, row in rows}, faults)
    names = {
        TargetKind.PERSON: known,
        TargetKind.ROTATION: row_ids(raw, "rotation"),
        TargetKind.ROLE: {f"{row.id}/{table.role}" for _, row in rows for table in row.layer} if whole else None,
        TargetKind.LAYER: {f"{row.id}/{table.id}" for _, row in rows for table in row.layer} if whole else None,
        TargetKind.CHANNEL: around.channels,
        TargetKind.WEBHOOK: None,
    }
    return OnCall(people, rotations, schedules, _policies(raw, names, faults), _calendars(rows, around, faults))


def _calendars(rows: Sequence[tuple[str, ScheduleRow]], around: Around, faults: Faults) -> dict[str, CalendarPlace]:
    """Where the calendar is that a layer's turns stand in, by "schedule/layer"."""
    found = {}
    for label, row in rows:
        for number, table in enumerate(row.layer, 1):
            at = f"{label}.layer[item {number}]"
            address = table.calendar or (_address(table.calendar_env, at, around, faults) if table.calendar_env else "")
            if address:
                found[f"{row.id}/{table.id}"] = CalendarPlace(address, table.calendar_private)
    return found


def _people(raw: Mapping[str, Any], around: Around, faults: Faults) -> dict[str, Person]:
    """With the addresses that stand in the environment."""
    people = {}
    for label, row in read_rows(raw, "person", PersonRow, ONCALL, faults):
        ways = enumerate(row.contact, 1)
        addresses = tuple(
            way.address or _address(way.address_env, f"{label}.contact[item {n}]", around, faults) for n, way in ways
        )
        people[row.id] = row.person(addresses)
    return people


def _address(variable: str, at: str, around: Around, faults: Faults) -> str:
    """What the variable (or the file that its sister names) holds; "" where it holds nothing."""
    found = secret(around.environ, variable, faults) if around.posts else None
    if around.posts and found is None and not (around.environ.get(variable) or around.environ.get(f"{variable}_FILE")):
        faults.add(
            PLACE, variable, f"is not set, and {at} of {ONCALL} needs it", f"set it or {variable}_FILE, or remove what needs it"
        )
    return found.get_secret_value() if found else ""


def _rotations(raw: Mapping[str, Any], people: Collection[str] | None, faults: Faults) -> dict[str, Rotation]:
    """Every member a person."""
    rows = read_rows(raw, "rotation", RotationRow, ONCALL, faults)
    for label, row in rows:
        for member in row.members:
            check_name(ONCALL, f"{label}.members", "person", member, people, faults)
    return {row.id: row.rotation() for _, row in rows}


def _schedules(
    rows: Sequence[tuple[str, ScheduleRow]],
    known: Collection[str] | None,
    rotations: Mapping[str, Rotation],
    people: Mapping[str, Person],
    faults: Faults,
) -> dict[str, Schedule]:
    """Every layer on a rotation that is `known`, and no two that meet with one priority."""
    found = {}
    for label, row in rows:
        for number, table in enumerate(row.layer, 1):
            _check_layer(f"{label}.layer[item {number}]", table, row.zone, known, faults)
        made = tuple(
            _layer(table, rotations.get(table.rotation) or Listed(f"{row.id}/{table.id}", ()), row.zone)
            for table in row.layer
            if table.rotation in rotations or not table.rotation
        )
        schedule = Schedule(row.id, row.name or row.id, made, people, row.zone, _hours(row.hours, row.zone))
        for one, other in meetings(schedule):
            fault = f'layers "{one.id}" and "{other.id}" have the same role and priority, and hold at the same time'
            faults.add(ONCALL, f"{label}.layer", fault, "give one a higher priority, or hours in which the other does not hold")
        found[row.id] = schedule
    return found


def _check_layer(at: str, table: LayerTable, zone: ZoneInfo, rotations: Collection[str] | None, faults: Faults) -> None:
    """Its rotation is there, and it begins before it ends."""
    check_name(ONCALL, f"{at}.rotation", "rotation", table.rotation, rotations, faults)
    if table.starts and table.ends and _instant(table.starts, zone) >= _instant(table.ends, zone):
        faults.add(ONCALL, at, "ends before it starts", "make ends the later one")


def _layer(table: LayerTable, rotation: Rotation | Listed, zone: ZoneInfo) -> Layer:
    """As the domain sees it."""
    starts, ends = (_instant(moment, zone) if moment else None for moment in (table.starts, table.ends))
    return Layer(table.id, table.role, rotation, table.priority, _hours(table.hours, zone), starts, ends)


def _hours(tables: Sequence[HoursTable], zone: ZoneInfo) -> tuple[Restriction, ...]:
    return tuple(table.restriction(zone) for table in tables)


def _instant(moment: datetime, zone: ZoneInfo) -> datetime:
    """A time without a zone is one on the schedule's wall."""
    return instant(moment, zone) if moment.tzinfo is None else moment.astimezone(UTC)


def _check_targets(raw: Mapping[str, Any], roles: Mapping[str, Collection[str]], faults: Faults) -> None:
    """A [[target]] that is whoever is on call must name a schedule and one of its roles. What else is wrong with it is told already."""
    for label, row in read_rows(raw, "target", TargetRow, ONCALL, Faults()):
        check_name(ONCALL, f"{label}.schedule", "schedule", row.schedule, row_ids(raw, "schedule"), faults)
        check_name(ONCALL, f"{label}.policy", "policy", row.policy, row_ids(raw, "policy"), faults)
        check_name(ONCALL, f"{label}.role", "role", row.role, roles.get(row.schedule), faults)


def _policies(raw: Mapping[str, Any], names: Mapping[TargetKind, Collection[str] | None], faults: Faults) -> dict[str, Policy]:
    """Each with the steps of those that follow it."""
    rows = read_rows(raw, "policy", PolicyRow, ONCALL, faults)
    by_id = {row.id: row for _, row in rows}
    then = {row.id: row.then for row in by_id.values()}
    told: set[str] = set()
    for label, row in rows:
        for number, step in enumerate(row.step, 1):
            _check_called(f"{label}.step[item {number}].notify", step.notify, names, faults)
        _check_called(f"{label}.last_resort", row.last_resort, names, faults)
        check_name(ONCALL, f"{label}.then", "policy", row.then, row_ids(raw, "policy"), faults)
        way = circle(then, row.id)
        if way and row.id not in told:
            told.update(way)
            faults.add(ONCALL, f"{label}.then", f"goes round in a circle: {' then '.join(way)}", "remove then from one of them")
    return {} if told else {row.id: _policy(row, by_id) for row in by_id.values()}


def _check_called(at: str, targets: Iterable[str], names: Mapping[TargetKind, Collection[str] | None], faults: Faults) -> None:
    """Every target of a step must be one that exists."""
    for text in targets:
        target = _target(text)
        check_name(ONCALL, at, target.kind, target.id, names[target.kind], faults)


def _target(text: str) -> Target:
    """A checked target."""
    kind, _, name = text.partition(":")
    return Target(TargetKind(kind), name)


def _policy(row: PolicyRow, by_id: Mapping[str, PolicyRow]) -> Policy:
    """As the domain sees it: `then` is gone, the steps behind it are its own."""
    steps, last = [*row.step], row
    while last.then in by_id:
        last = by_id[last.then]
        steps += last.step
    return Policy(
        row.id,
        tuple(Step(tuple(map(_target, step.notify)), step.wait) for step in steps),
        row.repeats,
        row.needs,
        row.ack_timeout,
        tuple(map(_target, row.last_resort or last.last_resort)),
        row.last_resort_every,
        row.high_from,
        row.cap,
    )
