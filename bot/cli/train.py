"""`tocsin train`: makes the shipped model again."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import Config, settings
from bot.domain.errors import ConfigError, Problem


def train(
    data: Annotated[Path, typer.Option(metavar="DIR", help="Folder of labelled sets; docs/model-card.md names them.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where judge.npz goes.")] = Path("bot/analysis/model"),
    config: Config = None,
) -> None:
    """Train the model again from a folder of labelled data; the same data give the same file. Takes some minutes."""
    from bot.analysis import training  # noqa: PLC0415  keeps --help quick

    if not (data / "dev_gold.jsonl.gz").exists():
        raise ConfigError(
            [Problem(str(data), "", "no such folder, or no dev_gold.jsonl.gz in it", "name the folder of the labelled sets")]
        )
    if not out.is_dir():
        raise ConfigError([Problem(str(out), "", "no such folder", "name one with --out, or run this in a checkout")])
    training.train(data, out, typer.echo, settings(config).kinds)
