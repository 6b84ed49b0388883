"""What verdicts say becomes part of the index of words, so that filters cost no more than words do."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.domain.item import ItemState
from bot.domain.verdict import Verdict
from bot.storage.facets import facets_of

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_STEP = 1000

# An item's words are indexed when it becomes final: once, with its full text, and outside the poll's own transaction.
_FTS = (
    "DROP TRIGGER items_fts_final",
    "DROP TRIGGER items_fts_delete",
    "DROP TABLE items_fts",
    """CREATE VIRTUAL TABLE items_fts USING fts5(
        title, text, facets, content='items', content_rowid='seq', tokenize="unicode61 remove_diacritics 2")""",
    "INSERT INTO items_fts (rowid, title, text, facets) SELECT seq, title, text, facets FROM items WHERE state <> 'pending'",
    """CREATE TRIGGER items_fts_final AFTER UPDATE OF state ON items
        WHEN old.state = 'pending' AND new.state <> 'pending' BEGIN
        INSERT INTO items_fts (rowid, title, text, facets) VALUES (new.seq, new.title, new.text, new.facets); END""",
    """CREATE TRIGGER items_fts_delete AFTER DELETE ON items WHEN old.state <> 'pending' BEGIN
        INSERT INTO items_fts (items_fts, rowid, title, text, facets)
        VALUES ('delete', old.seq, old.title, old.text, old.facets); END""",
)
_WORDS = "UPDATE item_words SET words = words || CAST(:words AS tsvector) WHERE item_id = :item"


def upgrade() -> None:
    """Reads every verdict once and writes the index anew: some minutes for a million items."""
    op.add_column("items", sa.Column("facets", sa.Text, nullable=False, server_default=""))
    bind = op.get_bind()
    rows = _said(bind)
    while some := list(islice(rows, _STEP)):
        bind.execute(sa.text("UPDATE items SET facets = :facets WHERE id = :item"), some)
        if bind.dialect.name == "postgresql":
            bind.execute(sa.text(_WORDS), [{"item": row["item"], "words": row["facets"]} for row in some])
    if bind.dialect.name == "sqlite":
        for statement in _FTS:
            op.execute(statement)


def _said(bind: sa.Connection) -> Iterator[dict[str, Any]]:
    """By id, in steps, because what is read is written too."""
    query = """SELECT i.id, i.source_id, i.state, v.document FROM items i LEFT JOIN verdicts v ON v.item_id = i.id
        WHERE i.state <> 'pending' AND i.id > :after ORDER BY i.id LIMIT :step"""
    after = ""
    while rows := bind.execute(sa.text(query), {"after": after, "step": _STEP}).all():
        for item, source, state, document in rows:
            verdict = Verdict.from_dict(json.loads(document)) if document else None
            yield {"item": item, "facets": facets_of(source, ItemState(state), verdict)}
        after = rows[-1][0]
