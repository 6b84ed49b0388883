"""`tocsin train`: makes the shipped model again."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.libraries import TRAINING, need
from bot.cli.options import Config, settings
from bot.domain.errors import ConfigError, Problem

if TYPE_CHECKING:
    from bot.analysis.training.examples import Example
    from bot.settings.shape import Settings


def train(
    data: Annotated[Path, typer.Option(metavar="DIR", help="Folder of labelled sets; docs/model-card.md names them.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where judge.npz goes.")] = Path("bot/analysis/model"),
    with_feedback: Annotated[
        bool, typer.Option("--with-feedback", help="Learn from what people said of stored alerts, too.")
    ] = False,
    config: Config = None,
) -> None:
    """Train the model again from a folder of labelled data; the same data give the same file. Takes some minutes."""
    if not (data / "dev_gold.jsonl.gz").exists():
        raise ConfigError(
            [Problem(str(data), "", "no such folder, or no dev_gold.jsonl.gz in it", "name the folder of the labelled sets")]
        )
    if not out.is_dir():
        raise ConfigError([Problem(str(out), "", "no such folder", "name one with --out, or run this in a checkout")])
    need(TRAINING)
    from bot.analysis.training.run import train as run  # noqa: PLC0415  keeps --help quick

    found = settings(config)
    extra = asyncio.run(_lessons(found)) if with_feedback else ()
    run(data, out, typer.echo, found.kinds, extra=extra)


async def _lessons(found: "Settings") -> "Sequence[Example]":
    """What the configured database has to teach; says how much."""
    from bot.analysis.lessons import lessons  # noqa: PLC0415  keeps --help quick
    from bot.app import database  # noqa: PLC0415

    async with database(found) as opened:
        said = await opened.stores.feedback.find()
        learnt = lessons(said, await opened.stores.search.filed({f.item_id for f in said}), found.kinds)
    typer.echo(
        f"feedback: {len(learnt.examples)} examples; left out: {learnt.tied} of two minds, {learnt.forgotten} whose text is "
        f"forgotten, {learnt.unknown_kind} of a kind that is not configured"
    )
    return learnt.examples
