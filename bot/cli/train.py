"""`tocsin train`: makes the shipped model again."""

from pathlib import Path
from typing import Annotated

import typer

from bot.domain.errors import ConfigError, Problem


def train(
    data: Annotated[Path, typer.Option(metavar="DIR", help="Folder of labelled sets; docs/model-card.md names them.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Default: the model inside the package.", show_default=False)
    ] = None,
) -> None:
    """Train the model from a folder of labelled data; the same data give the same file."""
    from bot.analysis import training  # noqa: PLC0415  keeps --help quick

    if not data.is_dir():
        raise ConfigError([Problem(str(data), "", "no such folder", "name the folder that holds dev_gold.jsonl.gz")])
    training.train(data, out or training.SHIPPED, typer.echo)
