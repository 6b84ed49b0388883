"""Domain values to rows and back. Columns bear the fields' names, so most of it is by name."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from bot.domain.delivery import Delivery
from bot.domain.feedback import Feedback
from bot.domain.filing import Change, KeptTelling
from bot.domain.item import Item
from bot.domain.silence import Silence
from bot.domain.story import Story
from bot.domain.trace import Filed
from bot.domain.verdict import Verdict
from bot.storage.tables import changes, deliveries, feedback, items, silences, verdicts

_ITEM = tuple(f.name for f in fields(Item))
_DELIVERY = tuple(f.name for f in fields(Delivery))
_STORY = ("id", "title", "kind", "severity", "first_seen", "last_seen", "standing", "closed")
_CHANGE = tuple(f.name for f in fields(Change))
_FEEDBACK = tuple(f.name for f in fields(Feedback))
_SILENCE = tuple(f.name for f in fields(Silence))
_item_values = attrgetter(*_ITEM)
_delivery_values = attrgetter(*_DELIVERY)
_story_values = attrgetter(*_STORY)
_feedback_values = attrgetter(*_FEEDBACK)
_change_values = attrgetter(*_CHANGE)
_silence_values = attrgetter(*_SILENCE)

ITEM_COLUMNS = tuple(items.c[name] for name in _ITEM)
FILED_COLUMNS = (*ITEM_COLUMNS, verdicts.c.document)
DELIVERY_COLUMNS = tuple(deliveries.c[name] for name in _DELIVERY)
CHANGE_COLUMNS = tuple(changes.c[name] for name in _CHANGE)
FEEDBACK_COLUMNS = tuple(feedback.c[name] for name in _FEEDBACK)
SILENCE_COLUMNS = tuple(silences.c[name] for name in _SILENCE)
OLDEST_FIRST = (items.c.fetched_at, items.c.seq)
IN_TURN = (items.c.turn, *OLDEST_FIRST)


def item_row(item: Item) -> dict[str, Any]:
    """For INSERT."""
    return dict(zip(_ITEM, _item_values(item), strict=True))


def items_of(rows: Iterable[Any]) -> list[Item]:
    """Rows that begin with `ITEM_COLUMNS`."""
    return [Item(*row[: len(_ITEM)]) for row in rows]


def filed_of(rows: Sequence[Any]) -> list[Filed]:
    """Rows of `FILED_COLUMNS`."""
    return [Filed(item, row[-1]) for item, row in zip(items_of(rows), rows, strict=True)]


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    """For INSERT."""
    return dict(zip(_DELIVERY, _delivery_values(delivery), strict=True))


def deliveries_of(rows: Iterable[Any]) -> list[Delivery]:
    """Rows of `DELIVERY_COLUMNS`."""
    return [Delivery(*row) for row in rows]


def story_row(story: Story) -> dict[str, Any]:
    """For an upsert."""
    return {**dict(zip(_STORY, _story_values(story), strict=True)), "sources": len(story.publishers), "merged_into": ""}


def telling_row(kept: KeptTelling) -> dict[str, Any]:
    """For INSERT."""
    return {"item_id": kept.item_id, "story_id": kept.story_id, "at": kept.at, "document": kept.document}


def change_row(change: Change) -> dict[str, Any]:
    """For INSERT."""
    return dict(zip(_CHANGE, _change_values(change), strict=True))


def changes_of(rows: Iterable[Any]) -> list[Change]:
    """Rows of `CHANGE_COLUMNS`."""
    return [Change(*row) for row in rows]


def feedback_row(given: Feedback) -> dict[str, Any]:
    """For an upsert."""
    return dict(zip(_FEEDBACK, _feedback_values(given), strict=True))


def feedback_of(rows: Iterable[Any]) -> list[Feedback]:
    """Rows of `FEEDBACK_COLUMNS`."""
    return [Feedback(*row) for row in rows]


def silence_row(silence: Silence) -> dict[str, Any]:
    """For INSERT."""
    return dict(zip(_SILENCE, _silence_values(silence), strict=True))


def silences_of(rows: Iterable[Any]) -> list[Silence]:
    """Rows of `SILENCE_COLUMNS`."""
    return [Silence(*row) for row in rows]


def verdict_row(item_id: str, verdict: Verdict) -> dict[str, Any]:
    """For INSERT: the document, and beside it what lookups filter by."""
    return {
        "item_id": item_id,
        "is_alert": verdict.is_alert,
        "score": verdict.score,
        "severity": verdict.severity,
        "kinds": _listed((verdict.kind, *verdict.kinds)),
        "countries": _listed((*verdict.victim_countries, *verdict.actor_countries)),
        "document": verdict,
    }


def _listed(values: Iterable[str]) -> str:
    return "".join(f"|{value}" for value in dict.fromkeys(values)) + "|"
