"""`tocsin landscape`: the threat level of countries and sectors."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Config, Json, settings
from bot.domain.errors import ConfigError, Problem
from bot.domain.landscape import AreaKind, Reading

if TYPE_CHECKING:
    from bot.pipeline.landscape import Survey
    from bot.settings.shape import Settings

TITLE = "Threat level"


def landscape(
    country: Annotated[str, typer.Option(metavar="CODE", help="Only this country: two letters, EU for the Union.")] = "",
    sector: Annotated[str, typer.Option(metavar="SECTOR", help="Only this sector.")] = "",
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE.png", help="Draw it too: the twelve highest.", show_default=False)
    ] = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show how much is reported of each country and sector, against what is usual there, and why."""
    from bot.present.landscape import NOTHING, reading_lines, whole_lines  # noqa: PLC0415  keeps --help quick

    if country and sector:
        raise ConfigError([Problem("landscape", "--sector", "is given beside --country", "ask for one of them")])
    found = settings(config)
    kind = AreaKind.COUNTRY if country else AreaKind.SECTOR if sector else None
    readings, drawn = asyncio.run(_readings(found, kind, country.upper() or sector, draws=picture is not None))
    if picture is not None:
        _write(picture, drawn)
    if as_json:
        typer.echo(json.dumps([{**r.as_dict(), "course": list(r.course)} for r in readings], ensure_ascii=False, indent=1))
        return
    lines = whole_lines(readings[0], found.bot.zone) if kind and readings else reading_lines(readings, found.bot.zone)
    typer.echo("\n".join(lines) or NOTHING)


async def _readings(found: "Settings", kind: AreaKind | None, code: str, *, draws: bool) -> tuple[Sequence[Reading], bytes]:
    async with _survey(found) as survey:
        readings = await survey.view(kind, code)
        return readings, (await survey.picture(readings, TITLE))[0] if draws else b""


def _write(file: Path, png: bytes) -> None:
    try:
        file.write_bytes(png)
    except OSError as error:
        raise ConfigError([Problem(str(file), "", f"cannot be written: {error.strerror}", "name a file in a folder")]) from error


@contextlib.asynccontextmanager
async def _survey(found: "Settings") -> AsyncIterator["Survey"]:
    """The verb over the configured database."""
    from bot.app import database  # noqa: PLC0415  keeps --help quick
    from bot.jobs.clock import SystemClock  # noqa: PLC0415
    from bot.jobs.workers import Pools  # noqa: PLC0415
    from bot.pipeline.landscape import Survey  # noqa: PLC0415

    infos = {s.info.id: s.info for s in found.sources}
    workers = Pools()
    try:
        async with database(found) as opened:
            yield Survey(opened.stores, lambda: infos, workers, SystemClock(), found.landscape)
    finally:
        await workers.close()
