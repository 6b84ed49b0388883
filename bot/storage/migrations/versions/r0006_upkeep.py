"""What is wrong, what is counted, who watches for what; and the steps that `/why` prints."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Six tables and a column. The books begin with what is there: what was pruned before is not counted."""
    op.add_column("sources", sa.Column("empty_since", sa.BigInteger))  # microseconds since 1970-01-01 UTC, as all times
    _health()
    _books()
    _watches()


def _health() -> None:
    op.create_table(
        "troubles",
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("told_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("end_told_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("subject", "what", "since", name="pk_troubles"),
    )
    op.create_table(
        "arrivals",
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("last", sa.BigInteger),
        sa.Column("gaps", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("source_id", name="pk_arrivals"),
    )


def _books() -> None:
    op.create_table(
        "ledger",
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("fetched", sa.BigInteger, nullable=False),
        sa.Column("forgotten", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("source_id", name="pk_ledger"),
    )
    op.execute("INSERT INTO ledger (source_id, fetched, forgotten) SELECT source_id, count(*), 0 FROM items GROUP BY source_id")
    op.create_table(
        "balances",
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("at", name="pk_balances"),
    )
    op.create_table(
        "steps",
        sa.Column("item_id", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("item_id", name="pk_steps"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_steps_item_id", ondelete="CASCADE"),
    )


def _watches() -> None:
    op.create_table(
        "watches",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("to", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("match", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("ends", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("ended_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_watches"),
    )
    op.create_index("ix_watches_owner", "watches", ["owner"])
    op.create_index("ix_watches_ends", "watches", ["ends"])
