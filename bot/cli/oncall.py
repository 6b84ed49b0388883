"""`tocsin oncall`: who is on call, who is next, the calendar, its gaps, and who carries how much, by what the settings say."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import Config, Json, settings
from bot.cli.verbs import as_it_stands, pages_carried
from bot.domain.errors import ConfigError, Problem
from bot.domain.schedule import Load, PagesOf, Schedule, Shift

if TYPE_CHECKING:
    from bot.settings.shape import Settings

group = typer.Typer(no_args_is_help=True, help="Who is on call, and when.")
FOUND = 1
"""Exit code of `gaps` when there are some."""
YEARS = range(1970, 2101)
FAR = timedelta(days=400)
"""How far ahead the end of a shift, and the next one, are looked for."""

At = Annotated[
    str, typer.Option("--at", metavar="TIME", help="Then instead of now: 2026-03-09T03:10, with +02:00 or in the bot's zone.")
]
Which = Annotated[str, typer.Option("--schedule", "-s", metavar="ID", help="Only this schedule.")]
Fortnight = Annotated[int, typer.Option("--days", min=1, max=366, help="So many days from then on.")]


@group.command("who")
def who(at: At = "", schedule: Which = "", config: Config = None, as_json: Json = False) -> None:
    """Show who is on call for each role, and until when."""
    from bot.duty.coverage import shifts  # noqa: PLC0415  keeps --help quick
    from bot.present.oncall import who_line  # noqa: PLC0415

    found, now = _asked(config, at)
    rows, lines = [], []
    for one, role in _roles(found, schedule):
        on = next((s for s in shifts(one, now, now + FAR) if s.role == role and s.start == now), None)
        rows.append(
            {"schedule": one.id, "role": role, **(_who(on) if on else {"person": None}), "until": on and on.end.isoformat()}
        )
        lines.append(who_line(one, role, on))
    _say(rows, lines, as_json=as_json)


@group.command("next")
def following(at: At = "", schedule: Which = "", config: Config = None, as_json: Json = False) -> None:
    """Show who has each role next, after the shift of now."""
    from bot.duty.coverage import shifts  # noqa: PLC0415  keeps --help quick
    from bot.present.oncall import next_line  # noqa: PLC0415

    found, now = _asked(config, at)
    rows, lines = [], []
    for one, role in _roles(found, schedule):
        coming = next((s for s in shifts(one, now, now + FAR) if s.role == role and s.start > now), None)
        rows.append(_row(one, coming) if coming else {"schedule": one.id, "role": role, "person": None})
        lines.append(next_line(one, role, coming))
    _say(rows, lines, as_json=as_json)


@group.command("calendar")
def calendar(
    at: At = "",
    days: Fortnight = 14,
    schedule: Which = "",
    ical: Annotated[bool, typer.Option("--ical", help="Write an iCalendar file (RFC 5545) of one schedule.")] = False,
    link: Annotated[str, typer.Option("--link", metavar="PERSON", help="Make a secret address of this person's calendar.")] = "",
    revoke: Annotated[str, typer.Option("--revoke", metavar="PERSON", help="End every such address of this person.")] = "",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show every shift of some days, whole."""
    if link or revoke:
        from bot.cli import handover  # noqa: PLC0415  keeps --help quick

        (handover.link if link else handover.revoke)(settings(config), link or revoke)
        return
    from bot.duty.coverage import whole_shifts  # noqa: PLC0415  keeps --help quick
    from bot.present.oncall import NO_SHIFTS, calendar_lines  # noqa: PLC0415

    found, now = _asked(config, at)
    chosen = _schedules(found, schedule)
    if ical:
        _write(chosen, now, timedelta(days=days))
        return
    rows, lines = [], []
    for one in chosen:
        laid = whole_shifts(one, now, now + timedelta(days=days))
        rows += [_row(one, shift) for shift in laid]
        lines += [
            f"{one.name} ({one.zone.key})" if len(chosen) > 1 or one.name != one.id else one.zone.key,
            *calendar_lines(one, laid),
        ]
    _say(rows, lines if rows else [NO_SHIFTS], as_json=as_json)


@group.command("gaps")
def gaps(at: At = "", days: Fortnight = 14, schedule: Which = "", config: Config = None, as_json: Json = False) -> None:
    """Show when somebody is wanted and nobody is on call; exit code 1 if there is such a time."""
    from bot.duty.coverage import gaps as find  # noqa: PLC0415  keeps --help quick
    from bot.present.oncall import NO_GAPS, gap_lines  # noqa: PLC0415

    found, now = _asked(config, at)
    rows: list[dict[str, Any]] = []
    lines: list[str] = []
    for one in _schedules(found, schedule):
        holes = find(one, now, now + timedelta(days=days))
        rows += [{"schedule": one.id, "role": g.role, "start": g.start.isoformat(), "end": g.end.isoformat()} for g in holes]
        lines += gap_lines(one, holes)
    _say(rows, lines or [NO_GAPS], as_json=as_json)
    if rows:
        raise typer.Exit(FOUND)


