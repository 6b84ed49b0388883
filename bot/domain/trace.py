"""What lookups answer with: an item with all that is known of it, and the question that finds it."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.delivery import Delivery
from bot.domain.feedback import Feedback
from bot.domain.item import Item
from bot.domain.step import Step
from bot.domain.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Filed:
    """An item and its verdict (None while pending, for a duplicate, or where judging failed)."""

    item: Item
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything recorded about one item: the answer to `/why`."""

    filed: Filed
    original: Item | None
    """The item that this one is a duplicate of."""
    duplicates: tuple[Item, ...]
    deliveries: tuple[Delivery, ...]
    feedback: tuple[Feedback, ...] = ()
    """Oldest first."""
    steps: tuple[Step, ...] = ()
    """What each part of the pipeline said of it, in their order; a part that said nothing is absent."""


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for; every field that is set must hold. `text` is free text, `limit` and `offset` count rows."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    min_severity: int = 0
    countries: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    not_sources: tuple[str, ...] = ()
    since: datetime | None = None
    alerts_only: bool = True
    limit: int = 10
    offset: int = 0
