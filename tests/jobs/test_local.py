"""Jobs inside this process: what a stop does to one that runs."""

import asyncio
import logging
from datetime import timedelta

from bot.jobs.local import LocalJobs


async def test_a_stop_in_the_middle_of_a_job_waits_for_it_and_logs_no_error(caplog):
    """Ctrl-C while a step runs lets it end, and shows nobody a trace."""
    jobs, begun, go_on, done = LocalJobs(), asyncio.Event(), asyncio.Event(), []

    async def work():
        begun.set()
        await go_on.wait()
        done.append(True)

    jobs.every(timedelta(hours=1), "work", work)
    with caplog.at_level(logging.WARNING):
        await jobs.start()
        await begun.wait()
        asyncio.get_running_loop().call_later(0, go_on.set)
        await jobs.stop(timedelta(seconds=5))
        await asyncio.sleep(0)
    assert done == [True]
    assert not caplog.records
