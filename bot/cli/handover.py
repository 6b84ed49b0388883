"""`tocsin oncall handover`, and the secret addresses of `tocsin oncall calendar`: what on-call keeps in the database."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Config, settings
from bot.domain.errors import ConfigError, Problem

if TYPE_CHECKING:
    from bot.domain.handover import HandOver
    from bot.present.handover import Left
    from bot.settings.shape import Settings

NOBODY = "Nobody answers there yet: set `listen` under [web] in bot.toml."


def handover(
    schedule: Annotated[str, typer.Option("--schedule", "-s", metavar="ID", help="Only this schedule.")] = "",
    config: Config = None,
) -> None:
    """Show the note that each role would be handed over with now: what is open, and who is next."""
    from bot.present.handover import handover_lines, note_lines  # noqa: PLC0415  keeps --help quick

    found = settings(config)
    if not found.oncall.schedules or (schedule and schedule not in found.oncall.schedules):
        there = ", ".join(found.oncall.schedules) or "write one, beginning with [[schedule]]"
        raise ConfigError([Problem("oncall", f"--schedule {schedule}", "no such schedule", there)])
    for hand, left in asyncio.run(_notes(found, schedule)):
        typer.echo("\n".join(handover_lines(hand.schedule, hand.role, hand.incoming, left.coming)))
        typer.echo("\n".join(f"  {line}" for line in note_lines(left, hand.schedule.zone)))


def link(found: "Settings", person: str) -> None:
    """A new secret address of somebody's calendar; it is shown once, and only its digest is kept."""
    secret = asyncio.run(_linked(found, person))
    if secret is None:
        raise ConfigError(
            [Problem("oncall", f"--link {person}", "no such person", f"say one of {', '.join(found.oncall.people)}")]
        )
    if not found.web.port:
        typer.echo(NOBODY, err=True)
    typer.echo(f"{found.web.base}/calendar/{secret}.ics")


def revoke(found: "Settings", person: str) -> None:
    """Every address of somebody's calendar ends."""
    typer.echo(f"Ended: {asyncio.run(_revoked(found, person))}")


def link_beat(found: "Settings", name: str) -> None:
    """A new secret address by which a heartbeat reports; shown once."""
    if name not in found.paging.heartbeats:
        there = ", ".join(found.paging.heartbeats) or "write one, beginning with [[heartbeat]]"
        raise ConfigError([Problem("beat", name, "no such heartbeat", there)])
    if not found.web.port:
        typer.echo(NOBODY, err=True)
    typer.echo(f"{found.web.base}/beat/{asyncio.run(_linked_beat(found, name))}")


def revoke_beat(found: "Settings", name: str) -> None:
    """Every address of a heartbeat ends."""
    from bot.pipeline.links import BEAT  # noqa: PLC0415  keeps --help quick

    typer.echo(f"Ended: {asyncio.run(_revoked(found, f'{BEAT}{name}'))}")


async def _notes(found: "Settings", schedule: str) -> "list[tuple[HandOver, Left]]":
    from bot.app import database  # noqa: PLC0415  keeps --help quick
    from bot.app.oncall import crews  # noqa: PLC0415
    from bot.app.paging import build_roster  # noqa: PLC0415
    from bot.jobs.clock import SystemClock  # noqa: PLC0415
    from bot.pipeline.handover import Handovers  # noqa: PLC0415

    infos = {s.info.id: s.info for s in found.sources}
    async with database(found) as opened:
        verb = Handovers(
            opened.stores,
            lambda: infos,
            crews(build_roster(lambda: found, opened.stores, SystemClock())),
            SystemClock(),
            found.handover,
        )
        return await verb.notes(schedule)


async def _linked(found: "Settings", person: str) -> str | None:
    from bot.app import database  # noqa: PLC0415  keeps --help quick
    from bot.app.oncall import crews  # noqa: PLC0415
    from bot.app.paging import build_roster  # noqa: PLC0415
    from bot.jobs.clock import SystemClock  # noqa: PLC0415
    from bot.pipeline.links import Links  # noqa: PLC0415

    async with database(found) as opened:
        return await Links(
            opened.stores.links, crews(build_roster(lambda: found, opened.stores, SystemClock())), SystemClock()
        ).make(person)


async def _revoked(found: "Settings", person: str) -> int:
    from bot.app import database  # noqa: PLC0415  keeps --help quick

    async with database(found) as opened:
        return await opened.stores.links.revoke(person)


async def _linked_beat(found: "Settings", name: str) -> str:
    from bot.app import database  # noqa: PLC0415  keeps --help quick
    from bot.app.oncall import crews  # noqa: PLC0415
    from bot.app.paging import build_roster  # noqa: PLC0415
    from bot.jobs.clock import SystemClock  # noqa: PLC0415
    from bot.pipeline.links import Links  # noqa: PLC0415

    clock = SystemClock()
    async with database(found) as opened:
        return await Links(opened.stores.links, crews(build_roster(lambda: found, opened.stores, clock)), clock).make_beat(name)
