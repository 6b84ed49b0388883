"""The verbs of on-call for commands that are asked once: over the configured database, with nothing that sends."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.domain.errors import ConfigError, Problem, TocsinError
from bot.domain.paging import PageRefusal

if TYPE_CHECKING:
    from bot.domain.roster import RosterEntry
    from bot.domain.rotation import Listed
    from bot.domain.schedule import PagesOf
    from bot.pipeline.beats import Beats
    from bot.pipeline.paging import Paging
    from bot.pipeline.roster import Roster
    from bot.ports.memory import Memory
    from bot.settings.shape import Settings

By = Annotated[
    str, typer.Option(metavar="NAME", help="Who says so: a person of oncall.toml. [dim]Default: you, by your user name.[/dim]")
]


@contextlib.asynccontextmanager
async def on_call(found: "Settings") -> AsyncIterator[tuple["Roster", "Paging", "Beats"]]:
    """What is written is taken up by the bot that runs, within seconds."""
    from bot.app import database  # noqa: PLC0415  keeps --help quick
    from bot.app.paging import build_beats, build_roster  # noqa: PLC0415
    from bot.app.verbs import world  # noqa: PLC0415
    from bot.jobs.clock import SystemClock  # noqa: PLC0415
    from bot.pipeline.paging import Paging  # noqa: PLC0415

    clock = SystemClock()
    async with database(found) as opened:
        roster = build_roster(lambda: found, opened.stores, clock)
        await roster.refresh()
        paging = Paging(opened.stores, roster, lambda: world(found), clock, found.paging.plan)
        yield roster, paging, build_beats(lambda: found, opened.memory, paging, clock)


def instant(text: str, found: "Settings", option: str) -> datetime:
    """A time that somebody typed, in the bot's zone where it names none."""
    try:
        said = datetime.fromisoformat(text.strip())
    except ValueError as error:
        mend = "write for example 2026-03-09T03:10 or 2026-03-09T03:10+02:00"
        raise ConfigError([Problem("oncall", f"{option} {text}", "is not a time", mend)]) from error
    return (said if said.tzinfo else said.replace(tzinfo=found.bot.zone)).astimezone(UTC)


def length(text: str, option: str) -> timedelta:
    """A duration that somebody typed."""
    from bot.settings.duration import parse_duration  # noqa: PLC0415  keeps --help quick
    from bot.settings.faults import Fault  # noqa: PLC0415

    try:
        return parse_duration(text)
    except Fault as fault:
        raise ConfigError([Problem("page", f"{option} {text}", fault.fault, fault.mend)]) from fault


def refuse(refusal: PageRefusal) -> TocsinError:
    """As an error that says why."""
    from bot.present.paging import REFUSED  # noqa: PLC0415  keeps --help quick

    return TocsinError(f"{refusal}: {REFUSED[refusal]}")


def as_it_stands(found: "Settings", now: datetime) -> "Settings":
    """The settings with what people changed since; without a database, the settings."""
    from bot.app.paging import duty_of  # noqa: PLC0415  keeps --help quick
    from bot.duty.standing import as_it_stands as changed  # noqa: PLC0415
    from bot.storage.database import connect  # noqa: PLC0415

    async def read() -> "tuple[Sequence[RosterEntry], Mapping[str, Listed]]":
        try:
            async with await connect(found.database.address) as opened:
                return await opened.stores.roster.find(ending_after=now), await _turns(found, opened.memory)
        except TocsinError:
            return (), {}

    entries, listed = asyncio.run(read())
    schedules = changed(duty_of(found, listed), entries, ()).schedules
    people = found.oncall.people
    return replace(found, oncall=replace(found.oncall, schedules={i: replace(s, people=people) for i, s in schedules.items()}))


def pages_carried(found: "Settings", start: datetime, end: datetime) -> "dict[str, PagesOf] | None":
    """Each person's id -> pages of that time that called them; None where the time is not here yet, or without a database."""
    from bot.domain.schedule import PagesOf  # noqa: PLC0415
    from bot.jobs.clock import SystemClock  # noqa: PLC0415  keeps --help quick
    from bot.pipeline.page_metrics import carried  # noqa: PLC0415
    from bot.storage.database import connect  # noqa: PLC0415

    async def read() -> dict[str, PagesOf] | None:
        try:
            async with await connect(found.database.address) as opened:
                count = carried(await opened.stores.pages.find(since=start), start, end)
        except TocsinError:
            return None
        return {who: count.get(who, PagesOf()) for who in found.oncall.people}

    return asyncio.run(read()) if start < SystemClock().now() - timedelta(minutes=1) else None


async def _turns(found: "Settings", memory: "Memory") -> "Mapping[str, Listed]":
    """What the bot has last read in calendars; nobody is asked."""
    from bot.app.paging import wanted_calendars  # noqa: PLC0415  keeps --help quick
    from bot.jobs.clock import SystemClock  # noqa: PLC0415
    from bot.jobs.workers import Pools  # noqa: PLC0415
    from bot.pipeline.calendars import Calendars  # noqa: PLC0415

    if not found.oncall.calendars:
        return {}
    workers = Pools()
    try:
        kept = Calendars(None, memory, workers, SystemClock(), lambda: wanted_calendars(found))
        await kept.start()
        return kept.listed
    finally:
        await workers.close()
