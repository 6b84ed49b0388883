"""Small matrices are slower on many threads than on one, and several test processes share the processor."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """The library comes with scikit-learn."""
    limits = pytest.importorskip("threadpoolctl", reason="a development library").threadpool_limits(1)
    yield
    limits.restore_original_limits()
