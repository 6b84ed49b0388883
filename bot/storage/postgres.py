"""PostgreSQL: many processes over one database, rows locked one by one, words by tsvector and GIN."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy import Table, Text, bindparam, cast, func, insert, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.storage.engine import Matching, transaction
from bot.storage.tables import item_words, items
from bot.storage.words import Term, words

_CONNECT_SECONDS = 10
_MAX_WORDS = 20_000
"""Of one text: a tsvector may not exceed 1 MiB, and positions past 16,383 are not told apart."""


def make(url: URL) -> AsyncEngine:
    """A pool that notices a server's restart before it hands out a connection."""
    return create_async_engine(
        url,
        pool_size=5,
        max_overflow=5,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"connect_timeout": _CONNECT_SECONDS},
    )


_INDEX = insert(item_words).values(item_id=bindparam("item", type_=Text), words=cast(bindparam("lexemes", type_=Text), TSVECTOR))


def lexemes(title: str, text: str) -> str:
    """The tsvector's own text form, title words weighing A: the server's parser would take CVE-2026-1 for negative numbers."""
    places: dict[str, list[str]] = {}
    heading = words(title)
    for n, word in enumerate(heading, 1):
        places.setdefault(word, []).append(f"{n}A")
    # a gap of one, so that no phrase is found across the end of the title
    for n, word in enumerate(words(text)[:_MAX_WORDS], len(heading) + 2):
        places.setdefault(word, []).append(str(n))
    return " ".join(f"'{word}':{','.join(at)}" for word, at in places.items())


def tsquery(terms: Sequence[Term]) -> str:
    """Words side by side within a term, all terms together."""
    return " & ".join("(" + " <-> ".join(f"'{w}'" for w in t.words) + (":*" if t.open_end else "") + ")" for t in terms)


class PostgresEngine:
    """One pool for all."""

    def __init__(self, url: URL, shown: str) -> None:
        """The database exists and has the tables."""
        self._shown = shown
        self._engine = make(url)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """READ COMMITTED; the stores lock the rows they decide about."""
        async with transaction(self._engine, self._shown) as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """MVCC: readers and writers do not wait for each other."""
        async with transaction(self._engine, self._shown) as connection:
            yield connection

    def insert(self, table: Table) -> postgresql.Insert:
        """PostgreSQL's INSERT ... ON CONFLICT."""
        return postgresql.insert(table)

    async def index(self, connection: AsyncConnection, item_ids: Sequence[str]) -> None:
        """Reads the texts back, because the caller may have kept what was stored."""
        texts = select(items.c.id, items.c.title, items.c.text).where(items.c.id.in_(item_ids))
        rows = [{"item": row[0], "lexemes": lexemes(row[1], row[2])} for row in await connection.execute(texts)]
        if rows:
            await connection.execute(_INDEX, rows)

    def matching(self, terms: Sequence[Term]) -> Matching:
        """A long text does not win by its length alone (normalisation 1: divided by 1 + log of the length)."""
        query = cast(bindparam("phrases", tsquery(terms), type_=Text), TSQUERY)
        return Matching(
            table=item_words,
            on=item_words.c.item_id == items.c.id,
            where=item_words.c.words.op("@@")(query),
            rank=-func.ts_rank(item_words.c.words, query, 1),
        )

    async def close(self) -> None:
        """Closes the pool."""
        await self._engine.dispose()
