"""`tocsin feedback`: what people say of alerts, and what follows from it."""

import asyncio
import contextlib
import dataclasses
import json
import sys
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Config, Json, settings
from bot.domain.errors import ConfigError, Problem, TocsinError
from bot.domain.feedback import ChannelThreshold, Feedback, Judgement, Press, Recorded, Refusal

if TYPE_CHECKING:
    from bot.pipeline.feedback import Heed
    from bot.settings.shape import Settings

group = typer.Typer(no_args_is_help=True, help="Say what alerts were worth; see how right the judge was.")
Channel = Annotated[str, typer.Option(metavar="ID", help="A channel of routes.toml.")]
EXPORTED = ("item_id", "channel", "judgement", "kind", "right_kind", "score", "severity", "at")


@group.command("add")
def add(
    item: Annotated[str, typer.Argument(metavar="URL|ID", help="The address of an alert, or its item's id.")],
    judgement: Annotated[str, typer.Argument(metavar="relevant|noise|wrong_kind", help="What it was.")],
    channel: Channel = "",
    kind: Annotated[str, typer.Option(metavar="KIND", help="The right kind; for noise what it is instead.")] = "",
    by: Annotated[str, typer.Option(metavar="NAME", help="Who says so: each has one word on an alert.")] = "cli",
    note: Annotated[str, typer.Option(metavar="TEXT", help="Why.")] = "",
    config: Config = None,
) -> None:
    """Say of an alert that it was relevant, noise, or of the wrong kind."""
    from bot.present.feedback import recorded_words, refusal_words  # noqa: PLC0415  keeps --help quick

    press = Press(item, by, _judgement(judgement), channel, kind, note)
    answer = asyncio.run(_recorded(settings(config), press))
    if isinstance(answer, Refusal):
        raise TocsinError(f"{answer.reason}: {refusal_words(answer)}")
    typer.echo(recorded_words(answer))


@group.command("list")
def list_feedback(
    channel: Channel = "",
    limit: Annotated[int, typer.Option(min=1, help="So many at most.")] = 50,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show what people said, newest first."""
    from bot.present.feedback import NOTHING_SAID, feedback_lines  # noqa: PLC0415  keeps --help quick

    found = settings(config)
    said = asyncio.run(_said(found, channel or None, limit))
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(f) for f in said], default=str, ensure_ascii=False, indent=1))
        return
    typer.echo("\n".join(feedback_lines(said, found.bot.zone)) or NOTHING_SAID)


@group.command("export")
def export(config: Config = None) -> None:
    """Write all of it as JSON lines, oldest first: ids, kinds and judgements, without texts, notes and people."""
    for one in reversed(asyncio.run(_said(settings(config)))):
        row = {name: value for name, value in dataclasses.asdict(one).items() if name in EXPORTED}
        sys.stdout.write(json.dumps({**row, "at": one.at.isoformat()}) + "\n")


@group.command("precision")
def precision(
    weeks: Annotated[int, typer.Option(min=1, max=520, help="So many ISO weeks, this one included.")] = 8,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show how right the judge was, by week and kind, as people said."""
    from bot.jobs.clock import SystemClock  # noqa: PLC0415  keeps --help quick
    from bot.pipeline.precision import monday, weekly  # noqa: PLC0415
    from bot.present.feedback import NOTHING_SAID, precision_lines  # noqa: PLC0415

    found = settings(config)
    zone = found.bot.zone
    rows = weekly(asyncio.run(_said(found)), zone, monday(SystemClock().now(), weeks, zone))
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(r) for r in rows], indent=1))
        return
    typer.echo("\n".join(precision_lines(rows)) if rows else NOTHING_SAID)


@group.command("thresholds")
def thresholds(config: Config = None, as_json: Json = False) -> None:
    """Show from which probability on each channel posts."""
    from bot.present.feedback import threshold_lines  # noqa: PLC0415  keeps --help quick

    counted = asyncio.run(_thresholds(settings(config)))
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(c) for c in counted], ensure_ascii=False, indent=1))
        return
    typer.echo("\n".join(threshold_lines(counted)))


def _judgement(word: str) -> Judgement:
    try:
        return Judgement(word.strip().casefold().replace("-", "_"))
    except ValueError as error:
        mend = f"say one of {', '.join(Judgement)}"
        raise ConfigError([Problem("feedback", word, "no such judgement", mend)]) from error


async def _recorded(found: "Settings", press: Press) -> Recorded | Refusal:
    async with _heed(found) as heed:
        return await heed.record(press)


async def _thresholds(found: "Settings") -> Sequence[ChannelThreshold]:
    async with _heed(found) as heed:
        return list(heed.thresholds.values())


async def _said(found: "Settings", channel: str | None = None, limit: int | None = None) -> Sequence[Feedback]:
    from bot.app import database  # noqa: PLC0415  keeps --help quick

    async with database(found) as opened:
        said: Sequence[Feedback] = await opened.stores.feedback.find(channel=channel, limit=limit)
        return said


@contextlib.asynccontextmanager
async def _heed(found: "Settings") -> AsyncIterator["Heed"]:
    """The verb over the configured database, every channel counted."""
    from bot.app import database  # noqa: PLC0415  keeps --help quick
    from bot.jobs.clock import SystemClock  # noqa: PLC0415
    from bot.pipeline.feedback import Heed  # noqa: PLC0415

    async with database(found) as opened:
        heed = Heed(opened.stores, found.channels, found.kinds, SystemClock())
        await heed.recount()
        yield heed
