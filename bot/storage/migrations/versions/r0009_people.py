"""Who may do what in which server: acknowledgements, calls, the audit trail; and the server that a row belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three tables and four columns. What is there belongs to no server, as before."""
    for table in ("deliveries", "changes", "silences", "watches"):
        name = "note" if table == "deliveries" else "guild"
        op.add_column(table, sa.Column(name, sa.Text, nullable=False, server_default=""))
    for table in ("silences", "watches"):
        op.create_index(f"ix_{table}_guild", table, ["guild"])
    for table in ("acks", "calls"):
        _response(table)
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False, autoincrement=True),
        sa.Column("at", sa.BigInteger, nullable=False),  # microseconds since 1970-01-01 UTC, as all times
        sa.Column("guild", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_guild_at", "audit", ["guild", "at"])


def _response(table: str) -> None:
    op.create_table(
        table,
        sa.Column("story_id", sa.Text, nullable=False),
        sa.Column("guild", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("story_id", "guild", name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}_guild", table, ["guild"])
