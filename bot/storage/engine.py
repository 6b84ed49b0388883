"""What the stores ask of an SQL engine, and where SQLite and PostgreSQL differ: locks, upserts, searching words."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, TypeVar

from sqlalchemy import Select, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.errors import UNREACHABLE, unavailable
from bot.storage.words import Term

T = TypeVar("T")
Upsert = sqlite.Insert | postgresql.Insert

CHUNK = 250
"""Rows per statement: far below any limit on parameters, and short enough to leave the event loop its turns."""


LAST = 2**62
"""More than any `seq`."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the index of words is asked: every term, of each group of facets at least one, and none of what is refused. `first` and
    `last` are the lowest and the highest `seq`.
    """

    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    facets: tuple[tuple[str, ...], ...] = ()
    refused: tuple[str, ...] = ()
    first: int = 0
    last: int = LAST
    titles: bool = False
    """The terms must stand in the title."""


class Engine(Protocol):
    """One database. Raises `StoreUnavailable` when it is away, locked or full."""

    def write(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction that may write: committed at the end of the block, rolled back on any error."""
        ...

    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction that only reads, and waits for no writer."""
        ...

    def insert(self, table: Table) -> Upsert:
        """An INSERT with `on_conflict_do_nothing` and `on_conflict_do_update`."""
        ...

    async def index(self, connection: AsyncConnection, item_ids: Sequence[str]) -> None:
        """Makes items that have just become final searchable by their words, in the caller's transaction."""
        ...

    def matching(self, wanted: Wanted) -> Select[int]:
        """The `seq`s of the final items that are wanted, the highest first: read from the index alone, as far as a limit asks."""
        ...

    async def close(self) -> None:
        """Gives back every connection."""
        ...


@asynccontextmanager
async def transaction(engine: AsyncEngine, where: str) -> AsyncIterator[AsyncConnection]:
    """`engine.begin()` with our own errors; `where` is the address as people may see it."""
    try:
        async with engine.begin() as connection:
            yield connection
    except UNREACHABLE as error:
        raise unavailable(where, error) from error


def chunks(rows: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """In order, `size` at a time."""
    rest = iter(rows)
    while chunk := list(islice(rest, size)):
        yield chunk
