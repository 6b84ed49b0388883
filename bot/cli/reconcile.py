"""`tocsin reconcile`: is everything that was fetched accounted for?"""

import asyncio
import json
from typing import TYPE_CHECKING

import typer

from bot.cli.options import Config, Json, settings

if TYPE_CHECKING:
    from bot.domain.balance import Balance
    from bot.settings.shape import Settings

LOST = 1
"""Exit code when something is lost or astray."""


def reconcile(config: Config = None, as_json: Json = False) -> None:
    """Compare what was fetched with what became of it; exit code 1 where anything is lost or stands still.

    Nothing is stored: the running bot keeps its own count each day. While the bot is stopped, what waits for it is astray.
    """
    from bot.present.balance import balance_lines  # noqa: PLC0415  keeps --help quick

    found = settings(config)
    balance = asyncio.run(_counted(found))
    if as_json:
        told = {"at": balance.at.isoformat(), "lost": balance.lost, **balance.as_dict()}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(balance_lines(balance, found.bot.zone)))
    if balance.lost:
        raise typer.Exit(LOST)


async def _counted(found: "Settings") -> "Balance":
    from bot.app import database  # noqa: PLC0415  keeps --help quick
    from bot.jobs.clock import SystemClock  # noqa: PLC0415
    from bot.pipeline.reconcile import Reconcile  # noqa: PLC0415

    async with database(found) as opened:
        return await Reconcile(opened.stores.ledger, opened.stores.troubles, SystemClock()).count()
