"""What holds for every test."""

from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

settings.register_profile("quick", max_examples=25)
"""`make quick`: a look; `make test` looks four times as hard."""


@pytest.fixture(autouse=True)
def fresh_logs() -> Iterator[None]:
    """A command that a test runs in this process sets up logging on that test's own standard error, which is closed with it."""
    yield
    structlog.reset_defaults()
