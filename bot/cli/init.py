"""`tocsin init`: a copy of the shipped settings to edit."""

from pathlib import Path
from typing import Annotated

import typer


def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that does not exist yet.")]) -> None:
    """Copy the shipped settings into a new folder for editing."""
    from bot.settings import init as copy  # noqa: PLC0415  keeps --help quick

    copy(folder)
    typer.echo(f"Settings are in {folder}. Next: edit {folder}/sources.toml, then: tocsin run --config {folder}")
