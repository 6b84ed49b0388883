"""The implementations of the stores, so that one suite runs over them all."""

import asyncio
import shutil

import psycopg
import pytest

from bot.storage.database import connect, upgrade
from tests.fakes import postgres


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory):
    """A migrated file, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "tocsin.db"
    asyncio.run(upgrade(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def migrated_postgres():
    """The address of a migrated database, to be emptied."""
    cluster = postgres.running()
    with psycopg.connect(cluster.address(), autocommit=True) as server:
        server.execute("CREATE DATABASE contracts")
    asyncio.run(upgrade(cluster.address("contracts")))
    return cluster.address("contracts")


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_address(request, tmp_path):
    """An empty, up-to-date database of each engine."""
    if request.param == "memory":
        return "memory:"
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "tocsin.db")
        return f"sqlite:///{tmp_path / 'tocsin.db'}"
    address = request.getfixturevalue("migrated_postgres")
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(
            "TRUNCATE items, verdicts, stories, bands, deliveries, sources, forgotten, remembered, item_words, feedback, tellings, changes, "
            "timers, period_ends, levels, silences, troubles, arrivals, ledger, balances, steps, watches, "
            "activations, activation_lines, calendar_links, "
            "situations, acks, calls, audit, pages, roster, contacts RESTART IDENTITY CASCADE"
        )
    return address


@pytest.fixture
async def stores(store_address):
    """The stores over an empty database."""
    async with await connect(store_address) as database:
        yield database.stores
