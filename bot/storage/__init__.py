"""HANDS: keeps what the verbs hand over, in SQLite, in PostgreSQL or in memory. The only home of SQLAlchemy and Alembic.

May import `domain`, `ports` and `telemetry`. Callers use `database.py` alone: `connect`, `upgrade`, `backup`.

- Another table or column: `tables/`, a new revision in `migrations/versions/`, its mapping in `rows.py`, the twin in
  `memory.py`; a test holds models and migrations together, another the engines and the twin.
- Another promise of a store: `ports/store.py` first, then one test in `tests/contracts/`, which runs over all three.
- Another engine: one module like `sqlite.py` that fills `engine.py`, one line in `database.py`, one in `tests/contracts/conftest.py`.

Read first: `database.py`, then `engine.py`, then `outbox.py`. Why rows and leases: `docs/decisions/0002-one-transaction-outbox.md`.
"""
