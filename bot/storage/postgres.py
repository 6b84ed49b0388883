"""PostgreSQL: many processes over one database, rows locked one by one, words by tsvector and GIN."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy import Select, Table, Text, bindparam, cast, insert, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.storage.engine import Wanted, transaction
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


def lexemes(title: str, text: str, facets: str = "") -> str:
    """The tsvector's own text form, title words weighing A: the server's parser would take CVE-2026-1 for negative numbers."""
    places: dict[str, list[str]] = {}
    heading = words(title)
    for n, word in enumerate(heading, 1):
        places.setdefault(word, []).append(f"{n}A")
    # a gap of one, so that no phrase is found across the end of the title
    for n, word in enumerate(words(text)[:_MAX_WORDS], len(heading) + 2):
        places.setdefault(word, []).append(str(n))
    said = [f"'{word}':{','.join(at)}" for word, at in places.items()]
    return " ".join([*said, *map(_quoted, facets.split())])


def tsquery(terms: Sequence[Term], *, titles: bool = False) -> str:
    """Words side by side within a term, all terms together. Words of titles weigh A."""
    return " & ".join("(" + _phrase(term, "A" if titles else "") + ")" for term in terms)


def match_of(wanted: Wanted) -> str:
    """The tsquery's own text form; facets are words that stand nowhere in the text."""
    every = [tsquery(wanted.terms, titles=wanted.titles)] if wanted.terms else []
    every += [f"({' | '.join(map(_quoted, group))})" for group in wanted.facets]
    every += [f"!{_quoted(facet)}" for facet in wanted.refused]
    every += [f"!({tsquery([term])})" for term in wanted.without]
    return " & ".join(every)


def _phrase(term: Term, weight: str) -> str:
    marks = [weight] * (len(term.words) - 1) + [("*" if term.open_end else "") + weight]
    return " <-> ".join(_quoted(word) + (f":{mark}" if mark else "") for word, mark in zip(term.words, marks, strict=True))


def _quoted(word: str) -> str:
    return f"'{word}'"


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
        texts = select(items.c.id, items.c.title, items.c.text, items.c.facets).where(items.c.id.in_(item_ids))
        rows = [{"item": row[0], "lexemes": lexemes(row[1], row[2], row[3])} for row in await connection.execute(texts)]
        if rows:
            await connection.execute(_INDEX, rows)

    def matching(self, wanted: Wanted) -> Select[int]:
        """GIN joins the lists; the few that are left are put in order."""
        query = cast(bindparam("asked", match_of(wanted), type_=Text), TSQUERY)
        here = (item_words.c.words.op("@@")(query), items.c.seq.between(wanted.first, wanted.last))
        found = select(items.c.seq).join(item_words, item_words.c.item_id == items.c.id)
        return found.where(*here).order_by(items.c.seq.desc())

    async def close(self) -> None:
        """Closes the pool."""
        await self._engine.dispose()
