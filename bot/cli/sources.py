"""`tocsin sources`: what is polled, how it is doing, and lists in and out."""

import asyncio
import dataclasses
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import By, Config, Json, me, settings
from bot.domain.errors import ConfigError, Failure, Problem
from bot.domain.source import Memo
from bot.domain.status import SourceLine
from bot.domain.trouble import Trouble
from bot.ports.source import Polled
from bot.present.escape import inert

if TYPE_CHECKING:
    from bot.settings.shape import Settings

group = typer.Typer(no_args_is_help=True, help="List, test, pause, import and export sources.")
SHOWN = 5
SourceId = Annotated[str, typer.Argument(metavar="ID", help="The id of a source in sources.toml.")]


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
    source: SourceId,
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


def _unknown(source: str) -> ConfigError:
    return ConfigError([Problem("sources.toml", source, "no such source", "see: tocsin sources list")])


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
                raise _unknown(source_id)
            return await built[source_id].poll(Memo())
    finally:
        await pools.close()


@group.command("pause")
def pause(source: SourceId, by: By = "", config: Config = None) -> None:
    """Poll a source no more until it is resumed; a bot that runs takes it up at the source's next turn."""
    _paused(source, by, config, paused=True)


@group.command("resume")
def resume(source: SourceId, by: By = "", config: Config = None) -> None:
    """Poll a paused source again."""
    _paused(source, by, config, paused=False)


def _paused(source: str, by: str, config: Path | None, *, paused: bool) -> None:
    from bot.app import database  # noqa: PLC0415  keeps --help quick
    from bot.domain.audit import source_paused  # noqa: PLC0415
    from bot.jobs.clock import SystemClock  # noqa: PLC0415
    from bot.present.sourcing import pause_words  # noqa: PLC0415

    found = settings(config)
    if source not in {s.info.id for s in found.sources}:
        raise _unknown(source)
    line = source_paused(source, SystemClock().now(), "", me(by), paused=paused)

    async def done() -> bool:
        async with database(found) as opened:
            await opened.stores.sources.sync([s.info.id for s in found.sources], line.at)
            return await opened.stores.sources.pause(source, paused, line)

    typer.echo(pause_words(source, paused=paused, done=asyncio.run(done()))[0])


@group.command("import")
def import_opml(
    file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="An OPML list of feeds.")], config: Config = None
) -> None:
    """Turn an OPML file into entries for sources.toml, on standard output; a feed with a fault is left out and named."""
    from bot.analysis.opml import read  # noqa: PLC0415  keeps --help quick
    from bot.settings.entries import source_entries  # noqa: PLC0415
    from bot.settings.files import SettingsFiles  # noqa: PLC0415

    try:
        data = file.read_bytes()
    except OSError as error:
        raise ConfigError([Problem(str(file), "", f"cannot be read: {error.strerror}", "name an OPML file")]) from error
    try:
        outlines = read(data)
    except Failure as failure:
        raise ConfigError([Problem(str(file), "", failure.detail, "name an OPML file")]) from failure
    rows = [{"id": f"import-{number}", "kind": "feed", "url": o.xml_url} for number, o in enumerate(outlines)]
    sound, wrong = SettingsFiles(config, os.environ).sound_sources(rows)
    kept = {row["url"] for row in sound}
    typer.echo(source_entries(o for o in outlines if o.xml_url in kept))
    typer.echo(f"{len(kept)} feeds. Add what you want to sources.toml, then: tocsin check-config", err=True)
    if wrong:
        raise ConfigError(wrong)


@group.command("export")
def export_opml(config: Config = None) -> None:
    """Write the feeds of sources.toml as OPML 2.0 to standard output."""
    from bot.analysis.opml import Outline, write  # noqa: PLC0415  keeps --help quick

    found = settings(config)
    feeds = [s.info for s in found.sources if s.info.kind == "feed"]
    outlines = [Outline(title=i.name, xml_url=i.address, html_url="", folder=str(i.publisher)) for i in feeds]
    sys.stdout.write(write(outlines, f"{found.bot.name} sources").decode())
