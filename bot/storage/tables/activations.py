"""Activations with their timelines, and the secret addresses of calendars."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, text

from bot.domain.activation import Activation, ActivationReason, ActivationState
from bot.storage.columns import Choice, Instant, Json, Plain
from bot.storage.tables.base import metadata

activations = Table(
    "activations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("state", Choice(ActivationState), nullable=False),
    Column("opened_at", Instant, nullable=False, index=True),
    Column("due", Instant),
    Column("lease_until", Instant),
    Column("document", Json(Activation.as_dict, Activation.from_dict), nullable=False),
    Index("ix_activations_due", "due", sqlite_where=text("due IS NOT NULL"), postgresql_where=text("due IS NOT NULL")),
)

activation_lines = Table(
    "activation_lines",
    metadata,
    Column("activation_id", Text, ForeignKey("activations.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("reason", Choice(ActivationReason), nullable=False),
    Column("who", Plain, nullable=False),
    Column("by", Plain, nullable=False),
    Column("detail", Plain, nullable=False),
)

calendar_links = Table(
    "calendar_links",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("person", Plain, nullable=False, index=True),
    Column("at", Instant, nullable=False),
)
