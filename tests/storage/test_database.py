"""The door: addresses, errors in clear words, reading beside writing, backup."""

import asyncio
import shutil
import sqlite3
from contextlib import closing

import pytest

from bot.domain.errors import ConfigError, TocsinError
from bot.domain.trace import Query
from bot.storage import sqlite
from bot.storage.database import backup, connect, upgrade
from bot.storage.errors import StoreUnavailable
from tests.contracts.made import NOON, alerted, entry, file


@pytest.fixture
def address(tmp_path, template):
    shutil.copy(template, tmp_path / "tocsin.db")
    return f"sqlite:///{tmp_path / 'tocsin.db'}"


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ("", "no database is known"),
        ("mysql://tocsin:hunter2@db.example/tocsin", "no database is known"),
        ("tocsin.db", "no database is known"),
        ("sqlite:tocsin.db", "three slashes"),
        ("sqlite://tocsin.db", "three slashes"),
        ("sqlite:///", "three slashes"),
        ("sqlite:///:memory:", "three slashes"),
        ("sqlite:///tocsin.db?mode=ro", "cannot hold"),
        ("sqlite:////", "is a folder"),
        ("sqlite:////nowhere/at/all.db", "there is no database"),
        ("postgresql://tocsin:hunter2@db.example", "names no database"),
        ("postgresql://tocsin:hunter2@db.example:port/tocsin", "cannot be read"),
    ],
)
async def test_a_wrong_address_is_one_clear_line(wrong, fault):
    """File, key, fault and mend, and never the password."""
    with pytest.raises(ConfigError, match=fault) as caught:
        await connect(wrong)
    (problem,) = caught.value.problems
    assert (problem.file, problem.key, bool(problem.mend)) == ("bot.toml", "database", True)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("act", [connect, upgrade])
async def test_an_unreachable_server_is_one_clear_line(act):
    """Who it is and what was said, without the password, with the cause kept."""
    with pytest.raises(StoreUnavailable, match=r"tocsin:\*\*\*@127\.0\.0\.1:9/") as caught:
        await act("postgresql://tocsin:hunter2@127.0.0.1:9/tocsin?password=hunter2")
    assert isinstance(caught.value, TocsinError)
    assert "hunter2" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize("act", [connect, upgrade])
async def test_a_file_that_is_something_else(tmp_path, act):
    """A text file is not overwritten and not taken for a database."""
    path = tmp_path / "notes.txt"
    path.write_text("Watch rota of the port of Norhaven. " * 100)
    with pytest.raises(ConfigError, match="is not a database of tocsin"):
        await act(f"sqlite:///{path}")
    assert path.read_text().startswith("Watch rota")


async def test_upgrade_makes_the_folder(tmp_path):
    """The first start needs no preparation."""
    await upgrade(f"sqlite:///{tmp_path}/data/new/tocsin.db")
    async with await connect(f"sqlite:///{tmp_path}/data/new/tocsin.db") as database:
        assert await database.stores.sources.all() == []


async def test_a_folder_that_cannot_be(tmp_path):
    """A file in the way of the folder is said plainly."""
    (tmp_path / "data").touch()
    with pytest.raises(ConfigError, match="cannot be used"):
        await upgrade(f"sqlite:///{tmp_path}/data/tocsin.db")


async def test_the_twin_needs_no_upgrade():
    """The address "memory:" opens at once and cannot be backed up."""
    assert await upgrade("memory:") == []
    async with await connect("memory:") as database:
        assert await database.stores.sources.all() == []


async def test_a_locked_database_is_said_so(address, monkeypatch):
    """When another program keeps the lock, the call fails as a whole and works later."""
    monkeypatch.setattr(sqlite, "_BUSY_SECONDS", 0.01)
    async with await connect(address) as database:
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreUnavailable, match="locked"):
                await database.stores.sources.sync(["cert"], NOON)
            other.execute("ROLLBACK")
        await database.stores.sources.sync(["cert"], NOON)
        assert len(await database.stores.sources.all()) == 1


