"""A migrated database to start from."""

import asyncio

import psycopg
import pytest

from bot.storage.database import upgrade
from tests.fakes import postgres


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "tocsin.db"
    asyncio.run(upgrade(f"sqlite:///{path}"))
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def new_address(request, tmp_path):
    """Where nothing was ever written."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.db'}"
    cluster = postgres.running()
    name = f"new_{abs(hash(request.node.nodeid))}"
    with psycopg.connect(cluster.address(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return cluster.address(name)
