"""`tocsin alerts`: the newest alerts, alerts by words and conditions, one in full, a file of many."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import Config, Json, settings
from bot.domain.errors import ConfigError, Problem, TocsinError

if TYPE_CHECKING:
    from bot.domain.card import Card
    from bot.pipeline.library import Library
    from bot.settings.shape import Settings

group = typer.Typer(no_args_is_help=True, help="Look for alerts; show one; write a file of many.")
Line = Annotated[
    str, typer.Argument(metavar="QUERY", help='Words and conditions: port kind:ransomware country:LT since:7d -"exercise"')
]
MOST = 10_000
"""Alerts of one file."""


@group.command("latest")
def latest(
    count: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 10, config: Config = None, as_json: Json = False
) -> None:
    """The newest alerts."""
    _list("severity>=0", 1, count, config, as_json=as_json)


@group.command("search")
def search(
    query: Line,
    page: Annotated[int, typer.Option(min=1, help="Which page.")] = 1,
    size: Annotated[int, typer.Option(min=1, max=1000, help="Alerts on a page.")] = 10,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Alerts that answer, best match first; without words the newest first."""
    _list(query, page, size, config, as_json=as_json)


@group.command("show")
def show(
    alert: Annotated[str, typer.Argument(metavar="ID|URL", help="The id of an alert or a story, or an address.")],
    config: Config = None,
) -> None:
    """One alert or story in full, as a channel would have it."""
    from bot.domain.tlp import Tlp  # noqa: PLC0415  keeps --help quick
    from bot.present.lookup import NO_ALERT  # noqa: PLC0415
    from bot.present.story import story_card  # noqa: PLC0415

    found = settings(config)
    shown = asyncio.run(_asked(found, lambda library: library.show(alert, Tlp.RED)))
    if shown is None:
        raise TocsinError(NO_ALERT)
    story, kind = shown
    _print([story_card(story, kind, found.bot.zone)])


@group.command("export")
def export(
    query: Line,
    form: Annotated[str, typer.Option("--as", metavar="FORM", help="csv, jsonl or stix (2.1).")] = "csv",
    to: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write here, not to standard output.", show_default=False)
    ] = None,
    most: Annotated[int, typer.Option(min=1, max=MOST, help="How many at most.")] = MOST,
    config: Config = None,
) -> None:
    """Write the alerts that answer as a file."""
    from bot.domain.tlp import Tlp  # noqa: PLC0415  keeps --help quick
    from bot.present.export import Form  # noqa: PLC0415

    if form not in set(Form):
        raise ConfigError([Problem("alerts export", "--as", f'knows no form "{form[:20]}"', "write csv, jsonl or stix")])
    _, written = asyncio.run(_asked(settings(config), lambda library: library.export(query, Tlp.RED, Form(form), most)))
    if to is None:
        sys.stdout.buffer.write(written)
        return
    try:
        to.write_bytes(written)
    except OSError as error:
        raise ConfigError([Problem(str(to), "", f"cannot be written: {error.strerror}", "name a file in a folder")]) from error


def _list(query: str, page: int, size: int, config: Path | None, *, as_json: bool) -> None:
    from bot.domain.tlp import Tlp  # noqa: PLC0415  keeps --help quick
    from bot.present.export import Form, exported  # noqa: PLC0415
    from bot.present.lookup import NOTHING_FOUND, found_cards  # noqa: PLC0415

    found = settings(config)
    told = asyncio.run(_asked(found, lambda library: library.search(query, Tlp.RED, page, size)))
    if as_json:
        typer.echo(exported(Form.JSONL, told.filed, {}).decode(), nl=False)
        return
    again = told.again if told.more or told.page > 1 else ""
    _print(found_cards(told.filed, told.page, again, found.bot.zone, more=told.more))
    if not told.filed:
        typer.echo(NOTHING_FOUND, err=True)


def _print(cards: "Iterable[Card]") -> None:
    from bot.present.plain import card_lines  # noqa: PLC0415  keeps --help quick

    for card in cards:
        typer.echo("\n".join((*card_lines(card), *([card.footer] if card.footer else ()))) + "\n")


async def _asked(found: "Settings", work: "Callable[[Library], Awaitable[Any]]") -> Any:
    async with _library(found) as library:
        return await work(library)


@contextlib.asynccontextmanager
async def _library(found: "Settings") -> "AsyncIterator[Library]":
    """The verb over the configured database."""
    from bot.app import database, world  # noqa: PLC0415  keeps --help quick
    from bot.jobs.clock import SystemClock  # noqa: PLC0415
    from bot.jobs.workers import Pools  # noqa: PLC0415
    from bot.pipeline.library import Library  # noqa: PLC0415

    judged_by, workers = world(found), Pools()
    try:
        async with database(found) as opened:
            yield Library(opened.stores, lambda: judged_by, workers, SystemClock())
    finally:
        await workers.close()
