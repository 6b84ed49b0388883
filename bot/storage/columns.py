"""Column types: domain values in, numbers and text on the disk, alike on every engine.

Times and spans are whole microseconds: SQLite has no time type, and PostgreSQL's would come back in another shape.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import BigInteger, Dialect, Text
from sqlalchemy.types import TypeDecorator

from bot.storage.words import storable

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_encode = json.JSONEncoder(separators=(",", ":")).encode


class Instant(TypeDecorator[datetime]):
    """An aware time as microseconds since 1970-01-01 UTC; a naive one is refused with `TypeError`."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """To the disk."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - as above
        """From the disk."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Span(TypeDecorator[timedelta]):
    """A duration as microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """To the disk."""
        return None if value is None else value // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:  # noqa: ARG002 - as above
        """From the disk."""
        return None if value is None else timedelta(microseconds=value)


class Plain(TypeDecorator[str]):
    """Text from outside, rid of what a database cannot hold."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """To the disk."""
        return None if value is None else storable(value)


class Choice(TypeDecorator[E], Generic[E]):
    """A member of a closed list, by its value."""

    impl = Text
    cache_ok = True

    def __init__(self, members: type[E]) -> None:
        """`members` is the list."""
        super().__init__()
        self.members = members

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """To the disk."""
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:  # noqa: ARG002 - as above
        """From the disk."""
        return None if value is None else self.members(value)


class Json(TypeDecorator[T], Generic[T]):
    """A frozen value as JSON in plain ASCII, which can carry even NUL. Never looked into by SQL: what is filtered by has columns."""

    impl = Text
    cache_ok = True

    def __init__(self, dump: Callable[[T], dict[str, Any]], load: Callable[[dict[str, Any]], T]) -> None:
        """`dump` makes plain JSON values, `load` reads them back."""
        super().__init__()
        self.dump = dump
        self.load = load

    def process_bind_param(self, value: T | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """To the disk."""
        return None if value is None else self.encoded(self.dump(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> T | None:  # noqa: ARG002 - as above
        """From the disk."""
        return None if value is None else self.load(self.decoded(value))

    @staticmethod
    def encoded(raw: dict[str, Any]) -> str:
        """As it stands on the disk."""
        return _encode(raw)

    @staticmethod
    def decoded(text: str) -> dict[str, Any]:
        """Plain JSON values."""
        found: dict[str, Any] = json.loads(text)
        return found
