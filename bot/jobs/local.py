"""Jobs inside this process, by APScheduler 3. The database, not the scheduler, remembers what is due."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger(__name__)


class LocalJobs:
    """Implements `ports.jobs.Jobs`. A tick that comes while its job still runs is skipped: the job looks for work itself."""

    def __init__(self) -> None:
        """Nothing starts before `start`."""
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._running: set[asyncio.Task[None]] = set()
        self._busy: set[str] = set()

    def every(self, interval: timedelta, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Adds a job, at once and then at each interval of real time."""
        self._scheduler.add_job(
            self._run,
            "interval",
            args=(name, work),
            seconds=interval.total_seconds(),
            id=name,
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=2,
            misfire_grace_time=None,
        )

    async def start(self) -> None:
        """Begins; APScheduler's own word about skipped ticks is not news."""
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler.start()

    async def stop(self, grace: timedelta) -> None:
        """Starts nothing more, waits for what runs, then cancels it."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        running = set(self._running)
        if running:
            _, late = await asyncio.wait(running, timeout=grace.total_seconds())
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """One run of one job; an error is logged and the next tick tries again. The scheduler cancels this at its end, which
        is no error: `stop` looks after the task.
        """
        if name in self._busy:
            return
        task = asyncio.ensure_future(self._guarded(name, work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.shield(task)

    async def _guarded(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        self._busy.add(name)
        try:
            await work()
        except Exception:
            log.exception("job.failed", job=name)
        finally:
            self._busy.discard(name)
