"""`tocsin story`: one story in full; split it, merge it, close it, and undo what was done."""

import asyncio
import contextlib
import dataclasses
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import Config, Json, settings
from bot.domain.errors import TocsinError

if TYPE_CHECKING:
    from bot.pipeline.stories import Changed, Refused, StoryChanges
    from bot.settings.shape import Settings

group = typer.Typer(no_args_is_help=True, help="Look at a story; split, merge, close, undo.")
Name = Annotated[str, typer.Argument(metavar="STORY", help="The story's id, or the id or address of one of its items.")]
By = Annotated[str, typer.Option(metavar="NAME", help="Who does it: kept with the change.")]


@group.command("show")
def show(story: Name, config: Config = None, as_json: Json = False) -> None:
    """Show everything about a story: reports, claims, posts, and what was done to it."""
    from bot.pipeline.stories import Refused  # noqa: PLC0415  keeps --help quick
    from bot.present.story_lines import story_lines  # noqa: PLC0415

    found = settings(config)
    answer = asyncio.run(_asked(found, lambda hand: hand.show(story)))
    if isinstance(answer, Refused):
        raise _refusal(answer)
    if as_json:
        typer.echo(json.dumps(dataclasses.asdict(answer), default=str, ensure_ascii=False, indent=1))
        return
    typer.echo("\n".join(story_lines(answer.story, answer.heads, answer.changes, found.bot.zone)))


@group.command("split")
def split(
    story: Name,
    report: Annotated[str, typer.Argument(metavar="REPORT", help="The id or address of the item that tells another story.")],
    by: By = "cli",
    config: Config = None,
) -> None:
    """Take one report out of a story: it tells one of its own from now on."""
    _do(config, lambda hand: hand.split(story, report, by))


@group.command("merge")
def merge(
    story: Name,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The story that it becomes part of.")],
    by: By = "cli",
    config: Config = None,
) -> None:
    """Make one story part of another."""
    _do(config, lambda hand: hand.merge(story, into, by))


@group.command("close")
def close(story: Name, by: By = "cli", config: Config = None) -> None:
    """Say that nobody expects more; a report that comes nevertheless opens it again."""
    _do(config, lambda hand: hand.close(story, by))


@group.command("open")
def reopen(story: Name, by: By = "cli", config: Config = None) -> None:
    """Take a closing back."""
    _do(config, lambda hand: hand.close(story, by, closed=False))


@group.command("undo")
def undo(
    change: Annotated[str, typer.Argument(metavar="CHANGE", help="The change's id, as `tocsin story show` tells it.")],
    by: By = "cli",
    config: Config = None,
) -> None:
    """Undo a change, as far as nothing else was done to the same reports since."""
    _do(config, lambda hand: hand.undo(change, by))


def _do(config: Any, work: "Callable[[StoryChanges], Coroutine[Any, Any, Changed | Refused]]") -> None:
    from bot.pipeline.stories import Refused  # noqa: PLC0415  keeps --help quick
    from bot.present.story_lines import change_words  # noqa: PLC0415

    found = settings(config)
    answer = asyncio.run(_asked(found, work))
    if isinstance(answer, Refused):
        raise _refusal(answer)
    typer.echo(change_words(answer.change, found.bot.zone))


def _refusal(answer: "Refused") -> TocsinError:
    from bot.present.story_lines import change_refusal_words  # noqa: PLC0415  keeps --help quick

    return TocsinError(f"{answer.reason}: {change_refusal_words(answer.reason, answer.detail)}")


async def _asked(found: "Settings", work: "Callable[[StoryChanges], Coroutine[Any, Any, Any]]") -> Any:
    async with _hand(found) as hand:
        return await work(hand)


@contextlib.asynccontextmanager
async def _hand(found: "Settings") -> "AsyncIterator[StoryChanges]":
    from bot.app import database, world  # noqa: PLC0415  keeps --help quick
    from bot.jobs.clock import SystemClock  # noqa: PLC0415
    from bot.pipeline.stories import StoryChanges  # noqa: PLC0415

    judged_by = world(found)
    async with database(found) as opened:
        yield StoryChanges(opened.stores, lambda: judged_by, SystemClock())
