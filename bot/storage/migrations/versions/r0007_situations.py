"""Situations; and how pressing a pending item looks, by which it is judged first."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table and one column; what waits keeps its order."""
    op.create_table(
        "situations",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),  # microseconds since 1970-01-01 UTC, as all times
        sa.Column("until", sa.BigInteger),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_situations"),
    )
    op.create_index("ix_situations_until", "situations", ["until"])
    op.add_column("items", sa.Column("turn", sa.SmallInteger, nullable=False, server_default="0"))
    pending = sa.text("state = 'pending'")
    op.drop_index("ix_items_pending", "items")
    op.create_index("ix_items_pending", "items", ["turn", "fetched_at", "seq"], sqlite_where=pending, postgresql_where=pending)
