"""`tocsin silence`: what is not to be posted for a while, who says so and why."""

import asyncio
import contextlib
import dataclasses
import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import By, Config, Json, me, settings
from bot.domain.errors import ConfigError, Problem, TocsinError
from bot.domain.silence import Silence, SilenceRefusal

if TYPE_CHECKING:
    from bot.pipeline.silences import Silences, Wish
    from bot.settings.shape import Settings

group = typer.Typer(no_args_is_help=True, help="Ask for silence about something, for a while; see and end what is silenced.")


@group.command("add")
def add(
    matcher: Annotated[
        str, typer.Argument(metavar="MATCHER", help='What: kind:ddos country:LT actor:APT28 severity<3 source:x "words".')
    ],
    length: Annotated[str, typer.Option("--for", metavar="TIME", help='For how long, for example "2h" or "3d".')] = "",
    until: Annotated[str, typer.Option(metavar="INSTANT", help="Or until when, for example 2026-03-01T08:00+02:00.")] = "",
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why.")] = "",
    by: By = "",
    config: Config = None,
) -> None:
    """Ask for silence: with an end, a reason and a name."""
    from bot.pipeline.silences import Wish  # noqa: PLC0415  keeps --help quick

    wish = Wish(matcher, me(by), reason, _length(length), _instant(until))
    found = settings(config)
    typer.echo(_told(asyncio.run(_added(found, wish)), found))


@group.command("list")
def list_silences(
    past: Annotated[bool, typer.Option("--all", help="Those too that are over.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="So many at most.")] = 50,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show what is silenced or will be, newest first."""
    from bot.jobs.clock import SystemClock  # noqa: PLC0415  keeps --help quick
    from bot.present.routes import NO_SILENCE, silence_line  # noqa: PLC0415

    found = settings(config)
    standing = asyncio.run(_standing(found, past=past, limit=limit))
    if as_json:
        rows = [{**dataclasses.asdict(s), "match": s.match.as_dict()} for s in standing]
        typer.echo(json.dumps(rows, default=str, ensure_ascii=False, indent=1))
        return
    now = SystemClock().now()
    typer.echo("\n".join(silence_line(s, now, found.bot.zone) for s in standing) or NO_SILENCE)


@group.command("end")
def end(
    silence: Annotated[str, typer.Argument(metavar="ID", help="The id of a silence.")], by: By = "", config: Config = None
) -> None:
    """End a silence now."""
    found = settings(config)
    typer.echo(_told(asyncio.run(_ended(found, silence, me(by))), found))


def _told(answer: Silence | SilenceRefusal, found: "Settings") -> str:
    """The silence as it is now; a refusal becomes an error."""
    from bot.jobs.clock import SystemClock  # noqa: PLC0415  keeps --help quick
    from bot.present.routes import silence_line, silence_refusal_words  # noqa: PLC0415

    if isinstance(answer, SilenceRefusal):
        raise TocsinError(f"{answer.reason}: {silence_refusal_words(answer)}")
    return silence_line(answer, SystemClock().now(), found.bot.zone)


def _length(text: str) -> timedelta | None:
    from bot.settings.duration import parse_duration  # noqa: PLC0415  keeps --help quick
    from bot.settings.faults import Fault  # noqa: PLC0415

    if not text:
        return None
    try:
        return parse_duration(text)
    except Fault as fault:
        raise ConfigError([Problem("silence", "--for", fault.fault, fault.mend)]) from fault


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = datetime.min  # noqa: DTZ901  refused below, as it has no zone
    if at.tzinfo is None:
        mend = "write date, time and offset, for example 2026-03-01T08:00+02:00"
        raise ConfigError([Problem("silence", "--until", "is not an instant", mend)])
    return at.astimezone(UTC)


async def _added(found: "Settings", wish: "Wish") -> Silence | SilenceRefusal:
    async with _silences(found) as silences:
        return await silences.add(wish)


async def _ended(found: "Settings", silence: str, by: str) -> Silence | SilenceRefusal:
    async with _silences(found) as silences:
        return await silences.end(silence, by)


async def _standing(found: "Settings", *, past: bool, limit: int) -> Sequence[Silence]:
    async with _silences(found) as silences:
        return await silences.standing(past=past, limit=limit)


@contextlib.asynccontextmanager
async def _silences(found: "Settings") -> AsyncIterator["Silences"]:
    """The verb over the configured database."""
    from bot.analysis.matcher import Vocabulary  # noqa: PLC0415  keeps --help quick
    from bot.app import database  # noqa: PLC0415
    from bot.jobs.clock import SystemClock  # noqa: PLC0415
    from bot.pipeline.silences import Silences  # noqa: PLC0415

    words = Vocabulary(found.kinds, [s.info.id for s in found.sources])
    async with database(found) as opened:
        yield Silences(opened.stores.silences, lambda: words, SystemClock())
