"""Stories, their posts, what people did to them and said of them, and what is to be said when."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    text,
)

from bot.domain.card import Card
from bot.domain.delivery import DeliveryState, Subject
from bot.domain.digest import PeriodReason
from bot.domain.feedback import Judgement
from bot.domain.filing import ChangeKind
from bot.domain.landscape import Level, Reading
from bot.domain.match import Match
from bot.domain.reasons import FailReason
from bot.domain.route import Mention
from bot.domain.situation import Situation
from bot.domain.story import Standing
from bot.storage.columns import Choice, Instant, Json, Plain
from bot.storage.tables.base import metadata

# Written out, not bound: an engine uses a partial index only when it can see that the predicate is the same.
OPEN = "deliveries.state IN ('due', 'leased')"


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
    Column("sent_at", Instant, index=True),
    Column("revision", Integer, nullable=False),
    Column("shown", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("head", Text, nullable=False),
    Column("silent", Boolean, nullable=False),
    Column("posted_at", Instant),
    Column("wanted_at", Instant, index=True),
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

situations = Table(
    "situations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("since", Instant, nullable=False),
    Column("until", Instant, index=True),
    Column("document", Json(Situation.as_dict, Situation.from_dict), nullable=False),
)

levels = Table(
    "levels",
    metadata,
    Column("kind", Plain, primary_key=True),
    Column("code", Plain, primary_key=True),
    Column("level", Choice(Level), nullable=False),
    Column("document", Json(Reading.as_dict, Reading.from_dict), nullable=False),
)
