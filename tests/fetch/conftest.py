"""A loopback server, and fetchers with time-outs small enough for tests."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.abc import AbstractResolver

from bot.fetch.client import Fetcher
from bot.fetch.limits import Limits
from tests.fakes.clock import FakeClock
from tests.fakes.loopback import Loopback

QUICK = Limits(total_requests=20, per_host=20, host_delay=0, connect=0.3, read=0.15, total=0.3)


def make(limits: Limits = QUICK, clock: FakeClock | None = None, resolver: AbstractResolver | None = None) -> Fetcher:
    """Use with `async with`."""
    return Fetcher(limits, clock or FakeClock(), "Tocsin/test (+https://tocsin.example)", resolver)


@pytest.fixture
async def server() -> AsyncIterator[Loopback]:
    async with Loopback() as running:
        yield running


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with make() as running:
        yield running
