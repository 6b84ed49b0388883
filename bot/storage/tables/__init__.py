"""The tables, as SQLAlchemy Core knows them. Each change needs a revision in `migrations/versions/`.

One module a subject: `news`, `stories`, `duty`, `activations`, `upkeep`, `people`; what they share is in `base`. May import `bot.domain` and `storage.columns`. To add a
table: put it where its subject is, name it here. Names of columns are those of the domain's fields, so that `rows.py` maps by
name; `seq` counts rows in the order they came.
"""

from bot.storage.tables.activations import activation_lines, activations, calendar_links
from bot.storage.tables.base import metadata
from bot.storage.tables.duty import contacts, pages, roster
from bot.storage.tables.news import PENDING, bands, forgotten, item_words, items, remembered, sources, verdicts
from bot.storage.tables.people import acks, audit, calls
from bot.storage.tables.stories import (
    OPEN,
    changes,
    deliveries,
    feedback,
    levels,
    period_ends,
    silences,
    situations,
    stories,
    tellings,
    timers,
)
from bot.storage.tables.upkeep import arrivals, balances, ledger, steps, troubles, watches

__all__ = [
    "OPEN",
    "PENDING",
    "acks",
    "activation_lines",
    "activations",
    "arrivals",
    "audit",
    "balances",
    "bands",
    "calendar_links",
    "calls",
    "changes",
    "contacts",
    "deliveries",
    "feedback",
    "forgotten",
    "item_words",
    "items",
    "ledger",
    "levels",
    "metadata",
    "pages",
    "period_ends",
    "remembered",
    "roster",
    "silences",
    "situations",
    "sources",
    "steps",
    "stories",
    "tellings",
    "timers",
    "troubles",
    "verdicts",
    "watches",
]
