"""The tables, as SQLAlchemy Core knows them. Each change needs a revision in `migrations/versions/`.

Names of columns are those of the domain's fields, so that `rows.py` maps by name. `seq` counts rows in the order they came.
"""

from dataclasses import asdict, fields
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
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from bot.domain.card import Card
from bot.domain.delivery import DeliveryState, Subject
from bot.domain.digest import PeriodReason
from bot.domain.feedback import Judgement
from bot.domain.filing import ChangeKind
from bot.domain.item import ItemState
from bot.domain.landscape import Level, Reading
from bot.domain.match import Match
from bot.domain.reasons import FailReason, ItemReason
from bot.domain.route import Mention
from bot.domain.source import Memo
from bot.domain.story import Standing
from bot.domain.verdict import Verdict
from bot.storage.columns import Choice, Instant, Json, Plain, Span

_NAMES = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}

# Written out, not bound: an engine uses a partial index only when it can see that the predicate is the same.
PENDING = "items.state = 'pending'"
_MEMO = tuple(f.name for f in fields(Memo))
_memo_values = attrgetter(*_MEMO)
OPEN = "deliveries.state IN ('due', 'leased')"


def _dump_memo(memo: Memo) -> dict[str, Any]:
    """As `asdict`, at a tenth of its cost: a memo is written at every poll."""
    return dict(zip(_MEMO, _memo_values(memo), strict=True))


def _load_memo(raw: dict[str, Any]) -> Memo:
    return Memo(**{**raw, "seen": tuple(raw["seen"])})


def _dump_moved(moved: tuple[str, ...]) -> dict[str, Any]:
    return {"items": list(moved)}


def _load_moved(raw: dict[str, Any]) -> tuple[str, ...]:
    return tuple(raw["items"])


def _load_mention(raw: dict[str, Any]) -> Mention:
    return Mention(**raw)


def _dump_told(ids: tuple[str, ...]) -> dict[str, Any]:
    return {"ids": list(ids)}


def _load_told(raw: dict[str, Any]) -> tuple[str, ...]:
    return tuple(raw["ids"])


metadata = MetaData(naming_convention=_NAMES)

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
    UniqueConstraint("source_id", "entry_id"),
    Index("ix_items_state_reason", "state", "reason"),
    Index(
        "ix_items_pending",
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

stories = Table(
    "stories",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Plain, nullable=False),
    Column("kind", Plain, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("first_seen", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
    Column("standing", Choice(Standing), nullable=False),
    Column("sources", Integer, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("merged_into", Text, nullable=False),
    Index(
        "ix_stories_merged_into",
        "merged_into",
        sqlite_where=text("merged_into <> ''"),
        postgresql_where=text("merged_into <> ''"),
    ),
)

tellings = Table(
    "tellings",
    metadata,
    Column("item_id", Text, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("story_id", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("document", Json(dict, dict), nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("kind", Choice(ChangeKind), nullable=False),
    Column("story_id", Text, nullable=False, index=True),
    Column("who", Plain, nullable=False),
    Column("at", Instant, nullable=False),
    Column("other", Text, nullable=False, index=True),
    Column("moved", Json(_dump_moved, _load_moved), nullable=False),
    Column("undone", Boolean, nullable=False),
    Column("guild", Plain, nullable=False, server_default=""),
)

bands = Table(
    "bands",
    metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    Column("item_id", Text, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("subject", Choice(Subject), nullable=False),
    Column("item_id", Text, nullable=False, index=True),
    Column("channel", Plain, nullable=False),
    Column("card", Json(Card.as_dict, Card.from_dict), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False, index=True),
    Column("priority", Integer, nullable=False),
    Column("route", Plain, nullable=False),
    Column("mention", Json(asdict, _load_mention)),
    Column("state", Choice(DeliveryState), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("uncertain", Boolean, nullable=False),
    Column("message_id", Plain, nullable=False),
    Column("reason", Choice(FailReason)),
    Column("detail", Plain, nullable=False),
    Column("sent_at", Instant),
    Column("revision", Integer, nullable=False),
    Column("shown", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("head", Text, nullable=False),
    Column("silent", Boolean, nullable=False),
    Column("posted_at", Instant),
    Column("wanted_at", Instant),
    Column("note", Plain, nullable=False, server_default=""),
    Column("lease_until", Instant),
    Index("ix_deliveries_head", "head", sqlite_where=text("head <> ''"), postgresql_where=text("head <> ''")),
    Index(
        "ix_deliveries_open",
        "due_at",
        sqlite_where=text("state IN ('due', 'leased')"),
        postgresql_where=text("state IN ('due', 'leased')"),
    ),
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

feedback = Table(
    "feedback",
    metadata,
    Column("item_id", Text, primary_key=True),  # no foreign key: what was judged stays counted when the item is forgotten
    Column("channel", Plain, primary_key=True),
    Column("who", Plain, primary_key=True),
    Column("judgement", Choice(Judgement), nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("kind", Plain, nullable=False),
    Column("score", Float, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("right_kind", Plain, nullable=False),
    Column("note", Plain, nullable=False),
    Column("changes", Integer, nullable=False),
    Index("ix_feedback_channel_at", "channel", "at"),
)

timers = Table(
    "timers",
    metadata,
    Column("id", Plain, primary_key=True),
    Column("spec", Plain, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("lease_until", Instant),
)

period_ends = Table(
    "period_ends",
    metadata,
    Column("timer_id", Plain, primary_key=True),
    Column("due_at", Instant, primary_key=True),
    Column("next_due", Instant, nullable=False),
    Column("done_at", Instant, nullable=False, index=True),
    Column("reason", Choice(PeriodReason), nullable=False),
    Column("detail", Plain, nullable=False),
    Column("told", Json(_dump_told, _load_told), nullable=False),
)

levels = Table(
    "levels",
    metadata,
    Column("kind", Plain, primary_key=True),
    Column("code", Plain, primary_key=True),
    Column("level", Choice(Level), nullable=False),
    Column("document", Json(Reading.as_dict, Reading.from_dict), nullable=False),
)

silences = Table(
    "silences",
    metadata,
    Column("id", Text, primary_key=True),
    Column("matcher", Plain, nullable=False),
    Column("match", Json(Match.as_dict, Match.from_dict), nullable=False),
    Column("starts", Instant, nullable=False),
    Column("ends", Instant, nullable=False, index=True),
    Column("author", Plain, nullable=False),
    Column("reason", Plain, nullable=False),
    Column("created", Instant, nullable=False),
    Column("ended_by", Plain, nullable=False),
    Column("guild", Plain, nullable=False, server_default="", index=True),
)

item_words = Table(
    "item_words",
    metadata,
    Column("item_id", Text, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("words", TSVECTOR, nullable=False),
    Index("ix_item_words_words", "words", postgresql_using="gin"),
    info={"engine": "postgresql"},  # SQLite's counterpart is the FTS5 table items_fts, which triggers keep in step
)
