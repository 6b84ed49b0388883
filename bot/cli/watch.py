"""`tocsin watch`: who wants to hear of what."""

import asyncio
import contextlib
import dataclasses
import json
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Config, Json, settings
from bot.domain.errors import TocsinError
from bot.domain.watch import NotWatched, Watch

if TYPE_CHECKING:
    from bot.pipeline.watches import Watches
    from bot.settings.shape import Settings

group = typer.Typer(no_args_is_help=True, help="Watch for actors, countries, sectors, flaws, kinds and words.")
OWNER = "cli"


@group.command("add")
def add(
    text: Annotated[str, typer.Argument(metavar="WHAT", help='For example: actor:APT28 country:LT "free words" severity>=3')],
    to: Annotated[str, typer.Option("--to", metavar="CHANNEL", help="A channel of routes.toml.")],
    days: Annotated[int, typer.Option(min=1, help="How long.")] = 90,
    config: Config = None,
) -> None:
    """Post what is asked for to a channel, whatever the routes say. Asked again, the same watch is renewed.

    Direct messages are for those who asked for them: in Discord, by /watch add.
    """
    from bot.present.watches import watch_line  # noqa: PLC0415  keeps --help quick

    found = settings(config)
    made = asyncio.run(_added(found, to, text, timedelta(days=days)))
    typer.echo(watch_line(_taken(made), found.bot.zone))


@group.command("list")
def list_watches(config: Config = None, as_json: Json = False) -> None:
    """Show the watches in force, the oldest first."""
    from bot.present.watches import NO_WATCHES, watch_lines  # noqa: PLC0415  keeps --help quick

    found = settings(config)
    told = asyncio.run(_listed(found))
    if as_json:
        rows = [{**dataclasses.asdict(w), "match": w.match.as_dict()} for w in told]
        typer.echo(json.dumps(rows, default=str, ensure_ascii=False, indent=1))
        return
    typer.echo("\n".join(watch_lines(told, found.bot.zone)) or NO_WATCHES)


@group.command("end")
def end(watch: Annotated[str, typer.Argument(metavar="ID", help="As `list` shows it.")], config: Config = None) -> None:
    """End a watch, whoever asked for it."""
    refused = asyncio.run(_ended(settings(config), watch))
    if refused is not None:
        _taken(refused)
    typer.echo(f"{watch} has ended.")


def _taken(made: Watch | NotWatched) -> Watch:
    from bot.present.watches import refused_words  # noqa: PLC0415  keeps --help quick

    if isinstance(made, NotWatched):
        raise TocsinError(refused_words(made))
    return made


async def _added(found: "Settings", to: str, text: str, lasts: timedelta) -> Watch | NotWatched:
    async with _watches(found) as watches:
        return await watches.add(OWNER, to, text, lasts)


async def _listed(found: "Settings") -> Sequence[Watch]:
    async with _watches(found) as watches:
        return await watches.list()


async def _ended(found: "Settings", watch: str) -> NotWatched | None:
    async with _watches(found) as watches:
        return await watches.end(watch, OWNER)


@contextlib.asynccontextmanager
async def _watches(found: "Settings") -> AsyncIterator["Watches"]:
    """The verb over the configured database."""
    from bot.app import build_watches, database  # noqa: PLC0415  keeps --help quick
    from bot.jobs.clock import SystemClock  # noqa: PLC0415

    async with database(found) as opened:
        yield build_watches(lambda: found, opened.stores, SystemClock())