@group.command("fairness")
def fairness(
    at: At = "",
    days: Annotated[int, typer.Option("--days", min=1, max=3660, help="So many days from then on.")] = 90,
    schedule: Which = "",
    picture: Annotated[Path | None, typer.Option(metavar="FILE.png", help="Draw it too.", show_default=False)] = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show who carries how much: hours, how many of them at night and at weekends where the person lives, and pages."""
    from bot.duty.coverage import shifts  # noqa: PLC0415  keeps --help quick
    from bot.duty.fairness import fairness as weigh  # noqa: PLC0415
    from bot.present.oncall import load_lines  # noqa: PLC0415

    found, now = _asked(config, at)
    laid = [shift for one in _schedules(found, schedule) for shift in shifts(one, now, now + timedelta(days=days))]
    loads = weigh(laid, found.oncall.people.values())
    pages = pages_carried(found, now, now + timedelta(days=days))
    if picture is not None:
        _draw(picture, loads, f"On call, {days} days from {now:%Y-%m-%d}", pages)
    _say([_load(load, pages) for load in loads], list(load_lines(loads, pages)), as_json=as_json)


def _load(load: Load, pages: Mapping[str, PagesOf] | None) -> dict[str, Any]:
    hour, mine = timedelta(hours=1), pages.get(load.person.id, PagesOf()) if pages is not None else None
    return {
        "person": load.person.id,
        "name": load.person.name,
        "shifts": load.shifts,
        "hours": load.hours / hour,
        "night_hours": load.nights / hour,
        "weekend_hours": load.weekends / hour,
        "pages": mine.called if mine else None,
        "answered": mine.answered if mine else None,
    }


def _draw(file: Path, loads: "Sequence[Load]", title: str, pages: Mapping[str, PagesOf] | None) -> None:
    from bot.present.load_chart import loads_alt, loads_png  # noqa: PLC0415  half a second to load, wanted only here

    try:
        file.write_bytes(loads_png(loads, title, loads_alt(loads, pages), pages))
    except OSError as error:
        raise ConfigError([Problem(str(file), "", f"cannot be written: {error.strerror}", "name a file in a folder")]) from error


def _asked(config: Config, at: str) -> tuple["Settings", datetime]:
    """The settings, and the instant that is meant."""
    from bot.jobs.clock import SystemClock  # noqa: PLC0415  keeps --help quick

    found = as_it_stands(settings(config), SystemClock().now())
    if not at:
        return found, SystemClock().now().replace(microsecond=0)
    try:
        said = datetime.fromisoformat(at.strip())
        then = said if said.tzinfo else said.replace(tzinfo=found.bot.zone)
    except ValueError as error:
        mend = "write for example 2026-03-09T03:10 or 2026-03-09T03:10+02:00"
        raise ConfigError([Problem("oncall", f"--at {at}", "is not a time", mend)]) from error
    if then.year not in YEARS:
        raise ConfigError([Problem("oncall", f"--at {at}", "is too far away", f"say a year from {YEARS[0]} to {YEARS[-1]}")])
    return found, then.astimezone(UTC)


def _schedules(found: "Settings", wanted: str) -> list[Schedule]:
    """Those that are asked for, at least one."""
    there = found.oncall.schedules
    if not there:
        raise ConfigError([Problem("oncall.toml", "", "has no schedule", "write one, beginning with [[schedule]]")])
    if wanted and wanted not in there:
        raise ConfigError([Problem("oncall", f"--schedule {wanted}", "no such schedule", f"say one of {', '.join(there)}")])
    return [there[wanted]] if wanted else list(there.values())


def _roles(found: "Settings", wanted: str) -> Iterator[tuple[Schedule, str]]:
    return ((one, role) for one in _schedules(found, wanted) for role in one.roles)


def _write(chosen: list[Schedule], now: datetime, length: timedelta) -> None:
    from bot.calendars.write import write  # noqa: PLC0415  keeps --help quick
    from bot.duty.coverage import whole_shifts  # noqa: PLC0415

    if len(chosen) > 1:
        there = ", ".join(one.id for one in chosen)
        raise ConfigError([Problem("oncall", "--ical", "writes one schedule", f"say --schedule with one of {there}")])
    [one] = chosen
    sys.stdout.write(write(whole_shifts(one, now, now + length), one.name, one.id, now).decode())


def _who(shift: Shift) -> dict[str, str]:
    return {"person": shift.person.id, "name": shift.person.name}


def _row(schedule: Schedule, shift: Shift) -> dict[str, str]:
    times = {"start": shift.start.isoformat(), "end": shift.end.isoformat()}
    return {"schedule": schedule.id, "role": shift.role, **_who(shift), **times, "source": shift.source}


def _say(rows: list[dict[str, Any]], lines: list[str], *, as_json: bool) -> None:
    typer.echo(json.dumps(rows, ensure_ascii=False, indent=1) if as_json else "\n".join(lines))
