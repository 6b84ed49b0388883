"""A source's state to its row and back, by hand: each poll of each source reads one and writes one.

SQLAlchemy's typed columns would call a function for each value; here a row is one function, and the columns are read and
written as the numbers and texts that they are on the disk (see `columns.py`).
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Column, bindparam, type_coerce
from sqlalchemy.types import TypeDecorator

from bot.domain.reasons import FailReason
from bot.domain.source import Health, Memo, SourceState
from bot.storage.columns import Json
from bot.storage.tables import sources
from bot.storage.words import storable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NAMES = (
    *("source_id", "due_at", "memo", "interval", "paused", "failures", "reason", "detail", "broken_since", "announced"),
    *("last_poll_at", "last_ok_at", "last_new_at", "items", "empty_since"),
)
_MEMO = cast("Json[Memo]", sources.c.memo.type)


def _bare(column: Column[Any]) -> Any:
    kind = column.type
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


SOURCE_COLUMNS = tuple(type_coerce(sources.c[name], _bare(sources.c[name])).label(name) for name in _NAMES)
SOURCE_BINDS = {name: bindparam(name, type_=_bare(sources.c[name])) for name in (*_NAMES, "active", "lease_until")}


def source_row(state: SourceState) -> dict[str, Any]:
    """For an upsert by `SOURCE_BINDS`; without the two columns that belong to the row alone, `active` and `lease_until`."""
    health = state.health
    return {
        "source_id": state.source_id,
        "due_at": _micros(state.due_at),
        "memo": _memo_text(state.memo),
        "interval": state.interval // _MICROSECOND,
        "paused": state.paused,
        "failures": health.failures,
        "reason": None if health.reason is None else health.reason.value,
        "detail": storable(health.detail) if health.detail else "",
        "broken_since": _micros(health.broken_since),
        "announced": health.announced,
        "last_poll_at": _micros(health.last_poll_at),
        "last_ok_at": _micros(health.last_ok_at),
        "last_new_at": _micros(health.last_new_at),
        "items": health.items,
        "empty_since": _micros(health.empty_since),
    }


def sources_of(rows: Iterable[Any]) -> list[SourceState]:
    """Rows of `SOURCE_COLUMNS`."""
    return [
        SourceState(
            source_id,
            _EPOCH + timedelta(microseconds=due_at),
            _memo(memo),
            Health(
                failures,
                None if reason is None else FailReason(reason),
                detail,
                _instant(broken_since),
                bool(announced),
                _instant(last_poll_at),
                _instant(last_ok_at),
                _instant(last_new_at),
                items,
                _instant(empty_since),
            ),
            timedelta(microseconds=interval),
            bool(paused),
        )
        for (
            source_id, due_at, memo, interval, paused, failures, reason, detail, broken_since, announced,
            last_poll_at, last_ok_at, last_new_at, items, empty_since,
        ) in rows
    ]  # fmt: skip


def _micros(at: datetime | None) -> int | None:
    return None if at is None else (at - _EPOCH) // _MICROSECOND


def _instant(micros: int | None) -> datetime | None:
    return None if micros is None else _EPOCH + timedelta(microseconds=micros)


@lru_cache(8192)
def _memo(text: str) -> Memo:
    """A memo seldom changes between two polls."""
    return _MEMO.load(_MEMO.decoded(text))


@lru_cache(8192)
def _memo_text(memo: Memo) -> str:
    return _MEMO.encoded(_MEMO.dump(memo))
