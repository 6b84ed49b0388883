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
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where judge.npz or stories.npz goes.")] = Path("bot/analysis/model"),
    with_feedback: Annotated[
        bool, typer.Option("--with-feedback", help="Learn from what people said of stored alerts, too.")
    ] = False,
    stories: Annotated[
        bool, typer.Option("--stories", help="Instead: the model that says whether two reports tell of one event.")
    ] = False,
    table: Annotated[
        bool, typer.Option("--table", help="With --stories: also print what each feature adds. Some minutes more.")
    ] = False,
    config: Config = None,
) -> None:
    """Train the model again from a folder of labelled data; the same data give the same file. Takes some minutes."""
    _check(stories=stories, table=table, with_feedback=with_feedback)
    if not (data / "dev_gold.jsonl.gz").exists():
        raise ConfigError(
            [Problem(str(data), "", "no such folder, or no dev_gold.jsonl.gz in it", "name the folder of the labelled sets")]
        )
    if not out.is_dir():
        raise ConfigError([Problem(str(out), "", "no such folder", "name one with --out, or run this in a checkout")])
    need(TRAINING)
    if stories:
        _stories(data, out, settings(config), table=table)
        return
    from bot.analysis.training.run import train as run  # noqa: PLC0415  keeps --help quick

    found = settings(config)
    extra = asyncio.run(_lessons(found)) if with_feedback else ()
    run(data, out, typer.echo, found.kinds, extra=extra)


def _check(*, stories: bool, table: bool, with_feedback: bool) -> None:
    """Options that say nothing together are refused before minutes are spent."""
    made = []
    if table and not stories:
        made.append(
            Problem("--table", "", "is of the model of stories", "give --stories too; for the judge there is tocsin evaluate")
        )
    if with_feedback and stories:
        made.append(Problem("--with-feedback", "", "says nothing of stories", "leave out one of them"))
    if made:
        raise ConfigError(made)


def _stories(data: Path, out: Path, found: "Settings", *, table: bool) -> None:
    """Tables go to standard output, progress to the other."""
    from bot.analysis.training.stories import fit, report  # noqa: PLC0415  keeps --help quick
    from bot.analysis.training.tables import plain  # noqa: PLC0415

    def told(line: str) -> None:
        typer.echo(line, err=True)

    try:
        measured = fit.train(data, out, told, found.kinds)
    except OSError as error:
        name = str(error.filename or data)
        raise ConfigError(
            [Problem(name, "", f"cannot be read: {error.strerror or error}", "name the folder of the sets")]
        ) from error
    typer.echo(plain(report.same_event_table(measured)))
    if table:
        typer.echo(f"\n{plain(report.feature_table(measured, told))}")


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
