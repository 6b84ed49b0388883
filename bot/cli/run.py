"""`tocsin run`: the bot itself, until it is told to stop."""

import asyncio
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from bot import telemetry
from bot.cli.options import Config, settings

if TYPE_CHECKING:
    from bot.settings.shape import Settings


def run(
    config: Config = None,
    once: Annotated[bool, typer.Option("--once", help="Poll what is due, judge, send, and end.")] = False,
    log_level: Annotated[str, typer.Option(help="DEBUG, INFO, WARNING or ERROR.")] = "INFO",
    json_logs: Annotated[bool, typer.Option(help="Log lines as JSON, for a log collector.")] = False,
) -> None:
    """Run the bot: poll, judge, post.

    Ctrl-C or SIGTERM drain within 10 s and lose nothing; SIGHUP takes up new sources, routes, channels and kinds.
    """
    found = settings(config, posts=True)
    telemetry.configure(_level(log_level), secrets(found), json_lines=json_logs)
    asyncio.run(_run(found, config, once=once))


def secrets(found: "Settings") -> list[str]:
    """Everything that must never be written anywhere."""
    known = [found.database.address.rpartition("@")[0].rpartition(":")[2]]
    if found.discord.token is not None:
        known.append(found.discord.token.get_secret_value())
    if found.summaries is not None:
        known.append(found.summaries.endpoint.key)
    for source in found.sources:
        access = source.access
        known += [access.bearer, *(access.basic or ())[1:], *access.headers.values()]
    for channel in found.channels.values():
        known += [part for value in channel.secrets.values() for part in (value, password_in(value))]
    for channel in found.paging.channels.values():
        known += [part for value in channel.secrets.values() for part in (value, password_in(value))]
    return [k for k in (*known, found.paging.pulse.url, *(place.url for place in found.oncall.calendars.values())) if k]


def password_in(address: str) -> str:
    """The password of an address, which may be written without the rest of it; "" where there is none."""
    try:
        return urlsplit(address).password or ""
    except ValueError:
        return ""


async def _run(found: "Settings", config: Path | None, *, once: bool) -> None:
    from rich.console import Console  # noqa: PLC0415

    from bot.app import opened  # noqa: PLC0415  keeps --help quick
    from bot.jobs.clock import SystemClock  # noqa: PLC0415
    from bot.settings.files import SettingsFiles  # noqa: PLC0415

    async with opened(found, SystemClock(), Console(highlight=False), transcripts(found)) as app:
        if once:
            await app.once()
            return
        app.files = SettingsFiles(config, os.environ)
        app.on_trial = app.files.with_routes
        telemetry.settled()
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        reloads: set[asyncio.Task[bool]] = set()

        def reload() -> None:
            task = loop.create_task(app.reload(SettingsFiles(config, os.environ).load), name="reload")
            reloads.add(task)
            task.add_done_callback(reloads.discard)

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        loop.add_signal_handler(signal.SIGHUP, reload)
        await app.run(stop)


def transcripts(found: "Settings") -> Path:
    """Where terminal channels keep what was posted: beside an embedded database, else in the folder `state`."""
    scheme, _, path = found.database.address.partition(":///")
    return (Path(path).parent if scheme == "sqlite" and path else Path("state")) / "channels"


def _level(name: str) -> str:
    known = ("DEBUG", "INFO", "WARNING", "ERROR")
    if name.upper() not in known:
        raise typer.BadParameter(f"{name} is not one of {', '.join(known)}", param_hint="--log-level")
    return name.upper()