async def test_a_full_disk_keeps_nothing_of_the_transaction(address):
    """What does not fit is an error, and not half there."""
    items = tuple(entry(str(n), text="cranes " * 2000) for n in range(50))
    async with await connect(address) as database:
        async with database.stores.items._engine.write() as connection:
            await connection.exec_driver_sql("PRAGMA max_page_count = 60")
        with pytest.raises(StoreUnavailable, match="full"):
            await file(database.stores, items=items)
        assert await database.stores.items.counts() == {}


async def test_lookups_do_not_wait_for_a_writer(address):
    """While a transaction is open, a search answers with the last commit."""
    item = entry("1")
    async with await connect(address) as database:
        await file(database.stores, alerted(item), items=(item,))
        async with database.stores.items._engine.write() as connection:
            await connection.exec_driver_sql("DELETE FROM items")
            async with asyncio.timeout(5):
                found = await database.stores.search.find(Query(text="norhaven"))
        assert [filed.item.id for filed in found] == [item.id]


async def test_an_error_in_a_transaction_undoes_it_and_frees_the_lock(address):
    """A bug in the midst of writing leaves nothing and blocks nobody."""
    async with await connect(address) as database:
        engine = database.stores.items._engine

        async def broken():
            async with engine.write() as connection:
                await connection.exec_driver_sql("INSERT INTO forgotten VALUES ('x')")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await broken()
        async with engine.write() as connection:
            assert (await connection.exec_driver_sql("SELECT count(*) FROM forgotten")).scalar() == 0


async def test_a_cancelled_write_frees_the_lock(address):
    """A shutdown in the midst of writing leaves the database usable."""
    async with await connect(address) as database:
        items = tuple(entry(str(n)) for n in range(50))
        writing = asyncio.create_task(file(database.stores, items=items))
        await asyncio.sleep(0)
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
        await file(database.stores, items=items)
        assert sum((await database.stores.items.counts()).values()) == 50


async def test_writes_survive_a_power_cut(address):
    """The writer syncs every commit (FULL), in a write-ahead log, with foreign keys on."""
    async with await connect(address) as database, database.stores.items._engine.write() as connection:
        told = [
            (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()
            for name in ("synchronous", "journal_mode", "foreign_keys")
        ]
    assert told == [2, "wal", 1]


async def test_a_backup_is_a_database(address, tmp_path):
    """A copy made while the database is open and written to holds the last commit and opens like the original."""
    item = entry("1")
    async with await connect(address) as database:
        await file(database.stores, alerted(item), items=(item,))
        async with database.stores.items._engine.write() as connection:
            await connection.exec_driver_sql("DELETE FROM items")
            await backup(address, tmp_path / "copy.db")
    async with await connect(f"sqlite:///{tmp_path / 'copy.db'}") as copy:
        assert [filed.item.id for filed in await copy.stores.search.find(Query(text="norhaven"))] == [item.id]
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db"]


async def test_a_backup_overwrites_nothing(address, tmp_path):
    """A file that is there already is left as it is."""
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(ConfigError, match="is there already"):
        await backup(address, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"


@pytest.mark.parametrize(
    ("wrong", "mend"),
    [
        ("postgresql://tocsin:hunter2@db.example/tocsin", "pg_dump"),
        ("memory:", "sqlite:///"),
        ("sqlite:///nowhere.db", "tocsin db upgrade"),
    ],
)
async def test_what_cannot_be_backed_up_says_what_to_do_instead(wrong, mend, tmp_path):
    """Each engine without a backup of ours names the way there is."""
    with pytest.raises(ConfigError, match=mend):
        await backup(wrong, tmp_path / "copy.db")


async def test_a_backup_into_no_folder(address, tmp_path):
    """A folder that is not there is said plainly."""
    with pytest.raises(ConfigError, match="cannot be written"):
        await backup(address, tmp_path / "none" / "copy.db")
