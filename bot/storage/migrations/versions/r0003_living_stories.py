"""Stories that live: how they are supported, what tells them, what people changed, and posts that are edited."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TIME = sa.BigInteger  # microseconds since 1970-01-01 UTC


def upgrade() -> None:
    """Copies join the story of their original; what is posted is at its first writing."""
    _stories()
    _tellings_and_changes()
    _deliveries()
    op.execute(
        "UPDATE items SET story_id = (SELECT first.story_id FROM items AS first WHERE first.id = items.duplicate_of) "
        "WHERE duplicate_of <> ''"
    )


def _stories() -> None:
    op.add_column("stories", sa.Column("standing", sa.Text, nullable=False, server_default="single_source"))
    op.add_column("stories", sa.Column("sources", sa.Integer, nullable=False, server_default="1"))
    op.add_column("stories", sa.Column("closed", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("stories", sa.Column("merged_into", sa.Text, nullable=False, server_default=""))
    merged = sa.text("merged_into <> ''")
    op.create_index("ix_stories_merged_into", "stories", ["merged_into"], sqlite_where=merged, postgresql_where=merged)


def _tellings_and_changes() -> None:
    op.create_table(
        "tellings",
        sa.Column("item_id", sa.Text, nullable=False),
        sa.Column("story_id", sa.Text, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("item_id", name="pk_tellings"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], ondelete="CASCADE", name="fk_tellings_item_id"),
    )
    op.create_index("ix_tellings_at", "tellings", ["at"])
    op.create_table(
        "changes",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("story_id", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("other", sa.Text, nullable=False),
        sa.Column("moved", sa.Text, nullable=False),
        sa.Column("undone", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_changes"),
        sa.UniqueConstraint("id", name="uq_changes_id"),
    )
    op.create_index("ix_changes_story_id", "changes", ["story_id"])
    op.create_index("ix_changes_other", "changes", ["other"])


def _deliveries() -> None:
    for name, kind, default in (
        ("revision", sa.Integer, "1"),
        ("shown", sa.Integer, "0"),
        ("generation", sa.Integer, "0"),
        ("head", sa.Text, ""),
        ("silent", sa.Boolean, sa.false()),
    ):
        op.add_column("deliveries", sa.Column(name, kind, nullable=False, server_default=default))
    op.add_column("deliveries", sa.Column("posted_at", _TIME))
    op.add_column("deliveries", sa.Column("wanted_at", _TIME))
    line = sa.text("head <> ''")
    op.create_index("ix_deliveries_head", "deliveries", ["head"], sqlite_where=line, postgresql_where=line)
    op.execute("UPDATE deliveries SET shown = 1, posted_at = sent_at WHERE state = 'sent'")
