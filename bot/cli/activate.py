"""`tocsin activate`: a team is asked to help; who comes, by when, and what became of it."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli.options import By, Config, Json, me, settings
from bot.domain.activation import Activation, ActivationRefusal
from bot.domain.activation_events import Line
from bot.domain.errors import ConfigError, Problem, TocsinError

if TYPE_CHECKING:
    from bot.pipeline.activation import Activations
    from bot.settings.shape import Settings

T = TypeVar("T")
group = typer.Typer(no_args_is_help=True, help="Ask a team to help, follow who comes, and report.")
Which = Annotated[str, typer.Argument(metavar="ID", help="The id of an activation: `list` shows it.")]
Whose = Annotated[str, typer.Option("--person", metavar="ID", help="For whom: an id of oncall.toml.")]


@group.command("open")
def open_one(  # noqa: PLR0917  Typer takes an option for each
    requester: Annotated[str, typer.Argument(metavar="PARTY", help="Who asks for help.")],
    reason: Annotated[str, typer.Argument(metavar="REASON", help="Why, in a sentence.")],
    wanted: Annotated[int, typer.Option("--people", "-n", help="How many people are wanted.")],
    skills: Annotated[
        list[str] | None, typer.Option("--skill", metavar="SKILL", help="A skill that is wanted; again for more.")
    ] = None,
    story: Annotated[str, typer.Option(metavar="ID", help="The story that it is about.")] = "",
    within: Annotated[
        str, typer.Option(metavar="TIME", help='Until when answers count: "72h". [dim]Default: that of the settings.[/dim]')
    ] = "",
    exercise: Annotated[bool, typer.Option("--exercise", help="A rehearsal: every message says so in its first word.")] = False,
    by: By = "",
    config: Config = None,
) -> None:
    """Open an activation: pick people of the roster by skill and country, and ask them."""
    from bot.pipeline.activation import Wish  # noqa: PLC0415  keeps --help quick

    wish = Wish(requester, reason, wanted, me(by), frozenset(skills or ()), story, _length(within), exercise)
    _answered(config, lambda verb: verb.open(wish))


@group.command("accept")
def accept(activation: Which, person: Whose, by: By = "", config: Config = None) -> None:
    """Say that somebody comes."""
    _answered(config, lambda verb: verb.answer(activation, person, me(by), accepts=True))


@group.command("refuse")
def refuse(
    activation: Which,
    person: Whose,
    why: Annotated[str, typer.Option(metavar="TEXT", help="Why.")] = "",
    by: By = "",
    config: Config = None,
) -> None:
    """Say that somebody does not come, or no longer."""
    _answered(config, lambda verb: verb.answer(activation, person, me(by), accepts=False, why=why))


@group.command("note")
def note(
    activation: Which,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What happened.")],
    by: By = "",
    config: Config = None,
) -> None:
    """Write a line into the timeline."""
    _answered(config, lambda verb: verb.note(activation, text, me(by)))


@group.command("stand-down")
def stand_down(
    activation: Which,
    outcome: Annotated[str, typer.Option(metavar="TEXT", help="What came of it.")] = "",
    by: By = "",
    config: Config = None,
) -> None:
    """End an activation; everybody who is part of it is told."""
    _answered(config, lambda verb: verb.stand_down(activation, outcome, me(by)))


@group.command("list")
def list_them(
    past: Annotated[bool, typer.Option("--all", help="Those too that are over.")] = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show the activations, newest first."""
    from bot.present.activation import NO_ACTIVATION, activation_line  # noqa: PLC0415  keeps --help quick

    found = settings(config)
    every = asyncio.run(_asked(found, lambda verb: verb.find(standing=not past)))
    if as_json:
        typer.echo(json.dumps([it.as_dict() for it in every], ensure_ascii=False, indent=1))
        return
    typer.echo("\n".join(activation_line(it, found.bot.zone) for it in every) or NO_ACTIVATION)


