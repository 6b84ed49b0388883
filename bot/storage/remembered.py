"""A few words by key, over SQL."""

from sqlalchemy import select

from bot.storage.engine import Engine
from bot.storage.tables import remembered


class SqlRemembered:
    """`ports.memory.Memory`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is that of the stores."""
        self._engine = engine

    async def get(self, key: str) -> str:
        """See the port."""
        async with self._engine.read() as connection:
            said = (await connection.execute(select(remembered.c.words).where(remembered.c.key == key))).scalar()
        return said or ""

    async def put(self, key: str, value: str) -> None:
        """See the port."""
        made = self._engine.insert(remembered)
        put = made.on_conflict_do_update(index_elements=["key"], set_={"words": made.excluded.words})
        async with self._engine.write() as connection:
            await connection.execute(put, {"key": key, "words": value})
