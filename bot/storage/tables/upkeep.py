"""The tables beside the news: what is wrong, what is counted, who watches for what, what each step said."""

from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text

from bot.domain.arrivals import Gap
from bot.domain.match import Match
from bot.domain.reasons import TroubleReason
from bot.domain.step import dump_steps, load_steps
from bot.storage.columns import Choice, Instant, Json, Plain
from bot.storage.tables.base import metadata


def _dump_gaps(gaps: tuple[Gap, ...]) -> dict[str, Any]:
    """Whole seconds: a poll is minutes."""
    return {"gaps": [[gap.day, int(gap.length.total_seconds())] for gap in gaps]}


def _load_gaps(raw: dict[str, Any]) -> tuple[Gap, ...]:
    return tuple(Gap(day, timedelta(seconds=seconds)) for day, seconds in raw["gaps"])


troubles = Table(
    "troubles",
    metadata,
    Column("subject", Plain, primary_key=True),
    Column("what", Choice(TroubleReason), primary_key=True),
    Column("since", Instant, primary_key=True),
    Column("detail", Plain, nullable=False),
    Column("told_at", Instant),
    Column("ended_at", Instant),
    Column("end_told_at", Instant),
)

arrivals = Table(
    "arrivals",
    metadata,
    Column("source_id", Plain, primary_key=True),
    Column("last", Instant),
    Column("gaps", Json(_dump_gaps, _load_gaps), nullable=False),
)

ledger = Table(
    "ledger",
    metadata,
    Column("source_id", Plain, primary_key=True),
    Column("fetched", BigInteger, nullable=False),  # counted in the transaction that stores the items
    Column("forgotten", BigInteger, nullable=False),  # counted in the transaction that prunes them
)

balances = Table(
    "balances",
    metadata,
    Column("at", Instant, primary_key=True),
    Column("document", Json(dict[str, Any], dict[str, Any]), nullable=False),
)

steps = Table(
    "steps",
    metadata,
    Column("item_id", Text, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("document", Json(dump_steps, load_steps), nullable=False),
)

watches = Table(
    "watches",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Plain, nullable=False, index=True),
    Column("to", Plain, nullable=False),
    Column("text", Plain, nullable=False),
    Column("match", Json(Match.as_dict, Match.from_dict), nullable=False),
    Column("created", Instant, nullable=False),
    Column("ends", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", Plain, nullable=False),
    Column("guild", Plain, nullable=False, server_default="", index=True),
    Index("ix_watches_ends", "ends"),
)
