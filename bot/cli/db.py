"""`tocsin db`: the database's own chores."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import Config, settings

group = typer.Typer(no_args_is_help=True, help="Upgrade or back up the database.")


@group.command("upgrade")
def upgrade(config: Config = None) -> None:
    """Bring the database to the schema of this version; safe to run at any time, by many at once."""
    from bot.storage.database import upgrade as migrate  # noqa: PLC0415  keeps --help quick

    applied = asyncio.run(migrate(settings(config).database.address))
    typer.echo(f"Applied: {', '.join(applied)}" if applied else "Nothing to do: the database is up to date.")


@group.command("backup")
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes; it must not exist yet.")],
    config: Config = None,
) -> None:
    """Copy a SQLite database, while the bot runs if need be."""
    from bot.storage.database import backup as copy  # noqa: PLC0415  keeps --help quick

    asyncio.run(copy(settings(config).database.address, file))
    typer.echo(f"Copied to {file} ({file.stat().st_size:,} bytes).")
