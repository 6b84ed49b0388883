"""`tocsin page`, `tocsin ack` and `tocsin beat`: call people, answer, report."""

import asyncio
import json
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Config, Json, me, settings
from bot.cli.verbs import By, length, on_call, refuse
from bot.domain import page as events
from bot.domain.paging import PageFile, PageRefusal

if TYPE_CHECKING:
    from datetime import datetime

    from bot.settings.shape import Settings

group = typer.Typer(no_args_is_help=True, help="Call people, and say what becomes of it.")
PageId = Annotated[str, typer.Argument(metavar="PAGE", help="The id of a page: its message shows it, and `tocsin page list`.")]


@group.command("call")
def call(
    title: Annotated[str, typer.Argument(metavar="TEXT", help="What it is about.")],
    policy: Annotated[str, typer.Option(metavar="ID", help="By which policy. [dim]Default: that of \\[paging].[/dim]")] = "",
    severity: Annotated[int, typer.Option(min=0, max=4, help="How bad it is.")] = 4,
    by: By = "",
    config: Config = None,
) -> None:
    """Call whoever is on call."""
    from bot.pipeline.paging import Wish  # noqa: PLC0415  keeps --help quick

    found = settings(config)

    async def done() -> PageFile | PageRefusal:
        async with on_call(found) as (_, paging, _beats):
            return await paging.call(Wish(title, me(by), policy, severity))

    _say(asyncio.run(done()), found)


@group.command("list")
def list_pages(config: Config = None, as_json: Json = False) -> None:
    """Show the pages that are not over."""
    from bot.present.paging import page_line  # noqa: PLC0415  keeps --help quick

    found = settings(config)

    async def done() -> list[PageFile]:
        async with on_call(found) as (_, paging, _beats):
            return await paging.standing()

    files = asyncio.run(done())
    if as_json:
        rows = [
            {"id": f.id, "state": f.page.state, "severity": f.page.severity, "title": f.title, "acks": f.page.acks, "why": f.why}
            for f in files
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    typer.echo("\n".join(page_line(f, found.bot.zone) for f in files) or "Nobody is being called.")


def ack(page: PageId, by: By = "", config: Config = None) -> None:
    """Say that you see to a page."""
    _press(page, events.Acked(me(by)), config)


@group.command("snooze")
def snooze(
    page: PageId,
    span: Annotated[str, typer.Option("--for", metavar="TIME", help='For how long, for example "30m".')],
    by: By = "",
    config: Config = None,
) -> None:
    """Put a page off: people are called again when the time is over."""
    _press(page, events.Snoozed(me(by), _now() + length(span, "--for")), config)


@group.command("resolve")
def resolve(page: PageId, by: By = "", config: Config = None) -> None:
    """Say that a page is over."""
    _press(page, events.Resolved(me(by)), config)


@group.command("reassign")
def reassign(
    page: PageId,
    to: Annotated[str, typer.Argument(metavar="PERSON", help="Who is called now.")],
    by: By = "",
    config: Config = None,
) -> None:
    """Give a page to somebody else."""
    _press(page, events.Reassigned(me(by), to), config)


@group.command("escalate")
def escalate(page: PageId, by: By = "", config: Config = None) -> None:
    """Call the next people of its policy now: whoever was called is not enough."""
    _press(page, events.Escalated(me(by)), config)


@group.command("reopen")
def reopen(page: PageId, by: By = "", config: Config = None) -> None:
    """Say that a page is not over: people are called again."""
    _press(page, events.Reopened(me(by)), config)


def beat(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The id of a heartbeat of oncall.toml.")],
    link: Annotated[bool, typer.Option("--link", help="Make a secret address to report to instead.")] = False,
    revoke: Annotated[bool, typer.Option("--revoke", help="End every such address of it.")] = False,
    config: Config = None,
) -> None:
    """Report that something is alive; its silence is a page."""
    found = settings(config)
    if link or revoke:
        from bot.cli import handover  # noqa: PLC0415  keeps --help quick

        (handover.link_beat if link else handover.revoke_beat)(found, name)
        return

    async def done() -> PageRefusal | None:
        async with on_call(found) as (_, _paging, beats):
            return await beats.beat(name)

    if refusal := asyncio.run(done()):
        raise refuse(refusal)


def _now() -> "datetime":
    from bot.jobs.clock import SystemClock  # noqa: PLC0415  keeps --help quick

    return SystemClock().now()


def _press(page: str, event: events.Event, config: Config) -> None:
    found = settings(config)

    async def done() -> PageFile | PageRefusal:
        async with on_call(found) as (_, paging, _beats):
            return await paging.press(page, event)

    _say(asyncio.run(done()), found)


def _say(made: PageFile | PageRefusal, found: "Settings") -> None:
    from bot.present.paging import page_line  # noqa: PLC0415  keeps --help quick

    if isinstance(made, PageRefusal):
        raise refuse(made)
    typer.echo(page_line(made, found.bot.zone))
