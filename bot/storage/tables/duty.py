"""The tables of being on call: pages, what people change about who is on, contacts that were checked."""

from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Column, Integer, Table, Text

from bot.domain.page import PageState
from bot.domain.paging import PageFile
from bot.domain.roster import RosterKind, RosterValue, Swap
from bot.domain.schedule import Leave, Override, Temporary
from bot.storage.columns import Choice, Instant, Json, Plain
from bot.storage.tables.base import metadata

_FILE = TypeAdapter(PageFile)
_VALUES: dict[type, TypeAdapter[Any]] = {kind: TypeAdapter(kind) for kind in (Override, Leave, Temporary, Swap)}
_BY_NAME = {kind.__name__: adapter for kind, adapter in _VALUES.items()}


def _dump_file(file: PageFile) -> dict[str, Any]:
    return dict(_FILE.dump_python(file, mode="json"))


def _load_file(raw: dict[str, Any]) -> PageFile:
    return _FILE.validate_python(raw)


def _dump_value(value: RosterValue) -> dict[str, Any]:
    return {"is": type(value).__name__, "value": _VALUES[type(value)].dump_python(value, mode="json")}


def _load_value(raw: dict[str, Any]) -> RosterValue:
    found: RosterValue = _BY_NAME[raw["is"]].validate_python(raw["value"])
    return found


pages = Table(
    "pages",
    metadata,
    Column("id", Text, primary_key=True),
    Column("about", Plain, nullable=False, index=True),
    Column("state", Choice(PageState), nullable=False),
    Column("opened_at", Instant, nullable=False, index=True),
    Column("due_at", Instant, index=True),
    Column("lease_until", Instant),
    Column("version", Integer, nullable=False),
    Column("document", Json(_dump_file, _load_file), nullable=False),
)

roster = Table(
    "roster",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Choice(RosterKind), nullable=False),
    Column("schedule", Plain, nullable=False),
    Column("value", Json(_dump_value, _load_value), nullable=False),
    Column("by", Plain, nullable=False),
    Column("created", Instant, nullable=False),
    Column("ends", Instant, nullable=False, index=True),
    Column("ended_at", Instant),
    Column("ended_by", Plain, nullable=False),
)

contacts = Table(
    "contacts",
    metadata,
    Column("person", Plain, primary_key=True),
    Column("address", Text, primary_key=True),  # a digest, as is the code
    Column("code", Text, nullable=False),
    Column("sent_at", Instant),
    Column("tries", Integer, nullable=False),
    Column("confirmed_at", Instant),
)
