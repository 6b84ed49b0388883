"""What is fetched, and from where: sources, items, what was judged, and what finds them again."""

from dataclasses import fields
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from bot.domain.item import ItemState
from bot.domain.reasons import FailReason, ItemReason
from bot.domain.source import Memo
from bot.domain.verdict import Verdict
from bot.storage.columns import Choice, Instant, Json, Plain, Span
from bot.storage.tables.base import metadata

# Written out, not bound: an engine uses a partial index only when it can see that the predicate is the same.
PENDING = "items.state = 'pending'"
_MEMO = tuple(f.name for f in fields(Memo))
_memo_values = attrgetter(*_MEMO)


def _dump_memo(memo: Memo) -> dict[str, Any]:
    """As `asdict`, at a tenth of its cost: a memo is written at every poll."""
    return dict(zip(_MEMO, _memo_values(memo), strict=True))


def _load_memo(raw: dict[str, Any]) -> Memo:
    return Memo(**{**raw, "seen": tuple(raw["seen"])})


items = Table(
    "items",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("source_id", Plain, nullable=False),
    Column("entry_id", Plain, nullable=False),
    Column("title", Plain, nullable=False),
    Column("text", Plain, nullable=False),
    Column("url", Plain, nullable=False, index=True),
    Column("canonical_url", Plain, nullable=False, index=True),
    Column("lang", Plain, nullable=False),
    Column("published", Instant),
    Column("fetched_at", Instant, nullable=False, index=True),
    Column("state", Choice(ItemState), nullable=False),
    Column("reason", Choice(ItemReason), nullable=False),
    Column("detail", Plain, nullable=False),
    Column("duplicate_of", Text, nullable=False),
    Column("backlog", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("story_id", Text),
    Column("lease_until", Instant),
    Column("turn", SmallInteger, nullable=False, server_default="0"),
    UniqueConstraint("source_id", "entry_id"),
    Index("ix_items_state_reason", "state", "reason"),
    Index(
        "ix_items_pending",
        "turn",
        "fetched_at",
        "seq",
        sqlite_where=text("state = 'pending'"),
        postgresql_where=text("state = 'pending'"),
    ),
    Index(
        "ix_items_story_id", "story_id", sqlite_where=text("story_id IS NOT NULL"), postgresql_where=text("story_id IS NOT NULL")
    ),
    Index(
        "ix_items_duplicate_of",
        "duplicate_of",
        sqlite_where=text("duplicate_of <> ''"),
        postgresql_where=text("duplicate_of <> ''"),
    ),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("item_id", Text, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("is_alert", Boolean, nullable=False),
    Column("score", Float, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("kinds", Plain, nullable=False),  # "|primary|other|": looked into by SQL
    Column("countries", Plain, nullable=False),  # of victims and actors, in the same form
    Column("document", Json(Verdict.as_dict, Verdict.from_dict), nullable=False),
)

bands = Table(
    "bands",
    metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    Column("item_id", Text, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

sources = Table(
    "sources",
    metadata,
    Column("source_id", Plain, primary_key=True),
    Column("due_at", Instant, nullable=False),
    Column("memo", Json(_dump_memo, _load_memo), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("reason", Choice(FailReason)),
    Column("detail", Plain, nullable=False),
    Column("broken_since", Instant),
    Column("announced", Boolean, nullable=False),
    Column("last_poll_at", Instant),
    Column("last_ok_at", Instant),
    Column("last_new_at", Instant),
    Column("items", BigInteger, nullable=False),
    Column("empty_since", Instant),
    Column("interval", Span, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),  # among the ids last synced
    Column("lease_until", Instant),
)

forgotten = Table(
    "forgotten",
    metadata,
    Column("id", Text, primary_key=True),  # of a pruned item that its source may list again
    sqlite_with_rowid=False,
)

remembered = Table(
    "remembered",
    metadata,
    Column("key", Plain, primary_key=True),
    Column("words", Plain, nullable=False),
)

item_words = Table(
    "item_words",
    metadata,
    Column("item_id", Text, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("words", TSVECTOR, nullable=False),
    Index("ix_item_words_words", "words", postgresql_using="gin"),
    info={"engine": "postgresql"},  # SQLite's counterpart is the FTS5 table items_fts, which triggers keep in step
)
