"""`tocsin sources`: what is polled, how it is doing, and lists in and out."""

import asyncio
import dataclasses
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Config, Json, settings
from bot.domain.errors import ConfigError, Failure, Problem
from bot.domain.source import Memo
from bot.domain.status import SourceLine
from bot.domain.trouble import Trouble
from bot.ports.source import Polled
from bot.present.escape import inert

if TYPE_CHECKING:
    from bot.settings.shape import Settings

group = typer.Typer(no_args_is_help=True, help="List, test, import and export sources.")
SHOWN = 5


@group.command("list")
def list_sources(config: Config = None, as_json: Json = False) -> None:
    """The sources with their health, broken ones first."""
    from bot.app import database  # noqa: PLC0415  keeps --help quick
    from bot.jobs.clock import SystemClock  # noqa: PLC0415
    from bot.pipeline.lookup import Lookups  # noqa: PLC0415
    from bot.present.lookup import source_lines  # noqa: PLC0415

    found = settings(config)

    async def lines() -> list[SourceLine]:
        infos = {s.info.id: s.info for s in found.sources}
        async with database(found) as opened:
            return await Lookups(opened.stores, lambda: infos, SystemClock(), "").sources()

    answer = asyncio.run(lines())
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(x) for x in answer], default=str, ensure_ascii=False, indent=1))
        return
    typer.echo("\n".join(source_lines(answer, found.bot.zone)))


@group.command("health")
def show_health(config: Config = None, as_json: Json = False) -> None:
    """What is wrong with sources and the books, and what was in the last week."""
    from bot.app import database  # noqa: PLC0415  keeps --help quick
    from bot.jobs.clock import SystemClock  # noqa: PLC0415
    from bot.pipeline.lookup import Lookups  # noqa: PLC0415
    from bot.present.troubles import NOTHING_WRONG, trouble_lines  # noqa: PLC0415

    found = settings(config)

    async def troubles() -> list[Trouble]:
        async with database(found) as opened:
            return await Lookups(opened.stores, dict, SystemClock(), "").troubles()

    told = asyncio.run(troubles())
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(t) for t in told], default=str, ensure_ascii=False, indent=1))
        return
    typer.echo("\n".join(trouble_lines(told, found.bot.zone)) or NOTHING_WRONG)


@group.command("test")
def poll_once(
    source: Annotated[str, typer.Argument(metavar="ID", help="The id of a source in sources.toml.")],
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Poll one source once and show what it would yield; nothing is stored."""
    found = settings(config)
    try:
        polled = asyncio.run(_polled(found, source))
    except Failure as failure:
        typer.echo(f"{source}: {failure}", err=True)
        raise typer.Exit(1) from failure
    entries = polled.entries or ()
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(e) for e in entries], default=str, ensure_ascii=False, indent=1))
        return
    typer.echo(f"{source}: {len(entries)} entries" + (f"; asks us to wait {polled.wait}" if polled.wait else ""))
    for entry in entries[:SHOWN]:
        typer.echo(f"  {inert(entry.title or entry.text[:80])}\n    {inert(entry.url)}")


async def _polled(found: "Settings", source_id: str) -> Polled:
    from bot.app import build_sources, user_agent  # noqa: PLC0415  keeps --help quick
    from bot.fetch.client import Fetcher  # noqa: PLC0415
    from bot.jobs.clock import SystemClock  # noqa: PLC0415
    from bot.jobs.workers import Pools  # noqa: PLC0415

    pools = Pools()
    try:
        async with Fetcher(found.limits, SystemClock(), user_agent(found)) as fetcher:
            built = build_sources(found, fetcher, pools)
            if source_id not in built:
                raise ConfigError([Problem("sources.toml", source_id, "no such source", "see: tocsin sources list")])
            return await built[source_id].poll(Memo())
    finally:
        await pools.close()


@group.command("import")
def import_opml(file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="An OPML list of feeds.")]) -> None:
    """Turn an OPML file into entries for sources.toml, on standard output."""
    from bot.analysis.opml import read  # noqa: PLC0415  keeps --help quick
    from bot.settings.entries import source_entries  # noqa: PLC0415

    try:
        data = file.read_bytes()
    except OSError as error:
        raise ConfigError([Problem(str(file), "", f"cannot be read: {error.strerror}", "name an OPML file")]) from error
    try:
        outlines = read(data)
    except Failure as failure:
        raise ConfigError([Problem(str(file), "", failure.detail, "name an OPML file")]) from failure
    typer.echo(source_entries(outlines))
    typer.echo(f"{len(outlines)} feeds. Add what you want to sources.toml, then: tocsin check-config", err=True)


@group.command("export")
def export_opml(config: Config = None) -> None:
    """Write the feeds of sources.toml as OPML 2.0 to standard output."""
    from bot.analysis.opml import Outline, write  # noqa: PLC0415  keeps --help quick

    found = settings(config)
    feeds = [s.info for s in found.sources if s.info.kind == "feed"]
    outlines = [Outline(title=i.name, xml_url=i.address, html_url="", folder=str(i.publisher)) for i in feeds]
    sys.stdout.write(write(outlines, f"{found.bot.name} sources").decode())
