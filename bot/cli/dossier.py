"""`tocsin dossier`: what is stored about an actor, a country, a sector, a flaw, an indicator, or an attribution."""

import asyncio
import contextlib
import dataclasses
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Config, Json, settings
from bot.domain.dossier import Dossier, DossierKind
from bot.domain.errors import ConfigError, Problem
from bot.domain.tlp import Tlp

if TYPE_CHECKING:
    from bot.pipeline.dossiers import Dossiers
    from bot.settings.shape import Settings


def dossier(
    kind: Annotated[DossierKind, typer.Argument(metavar="KIND", help="actor, country, sector, cve, indicator or attribution.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="An actor under any alias, a country by code or name, ...")],
    picture: Annotated[Path | None, typer.Option(metavar="FILE.png", help="Draw its months too.", show_default=False)] = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show what is stored about somebody or something: aliases, alerts a month, claims, latest stories."""
    from bot.present.dossier import dossier_lines, dossier_title  # noqa: PLC0415  keeps --help quick

    found = settings(config)
    told, drawn = asyncio.run(_told(found, kind, name, draws=picture is not None))
    if picture is not None:
        _write(picture, drawn)
    if as_json:
        typer.echo(json.dumps(dataclasses.asdict(told), default=str, ensure_ascii=False, indent=1))
        return
    typer.echo("\n".join((dossier_title(told), *dossier_lines(told, found.bot.zone))))


async def _told(found: "Settings", kind: DossierKind, name: str, *, draws: bool) -> tuple[Dossier, bytes]:
    async with _dossiers(found) as dossiers:
        told = await dossiers.about(kind, name, Tlp.RED)
        return told, (await dossiers.picture(told))[0] if draws else b""


def _write(file: Path, png: bytes) -> None:
    try:
        file.write_bytes(png)
    except OSError as error:
        raise ConfigError([Problem(str(file), "", f"cannot be written: {error.strerror}", "name a file in a folder")]) from error


@contextlib.asynccontextmanager
async def _dossiers(found: "Settings") -> "AsyncIterator[Dossiers]":
    """The verb over the configured database."""
    from bot.app import database  # noqa: PLC0415  keeps --help quick
    from bot.jobs.clock import SystemClock  # noqa: PLC0415
    from bot.jobs.workers import Pools  # noqa: PLC0415
    from bot.pipeline.dossiers import Dossiers  # noqa: PLC0415

    infos = {s.info.id: s.info for s in found.sources}
    workers = Pools()
    try:
        async with database(found) as opened:
            yield Dossiers(opened.stores, lambda: infos, workers, SystemClock())
    finally:
        await workers.close()
