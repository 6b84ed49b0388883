"""Activations with their timelines, and the secret addresses of calendars."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three tables."""
    op.create_table(
        "activations",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),  # microseconds since 1970-01-01 UTC, as all times
        sa.Column("due", sa.BigInteger),
        sa.Column("lease_until", sa.BigInteger),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_activations"),
    )
    op.create_index("ix_activations_opened_at", "activations", ["opened_at"])
    due = sa.text("due IS NOT NULL")
    op.create_index("ix_activations_due", "activations", ["due"], sqlite_where=due, postgresql_where=due)
    op.create_table(
        "activation_lines",
        sa.Column("activation_id", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("reason", "who", "by", "detail")),
        sa.ForeignKeyConstraint(
            ["activation_id"], ["activations.id"], name="fk_activation_lines_activation_id_activations", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("activation_id", "seq", name="pk_activation_lines"),
    )
    op.create_table(
        "calendar_links",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_calendar_links"),
    )
    op.create_index("ix_calendar_links_person", "calendar_links", ["person"])
