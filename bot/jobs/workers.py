"""Pools for work that must not hold the event loop: threads for what cannot hang, killable processes for what might."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as WorkTimeoutError
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context, resource_tracker
from typing import ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from bot.domain.errors import Transient
from bot.domain.reasons import FailReason

P = ParamSpec("P")
T = TypeVar("T")


class Pools:
    """Implements `ports.workers.Workers`. Processes are spawned at their first use and replaced when they hang."""

    def __init__(self, threads: int = 4, processes: int = 1, time_limit: float = 20.0) -> None:
        """`time_limit` is seconds of real time for one heavy work."""
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="light")
        self._processes = processes
        self._time_limit = time_limit
        self._pool: ProcessPool | None = None

    async def light(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """In a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *args, **kwargs))

    async def heavy(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """In a process; one that hangs or dies is `Transient`, and only that work is lost."""
        try:
            return await asyncio.wrap_future(self._scheduled(partial(work, *args, **kwargs)))
        except (WorkTimeoutError, TimeoutError) as error:
            raise Transient(FailReason.TIMEOUT, f"the document took over {self._time_limit:.0f} s to read") from error
        except ProcessExpired as error:
            raise Transient(FailReason.UNEXPECTED, "the process that read the document died") from error
        except BrokenProcessPool as error:  # it stays broken; the next work gets a new one
            self._pool = None
            raise Transient(FailReason.UNEXPECTED, "the processes that read documents died") from error

    def _scheduled(self, work: Callable[[], T]) -> "Future[T]":
        """The pool's threads and processes take over this thread's signal mask; starting the tracker would undo it."""
        resource_tracker.ensure_running()
        with _ctrl_c_held_back():
            if self._pool is None:
                self._pool = ProcessPool(max_workers=self._processes, max_tasks=200, context=get_context("spawn"))
            future: Future[T] = self._pool.schedule(work, timeout=self._time_limit)
            return future

    async def close(self) -> None:
        """Ends both pools; work under way is given up."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves this one untyped
            await asyncio.get_running_loop().run_in_executor(None, self._pool.join)


@contextlib.contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
    """A terminal sends Ctrl-C to every process; a worker that is just starting would die of it, with a trace."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
