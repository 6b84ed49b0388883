"""Items, verdicts, stories, deliveries, sources, the near-duplicate index, forgotten ids, words by key and the index of words."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TIME = sa.BigInteger  # microseconds since 1970-01-01 UTC

# An item's words are indexed when it becomes final: once, with its full text, and outside the poll's own transaction.
_FTS = (
    """CREATE VIRTUAL TABLE items_fts USING fts5(
        title, text, content='items', content_rowid='seq', tokenize="unicode61 remove_diacritics 2")""",
    """CREATE TRIGGER items_fts_final AFTER UPDATE OF state ON items
        WHEN old.state = 'pending' AND new.state <> 'pending' BEGIN
        INSERT INTO items_fts (rowid, title, text) VALUES (new.seq, new.title, new.text); END""",
    """CREATE TRIGGER items_fts_delete AFTER DELETE ON items WHEN old.state <> 'pending' BEGIN
        INSERT INTO items_fts (items_fts, rowid, title, text) VALUES ('delete', old.seq, old.title, old.text); END""",
)


def upgrade() -> None:
    """From nothing."""
    _create_items()
    _create_verdicts()
    _create_deliveries()
    _create_sources()
    _create_remembered()
    if op.get_bind().dialect.name == "sqlite":
        for statement in _FTS:
            op.execute(statement)
    else:
        _create_item_words()


def _create_items() -> None:
    op.create_table(
        "items",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("entry_id", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("canonical_url", sa.Text, nullable=False),
        sa.Column("lang", sa.Text, nullable=False),
        sa.Column("published", _TIME),
        sa.Column("fetched_at", _TIME, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("duplicate_of", sa.Text, nullable=False),
        sa.Column("backlog", sa.Boolean, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("story_id", sa.Text),
        sa.Column("lease_until", _TIME),
        sa.PrimaryKeyConstraint("seq", name="pk_items"),
        sa.UniqueConstraint("id", name="uq_items_id"),
        sa.UniqueConstraint("source_id", "entry_id", name="uq_items_source_id_entry_id"),
    )
    for column in ("url", "canonical_url", "fetched_at"):
        op.create_index(f"ix_items_{column}", "items", [column])
    op.create_index("ix_items_state_reason", "items", ["state", "reason"])
    pending = sa.text("state = 'pending'")
    op.create_index("ix_items_pending", "items", ["fetched_at", "seq"], sqlite_where=pending, postgresql_where=pending)
    copy = sa.text("duplicate_of <> ''")
    op.create_index("ix_items_duplicate_of", "items", ["duplicate_of"], sqlite_where=copy, postgresql_where=copy)
    told = sa.text("story_id IS NOT NULL")
    op.create_index("ix_items_story_id", "items", ["story_id"], sqlite_where=told, postgresql_where=told)


def _create_verdicts() -> None:
    op.create_table(
        "verdicts",
        sa.Column("item_id", sa.Text, nullable=False),
        sa.Column("is_alert", sa.Boolean, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("severity", sa.Integer, nullable=False),
        sa.Column("kinds", sa.Text, nullable=False),
        sa.Column("countries", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("item_id", name="pk_verdicts"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], ondelete="CASCADE", name="fk_verdicts_item_id"),
    )
    op.create_table(
        "stories",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("severity", sa.Integer, nullable=False),
        sa.Column("first_seen", _TIME, nullable=False),
        sa.Column("last_seen", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
    )
    op.create_table(
        "bands",
        sa.Column("band", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("item_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("band", "item_id", name="pk_bands"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], ondelete="CASCADE", name="fk_bands_item_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_bands_item_id", "bands", ["item_id"])


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("item_id", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("card", sa.Text, nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("route", sa.Text, nullable=False),
        sa.Column("mention", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("uncertain", sa.Boolean, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("sent_at", _TIME),
        sa.Column("lease_until", _TIME),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_item_id", "deliveries", ["item_id"])
    is_open = sa.text("state IN ('due', 'leased')")
    op.create_index("ix_deliveries_open", "deliveries", ["due_at"], sqlite_where=is_open, postgresql_where=is_open)


def _create_sources() -> None:
    op.create_table(
        "sources",
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("memo", sa.Text, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("broken_since", _TIME),
        sa.Column("announced", sa.Boolean, nullable=False),
        sa.Column("last_poll_at", _TIME),
        sa.Column("last_ok_at", _TIME),
        sa.Column("last_new_at", _TIME),
        sa.Column("items", sa.BigInteger, nullable=False),
        sa.Column("interval", sa.BigInteger, nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("lease_until", _TIME),
        sa.PrimaryKeyConstraint("source_id", name="pk_sources"),
    )
    op.create_table(
        "forgotten",
        sa.Column("id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_forgotten"),
        sqlite_with_rowid=False,
    )


def _create_remembered() -> None:
    op.create_table(
        "remembered",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_remembered"),
    )


def _create_item_words() -> None:
    op.create_table(
        "item_words",
        sa.Column("item_id", sa.Text, nullable=False),
        sa.Column("words", postgresql.TSVECTOR, nullable=False),
        sa.PrimaryKeyConstraint("item_id", name="pk_item_words"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], ondelete="CASCADE", name="fk_item_words_item_id"),
    )
    op.create_index("ix_item_words_words", "item_words", ["words"], postgresql_using="gin")