@group.command("show")
def show(activation: Which, config: Config = None) -> None:
    """Show who was asked, what each answered, and the timeline."""
    from bot.present.activation import status_lines  # noqa: PLC0415  keeps --help quick

    found = settings(config)
    it, lines = _whole(found, activation)
    typer.echo("\n".join(status_lines(it, lines, found.bot.zone)))


@group.command("report")
def report(
    activation: Which,
    stix: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="Write a STIX 2.1 bundle too.", show_default=False)
    ] = None,
    config: Config = None,
) -> None:
    """Write the report, in Markdown."""
    from bot.jobs.clock import SystemClock  # noqa: PLC0415  keeps --help quick
    from bot.present.activation_report import markdown_report, stix_report  # noqa: PLC0415

    found = settings(config)
    it, lines = _whole(found, activation)
    if stix is not None:
        text = json.dumps(stix_report(it, lines, SystemClock().now()), ensure_ascii=False, indent=1)
        try:
            stix.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise ConfigError(
                [Problem(str(stix), "", f"cannot be written: {error.strerror}", "name a file in a folder")]
            ) from error
    typer.echo(markdown_report(it, lines, found.bot.zone), nl=False)


@group.command("stats")
def stats(config: Config = None) -> None:
    """Show how many came, how fast, and from where, over all activations that were no exercise."""
    from bot.duty.answers import figures  # noqa: PLC0415  keeps --help quick
    from bot.present.activation import NO_ACTIVATION, figure_lines  # noqa: PLC0415

    every = asyncio.run(_asked(settings(config), lambda verb: verb.find(standing=False)))
    earnest = [it for it in every if not it.request.exercise]
    typer.echo("\n".join(figure_lines(figures(earnest))) if earnest else NO_ACTIVATION)


def _answered(config: Config, ask: "Callable[[Activations], Awaitable[Activation | ActivationRefusal]]") -> None:
    """The activation as it is now; a refusal becomes an error."""
    from bot.present.activation import ACTIVATION_REFUSAL, activation_line  # noqa: PLC0415  keeps --help quick

    found = settings(config)
    answer = asyncio.run(_asked(found, ask))
    if isinstance(answer, ActivationRefusal):
        raise TocsinError(f"{answer}: {ACTIVATION_REFUSAL[answer]}")
    typer.echo(activation_line(answer, found.bot.zone))


def _whole(found: "Settings", activation: str) -> tuple[Activation, Sequence[Line]]:
    whole = asyncio.run(_asked(found, lambda verb: verb.whole(activation)))
    if whole is None:
        from bot.present.activation import ACTIVATION_REFUSAL  # noqa: PLC0415  keeps --help quick

        refusal = ActivationRefusal.NO_SUCH_ACTIVATION
        raise TocsinError(f"{refusal}: {ACTIVATION_REFUSAL[refusal]}")
    return whole


async def _asked(found: "Settings", ask: "Callable[[Activations], Awaitable[T]]") -> T:
    async with _verb(found) as verb:
        return await ask(verb)


@contextlib.asynccontextmanager
async def _verb(found: "Settings") -> AsyncIterator["Activations"]:
    """Over the configured database."""
    from bot.app import database  # noqa: PLC0415  keeps --help quick
    from bot.app.oncall import crews  # noqa: PLC0415
    from bot.app.paging import build_roster  # noqa: PLC0415
    from bot.jobs.clock import SystemClock  # noqa: PLC0415
    from bot.pipeline.activation import Activations  # noqa: PLC0415

    async with database(found) as opened:
        yield Activations(
            opened.stores.activations,
            crews(build_roster(lambda: found, opened.stores, SystemClock())),
            SystemClock(),
            found.activation,
        )


def _length(text: str) -> timedelta | None:
    from bot.settings.duration import parse_duration  # noqa: PLC0415  keeps --help quick
    from bot.settings.faults import Fault  # noqa: PLC0415

    if not text:
        return None
    try:
        return parse_duration(text)
    except Fault as fault:
        raise ConfigError([Problem("activate", "--within", fault.fault, fault.mend)]) from fault
