"""`tocsin audit`: who changed what, in every server and on the command line."""

import asyncio
import dataclasses
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Config, Json, settings
from bot.domain.errors import ConfigError, Problem

if TYPE_CHECKING:
    from bot.domain.audit import AuditLine
    from bot.settings.shape import Settings


def audit(
    since: Annotated[str, typer.Option(metavar="TIME", help='So far back, for example "12h" or "30d".')] = "7d",
    server: Annotated[str, typer.Option(metavar="ID", help="Only what was done in this Discord server.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="So many at most.")] = 200,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show who changed what: acknowledgements, calls, silences, watches, judgements, stories. The newest first."""
    from bot.present.responses import NO_AUDIT, audit_lines  # noqa: PLC0415  keeps --help quick

    found, length = settings(config), _length(since)
    trail = asyncio.run(_trail(found, length, server or None, limit))
    if as_json:
        typer.echo(
            json.dumps([dataclasses.asdict(x) for x in trail], default=lambda at: at.isoformat(), ensure_ascii=False, indent=1)
        )
        return
    typer.echo("\n".join(audit_lines(trail, found.bot.zone)) or NO_AUDIT)


def _length(text: str) -> timedelta:
    from bot.settings.duration import parse_duration  # noqa: PLC0415  keeps --help quick
    from bot.settings.faults import Fault  # noqa: PLC0415

    try:
        return parse_duration(text)
    except Fault as fault:
        raise ConfigError([Problem("audit", "--since", fault.fault, fault.mend)]) from fault


async def _trail(found: "Settings", length: timedelta, server: str | None, limit: int) -> "Sequence[AuditLine]":
    from bot.app import database  # noqa: PLC0415  keeps --help quick
    from bot.jobs.clock import SystemClock  # noqa: PLC0415

    async with database(found) as opened:
        return await opened.stores.audit.find(since=SystemClock().now() - length, guild=server, limit=limit)
