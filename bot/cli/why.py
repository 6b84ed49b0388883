"""`tocsin why`: the whole trace of an address or an item."""

import asyncio
import dataclasses
import json
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import Config, Json, settings
from bot.domain.trace import Trace

if TYPE_CHECKING:
    from bot.settings.shape import Settings

UNKNOWN = 1
"""Exit code when nothing is known of the address."""


def why(
    address: Annotated[str, typer.Argument(metavar="URL|ID", help="The address of an article, or the id of an item.")],
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show everything recorded about an address: state, reason, verdict, evidence, deliveries."""
    from bot.present.lookup import trace_lines  # noqa: PLC0415  keeps --help quick
    from bot.present.places import message_links  # noqa: PLC0415

    found = settings(config)
    link = message_links(lambda: found.channels, found.discord.guilds)
    traces = asyncio.run(_traces(found, address))
    if as_json:
        typer.echo(json.dumps([_plain(dataclasses.asdict(t)) for t in traces], ensure_ascii=False, indent=1))
    for trace in () if as_json else traces:
        typer.echo("\n".join(trace_lines(trace, found.bot.zone, link)) + "\n")
    if not traces:
        typer.echo(f"Nothing is known of {address}: no source has yielded it.", err=True)
        raise typer.Exit(UNKNOWN)


async def _traces(found: "Settings", address: str) -> list[Trace]:
    from bot.app import database  # noqa: PLC0415  keeps --help quick

    async with database(found) as opened:
        traces: list[Trace] = await opened.stores.search.trace(address.strip())
        return traces


def _plain(value: Any) -> Any:
    """JSON's own types; times in ISO 8601."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value.isoformat() if isinstance(value, datetime) else value
