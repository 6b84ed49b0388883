"""The pools: what happens to a worker process, and what a work that it takes with it becomes."""

import signal
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool

import pytest

from bot.domain.errors import Transient
from bot.jobs.workers import Pools


async def test_ctrl_c_does_not_reach_a_worker_process():
    """A terminal sends Ctrl-C to all; only the bot itself hears it, and goes on hearing it."""
    pools = Pools()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        held_back = await pools.heavy(signal.pthread_sigmask, signal.SIG_BLOCK, ())
    finally:
        await pools.close()
    assert signal.SIGINT in held_back
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before


async def test_a_broken_pool_is_one_lost_work(monkeypatch):
    """When all processes die the work is `Transient`, not a bug, and the next work gets a new pool."""
    pools = Pools()
    broken: Future[int] = Future()
    broken.set_exception(BrokenProcessPool())
    with monkeypatch.context() as patch:
        patch.setattr(pools, "_scheduled", lambda _work: broken)
        with pytest.raises(Transient):
            await pools.heavy(len, "abc")
    try:
        assert await pools.heavy(len, "abc") == 3
    finally:
        await pools.close()
