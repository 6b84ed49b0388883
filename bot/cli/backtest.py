"""`tocsin backtest`: what other routes would have posted."""

import asyncio
import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Config, Json, settings
from bot.domain.errors import ConfigError
from bot.domain.rehearsal import Rehearsal

if TYPE_CHECKING:
    from bot.settings.shape import Settings

ROUTES = "routes.toml"


def backtest(
    routes: Annotated[Path, typer.Option(metavar="FILE", help="The routes on trial: a routes.toml that is not in force.")],
    days: Annotated[int, typer.Option(min=1, max=366, help="So many days are replayed.")] = 30,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Replay stored stories through other routes, and show what each channel would have got; nothing is written or posted."""
    from bot.present.rehearsal import rehearsal_lines  # noqa: PLC0415  keeps --help quick

    found = settings(config)
    told = asyncio.run(_rehearsed(found, on_trial(config, routes), days))
    if as_json:
        typer.echo(json.dumps(dataclasses.asdict(told), default=str, ensure_ascii=False, indent=1))
        return
    typer.echo("\n".join(rehearsal_lines(told, found.bot.zone)))


def on_trial(config: Path | None, routes: Path) -> "Settings":
    """The settings with other routes; its faults are told under that file's own name."""
    try:
        return settings(config, routes=routes)
    except ConfigError as error:
        raise ConfigError(
            [dataclasses.replace(p, file=str(routes)) if p.file == ROUTES else p for p in error.problems]
        ) from error


async def _rehearsed(found: "Settings", trial: "Settings", days: int) -> Rehearsal:
    from bot.app import database, world  # noqa: PLC0415  keeps --help quick
    from bot.jobs.clock import SystemClock  # noqa: PLC0415
    from bot.jobs.workers import Pools  # noqa: PLC0415
    from bot.pipeline.backtest import Backtest  # noqa: PLC0415
    from bot.pipeline.feedback import Heed  # noqa: PLC0415

    pools, clock = Pools(), SystemClock()
    try:
        async with database(found) as opened:
            heed = Heed(opened.stores, found.channels, found.kinds, clock)
            await heed.recount()
            thresholds = {i: t.threshold for i, t in heed.thresholds.items()}
            today = dataclasses.replace(world(found), thresholds=thresholds)
            return await Backtest(opened.stores, clock, pools, lambda: today).run(world(trial), days)
    finally:
        await pools.close()
