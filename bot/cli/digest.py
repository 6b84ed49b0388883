"""`tocsin digest`: what is new, open and changed."""

import asyncio
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Config, Json, settings
from bot.domain.digest import Digest, Edition, Heard
from bot.domain.errors import ConfigError, Problem

if TYPE_CHECKING:
    from bot.settings.shape import Settings

group = typer.Typer(no_args_is_help=True, help="What is new, open and changed, all at once.")


@group.callback()
def _group() -> None:
    """Keeps `now` a sub-command although it is the only one."""


@group.command("now")
def now(
    channel: Annotated[
        str,
        typer.Option(
            metavar="ID", help="A channel of routes.toml. [dim]Default: every digest that is set up.[/dim]", show_default=False
        ),
    ] = "",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show what a channel's digest would say now. Nothing is posted, and nothing counts as told by it."""
    from bot.present.digest import digest_lines  # noqa: PLC0415  keeps --help quick
    from bot.present.words import moment  # noqa: PLC0415

    found = settings(config)
    if channel and channel not in found.channels:
        mend = f"channels: {', '.join(sorted(found.channels))}"
        raise ConfigError([Problem("digest now", channel, "no such channel in routes.toml", mend)])
    told = asyncio.run(_told(found, channel))
    if as_json:
        typer.echo(json.dumps([_plain(*one) for one in told], ensure_ascii=False, indent=1))
        return
    for digest, edition in told:
        typer.echo(f"{digest.id}, since {moment(edition.since, digest.schedule.zone)}:")
        typer.echo("\n".join(digest_lines(edition)) + "\n")


async def _told(found: "Settings", channel: str) -> Sequence[tuple[Digest, Edition]]:
    from bot.app import database, digest_plan  # noqa: PLC0415  keeps --help quick
    from bot.jobs.clock import SystemClock  # noqa: PLC0415
    from bot.jobs.workers import Pools  # noqa: PLC0415
    from bot.pipeline.digest import Digests  # noqa: PLC0415

    infos = {s.info.id: s.info for s in found.sources}
    workers = Pools()
    try:
        async with database(found) as opened:
            digests = Digests(opened.stores, lambda: infos, workers, SystemClock(), digest_plan(found))
            return await digests.now(channel)
    finally:
        await workers.close()


def _plain(digest: Digest, edition: Edition) -> dict[str, object]:
    parts = {name: [_story(h) for h in getattr(edition, name)] for name in ("new", "changed", "still_open", "corroborated")}
    span = {"since": edition.since.isoformat(), "until": edition.until.isoformat()}
    return {"digest": digest.id, "channel": digest.channel, **span, **parts}


def _story(one: Heard) -> dict[str, object]:
    story = one.story
    was = {"severity": one.before.severity, "standing": str(one.before.standing)} if one.before else None
    return {
        "id": story.id,
        "title": story.title,
        "kind": story.kind,
        "severity": story.severity,
        "standing": str(story.standing),
        "publishers": [p.id for p in story.publishers],
        "fresh": list(one.fresh),
        "before": was,
    }
