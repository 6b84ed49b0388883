"""Commands of one process over many databases: each begins as a copy of one that is up to date."""

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.app import hands
from bot.storage.address import parse
from bot.storage.database import upgrade


@pytest.fixture(scope="session")
def up_to_date(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file."""
    path = tmp_path_factory.mktemp("up-to-date") / "tocsin.db"
    asyncio.run(upgrade(f"sqlite:///{path}"))
    return path


@pytest.fixture(autouse=True)
def copied(monkeypatch: pytest.MonkeyPatch, up_to_date: Path) -> None:
    """Migrating an empty file takes ten times as long as copying a migrated one."""

    async def quickly(address: str) -> list[str]:
        path = parse(address).path
        if path is not None and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(up_to_date, path)
        return await upgrade(address)

    monkeypatch.setattr(hands, "upgrade", quickly)
