"""Migrations: from nothing to the present shape, once, and exactly what the models say."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from bot.domain.errors import ConfigError
from bot.domain.feedback import Kept
from bot.domain.item import ItemState
from bot.domain.reasons import ItemReason
from bot.ports.store import Settlement
from bot.storage import schema
from bot.storage.database import connect, upgrade
from bot.storage.tables import metadata
from tests.contracts.made import MINUTE, NOON, alerted, entry, file, post
from tests.fakes.nouns import feedback

ROOT = Path(__file__).parents[2]


async def test_from_nothing_to_head_and_no_further(new_address):
    """Upgrade says what it applied; run again it finds nothing to do, and the database opens."""
    assert (await upgrade(new_address))[-1] == schema.head()
    assert await upgrade(new_address) == []
    async with await connect(new_address) as database:
        assert await database.stores.items.counts() == {}


async def test_models_and_migrations_say_the_same(new_address):
    """Alembic's own comparison of the migrated database with the tables finds no difference."""
    await upgrade(new_address)
    engine = create_engine(new_address.replace("postgresql:", "postgresql+psycopg:"))

    def ours(thing, name, type_, _reflected, _other):
        elsewhere = getattr(thing, "info", {}).get("engine", engine.dialect.name) != engine.dialect.name
        return not (type_ == "table" and (name.startswith("items_fts") or elsewhere))

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def of_the_first_version(path, filled):
    """A database as the first version made it, with the rows of `filled` as far as that version knew them."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        schema.migrate(connection, to="0001")
    engine.dispose()
    with closing(sqlite3.connect(path)) as old, old:
        old.execute("ATTACH ? AS new", (str(filled),))
        for table in ("items", "verdicts", "stories", "deliveries"):
            known = ", ".join(name for _, name, *_ in old.execute(f"PRAGMA main.table_info({table})"))
            old.execute(f"INSERT INTO main.{table} ({known}) SELECT {known} FROM new.{table}")


async def test_a_database_of_the_first_version_gets_what_is_new_and_keeps_what_it_holds(tmp_path):
    """Items, posts and sources are as they were; copies are part of their original's story, and what is out counts as shown."""
    item, copy = entry("1"), entry("2", "press")
    again = Settlement(copy.id, ItemState.DUPLICATE, ItemReason.SAME_ADDRESS, duplicate_of=item.id)
    await upgrade(f"sqlite:///{tmp_path / 'new.db'}")
    async with await connect(f"sqlite:///{tmp_path / 'new.db'}") as database:
        await file(database.stores, alerted(item, deliveries=(post(item),)), again, items=(item, copy))
        await database.stores.outbox.claim(NOON, MINUTE, 9)
        await database.stores.outbox.sent(post(item).id, "m-1", NOON)
        before = await database.stores.search.trace(item.id)
    of_the_first_version(tmp_path / "old.db", tmp_path / "new.db")
    address = f"sqlite:///{tmp_path / 'old.db'}"
    with pytest.raises(ConfigError, match="tocsin db upgrade"):
        await connect(address)
    assert (await upgrade(address))[0] == "0002"
    async with await connect(address) as database:
        (trace,) = await database.stores.search.trace(item.id)
        assert replace(trace, duplicates=()) == replace(before[0], duplicates=())
        assert [d.story_id for d in trace.duplicates] == [item.id]
        assert await database.stores.feedback.put(feedback(item_id=item.id)) is Kept.NEW
        assert [a.missing for a in (await database.stores.ledger.facts(item.fetched_at)).accounts] == [0, 0]


def test_three_processes_start_on_an_empty_database(new_address):
    """One migrates; the others wait and find nothing left to do."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.storage.forked", "race", new_address], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    told = json.loads(done.stdout)
    assert told["codes"] == [0, 0, 0], done.stderr
    assert [len(some) > 0 for some in sorted(told["applied"])] == [False, False, True]


async def test_an_empty_database_is_not_opened(tmp_path):
    """A database without tables is refused with the command that makes them."""
    path = tmp_path / "empty.db"
    path.touch()
    with pytest.raises(ConfigError, match="tocsin db upgrade"):
        await connect(f"sqlite:///{path}")


async def test_a_database_of_a_later_version_is_not_touched(tmp_path):
    """An older tocsin neither opens nor migrates what a newer one wrote."""
    address = f"sqlite:///{tmp_path / 'later.db'}"
    await upgrade(address)
    with closing(sqlite3.connect(tmp_path / "later.db")) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    for act in (connect, upgrade):
        with pytest.raises(ConfigError, match="install the version of tocsin that wrote it"):
            await act(address)


async def test_a_failed_migration_leaves_nothing_behind(tmp_path):
    """All of a migration is one transaction: with a table in its way, none of the others is made."""
    path = tmp_path / "blocked.db"
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("CREATE TABLE forgotten (id TEXT)")
    with pytest.raises(Exception, match="forgotten"):
        await upgrade(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [("forgotten",)]
