"""The tables of what people do about stories, and of who changed what."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table

from bot.domain.audit import AuditAction
from bot.storage.columns import Choice, Instant, Plain
from bot.storage.tables.base import metadata

acks = Table(
    "acks",
    metadata,
    Column("story_id", Plain, primary_key=True),
    Column("guild", Plain, primary_key=True, index=True),
    Column("who", Plain, nullable=False),
    Column("name", Plain, nullable=False),
    Column("at", Instant, nullable=False),
)

calls = Table(
    "calls",
    metadata,
    Column("story_id", Plain, primary_key=True),
    Column("guild", Plain, primary_key=True, index=True),
    Column("who", Plain, nullable=False),
    Column("name", Plain, nullable=False),
    Column("at", Instant, nullable=False),  # of the last one
)

audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False, index=True),
    Column("guild", Plain, nullable=False),
    Column("who", Plain, nullable=False),
    Column("action", Choice(AuditAction), nullable=False),
    Column("subject", Plain, nullable=False),
    Column("before", Plain, nullable=False),
    Column("after", Plain, nullable=False),
    Index("ix_audit_guild_at", "guild", "at"),
)
