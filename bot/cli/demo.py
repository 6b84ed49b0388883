"""`tocsin demo`: the real cycle over invented feeds on this machine, at a faster clock."""

import asyncio
import contextlib
import signal
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import telemetry

if TYPE_CHECKING:
    from rich.console import Console

    from bot.app import App
    from bot.jobs.clock import FasterClock
    from bot.settings.shape import Settings
    from bot.web.exhibit import Exhibit

PLACEHOLDER = "http://127.0.0.1:8765"
PHASE = timedelta(minutes=8)
TIME_LIMIT = 55.0
"""Seconds of real time after which the demo ends in any case."""


def demo(
    state: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep the database here, and go on from it.", show_default=False)
    ] = None,
    speed: Annotated[float, typer.Option(min=1, max=600, help="How many times faster than real time.")] = 60.0,
) -> None:
    """Watch invented feeds being polled, judged and posted; then see what was dropped and why. Needs no account."""
    telemetry.configure("ERROR")
    with contextlib.ExitStack() as stack:
        folder = state or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tocsin-demo-")))
        folder.mkdir(parents=True, exist_ok=True)
        asyncio.run(_demo(folder, speed, kept=state is not None))


async def _demo(folder: Path, speed: float, *, kept: bool) -> None:
    from rich.console import Console  # noqa: PLC0415  keeps --help quick

    from bot.cli.demo_report import greet, report  # noqa: PLC0415
    from bot.jobs.clock import FasterClock  # noqa: PLC0415

    console = Console(highlight=False)
    clock = FasterClock(_anchor(folder), speed)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with _running(folder, clock, console) as (app, exhibit):
        greet(console, len(app.settings.sources), speed)
        watch = asyncio.create_task(_until_through(app, exhibit, clock, stop))
        await app.run(stop)
        watch.cancel()
        await report(console, app.lookups, folder if kept else None)


def _anchor(folder: Path) -> datetime:
    """The instant the demo in this folder began: a second run goes on by the same clock."""
    file = folder / "began.txt"
    if not file.exists():
        draft = file.with_suffix(".new")
        draft.write_text(datetime.now(UTC).isoformat())
        draft.replace(file)
    return datetime.fromisoformat(file.read_text())


@contextlib.asynccontextmanager
async def _running(folder: Path, clock: "FasterClock", console: "Console") -> AsyncIterator[tuple["App", "Exhibit"]]:
    """The exhibit's server and the application that polls it."""
    from bot.app import opened  # noqa: PLC0415  keeps --help quick
    from bot.settings.folder import shipped_dir  # noqa: PLC0415
    from bot.web.exhibit import Exhibit  # noqa: PLC0415

    shipped = shipped_dir() / "demo"
    async with Exhibit(shipped / "exhibits", clock, PHASE, began=_anchor(folder)) as exhibit:
        settings = await asyncio.to_thread(_settings, shipped, folder, exhibit.base)
        async with opened(settings, clock, console, folder / "channels") as app:
            yield app, exhibit


def _settings(shipped: Path, folder: Path, base: str) -> "Settings":
    """The demo's settings with the addresses of this run."""
    from bot.settings import load  # noqa: PLC0415  keeps --help quick

    config = folder / "config"
    config.mkdir(exist_ok=True)
    for file in shipped.glob("*.toml"):
        text = file.read_text(encoding="utf-8").replace(PLACEHOLDER, base).replace("exhibits/", f"{shipped / 'exhibits'}/")
        if file.name != "expected.toml":
            (config / file.name).write_text(text, encoding="utf-8")
    return load(config, {"TOCSIN_DATABASE": f"sqlite:///{folder / 'tocsin.db'}"})


async def _until_through(app: "App", exhibit: "Exhibit", clock: "FasterClock", stop: asyncio.Event) -> None:
    """Sets `stop` when everything that will ever be published is posted or dropped, or when time is up."""
    from bot.domain.item import ItemState  # noqa: PLC0415  keeps --help quick

    ends = time.monotonic() + TIME_LIMIT
    while time.monotonic() < ends and not stop.is_set():
        await asyncio.sleep(0.2)
        status = await app.lookups.status()
        lines = await app.lookups.sources()
        last = exhibit.last_phase_at
        polled = all(x.state and x.state.health.last_poll_at and x.state.health.last_poll_at >= last for x in lines)
        pending = any(state is ItemState.PENDING for state, _ in status.counts)
        if exhibit.finished(clock.now()) and polled and not pending and not status.waiting:
            await app.cycle.look()
            if not (await app.lookups.status()).waiting:
                break
    stop.set()
