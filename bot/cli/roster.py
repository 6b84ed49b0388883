"""`tocsin oncall override|swap|answer|leave|changes|end|code|verify|metrics`: what people change about who is on call."""

import asyncio
import json
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer

from bot.cli.oncall import group
from bot.cli.options import Config, Json, me, settings
from bot.cli.verbs import By, instant, on_call, refuse
from bot.domain.paging import PageRefusal
from bot.domain.roster import RosterEntry

__all__ = ["group"]  # the commands of this module are in it

Schedule = Annotated[str, typer.Argument(metavar="SCHEDULE", help="The id of a schedule.")]
Role = Annotated[str, typer.Argument(metavar="ROLE", help="A role of it.")]
Person = Annotated[str, typer.Argument(metavar="PERSON", help="The id of a person of oncall.toml.")]
Start = Annotated[str, typer.Option("--from", metavar="TIME", help="2026-03-09T03:10, with +02:00 or in the bot's zone.")]
End = Annotated[str, typer.Option("--to", metavar="TIME", help="As --from.")]
Entry = Annotated[str, typer.Argument(metavar="ID", help="As `tocsin oncall changes` shows it.")]


@group.command("override")
def override(
    schedule: Schedule,
    role: Role,
    person: Person,
    start: Start,
    end: End,
    replaces: Annotated[str, typer.Option(metavar="PERSON", help="Only while this person would be on.")] = "",
    by: By = "",
    config: Config = None,
) -> None:
    """Put somebody on call instead of whoever is, for a while."""
    from bot.pipeline.roster import Stretch  # noqa: PLC0415  keeps --help quick

    found = settings(config)
    stretch = Stretch(schedule, role, instant(start, found, "--from"), instant(end, found, "--to"))

    async def done() -> RosterEntry | PageRefusal:
        async with on_call(found) as (roster, _, _beats):
            return await roster.override(stretch, person, me(by), replaces)

    _say(asyncio.run(done()))


@group.command("swap")
def swap(
    schedule: Schedule,
    role: Role,
    other: Annotated[str, typer.Argument(metavar="PERSON", help="Who is asked to take it.")],
    start: Start,
    end: End,
    back: Annotated[str, typer.Option(metavar="FROM/TO", help="What you take of theirs in return.")] = "",
    by: By = "",
    config: Config = None,
) -> None:
    """Ask somebody to take a stretch of yours; it counts once they accept."""
    from bot.pipeline.roster import Stretch  # noqa: PLC0415  keeps --help quick

    found = settings(config)
    stretch = Stretch(schedule, role, instant(start, found, "--from"), instant(end, found, "--to"))
    begin, _, over = back.partition("/")
    span = (instant(begin, found, "--back"), instant(over, found, "--back")) if back else None

    async def done() -> RosterEntry | PageRefusal:
        async with on_call(found) as (roster, _, _beats):
            return await roster.swap(stretch, other, me(by), span)

    _say(asyncio.run(done()))


@group.command("answer")
def answer(
    swap: Entry,
    no: Annotated[bool, typer.Option("--no", help="Refuse it.")] = False,
    by: By = "",
    config: Config = None,
) -> None:
    """Accept a swap that you were asked for, or refuse it."""
    found = settings(config)

    async def done() -> RosterEntry | PageRefusal:
        async with on_call(found) as (roster, _, _beats):
            return await roster.answer(swap, me(by), accepted=not no)

    _say(asyncio.run(done()))


@group.command("leave")
def leave(person: Person, start: Start, end: End, by: By = "", config: Config = None) -> None:
    """Say that somebody is away; shifts that fall into it are shown as conflicts."""
    found = settings(config)
    span = instant(start, found, "--from"), instant(end, found, "--to")

    async def done() -> RosterEntry | PageRefusal:
        async with on_call(found) as (roster, _, _beats):
            return await roster.leave(person, *span, me(by))

    _say(asyncio.run(done()))


@group.command("changes")
def changes(config: Config = None, as_json: Json = False) -> None:
    """Show overrides, swaps, leave and temporary schedules that count or will."""
    found = settings(config)

    async def done() -> list[RosterEntry]:
        async with on_call(found) as (roster, _, _beats):
            return await roster.entries()

    entries = asyncio.run(done())
    if as_json:
        typer.echo(json.dumps([asdict(e) for e in entries], default=str, ensure_ascii=False, indent=1))
        return
    typer.echo("\n".join(f"{e.id}  {e.words} (by {e.by})" for e in entries) or "Nothing was changed.")


@group.command("end")
def end(entry: Entry, by: By = "", config: Config = None) -> None:
    """Take an override, a swap, a leave or a temporary schedule back."""
    found = settings(config)

    async def done() -> RosterEntry | PageRefusal:
        async with on_call(found) as (roster, _, _beats):
            return await roster.end(entry, me(by))

    _say(asyncio.run(done()))


@group.command("code")
def code(
    person: Person,
    contact: Annotated[int, typer.Option(min=1, help="Which of their contacts; 1 is the first.")] = 1,
    config: Config = None,
) -> None:
    """Send a code by one way of a person: it is used for pages once the code was typed back."""
    found = settings(config)

    async def done() -> PageRefusal | None:
        async with on_call(found) as (roster, _, _beats):
            return await roster.send_code(person, contact)

    if refusal := asyncio.run(done()):
        raise refuse(refusal)
    typer.echo(f"A code is on its way to contact {contact} of {person}. Type it with: tocsin oncall verify {person} CODE")


@group.command("verify")
def verify(
    person: Person, code: Annotated[str, typer.Argument(metavar="CODE", help="As it was sent.")], config: Config = None
) -> None:
    """Type a code back: that way is the person's from now on."""
    found = settings(config)

    async def done() -> PageRefusal | None:
        async with on_call(found) as (roster, _, _beats):
            return await roster.verify(person, code)

    if refusal := asyncio.run(done()):
        raise refuse(refusal)
    typer.echo(f"That way is {person}'s, and will be used.")


@group.command("metrics")
def metrics(
    days: Annotated[int, typer.Option("--days", min=1, max=3660, help="Of so many days.")] = 30,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show how fast pages were acknowledged and resolved."""
    from bot.pipeline.page_metrics import PageMetrics  # noqa: PLC0415  keeps --help quick
    from bot.present.paging import metrics_lines  # noqa: PLC0415

    found = settings(config)

    async def done() -> PageMetrics:
        async with on_call(found) as (_, paging, _beats):
            return await paging.metrics(timedelta(days=days))

    m = asyncio.run(done())
    seconds = {name: x.total_seconds() if x is not None else None for name, x in (("mtta_s", m.mtta), ("mttr_s", m.mttr))}
    row = {"pages": m.pages, "acked": m.acked, "resolved": m.resolved, **seconds}
    lines = metrics_lines(m.mtta, m.mttr, m.acked, m.resolved, m.pages)
    typer.echo(json.dumps(row, indent=1) if as_json else "\n".join(lines))


def _say(made: RosterEntry | PageRefusal) -> None:
    if isinstance(made, PageRefusal):
        raise refuse(made)
    typer.echo(f"{made.id}  {made.words}")
