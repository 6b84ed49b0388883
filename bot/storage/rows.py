"""Domain values to rows and back. Columns bear the fields' names, so most of it is by name."""

from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter
from typing import Any

from bot.domain.delivery import Delivery
from bot.domain.item import Item
from bot.domain.source import Health, SourceState
from bot.domain.story import Story
from bot.domain.verdict import Verdict
from bot.storage.tables import deliveries, items, sources, verdicts

_ITEM = tuple(f.name for f in fields(Item))
_DELIVERY = tuple(f.name for f in fields(Delivery))
_HEALTH = tuple(f.name for f in fields(Health))
_STORY = tuple(f.name for f in fields(Story))
_item_values = attrgetter(*_ITEM)
_delivery_values = attrgetter(*_DELIVERY)
_health_values = attrgetter(*_HEALTH)
_story_values = attrgetter(*_STORY)

ITEM_COLUMNS = tuple(items.c[name] for name in _ITEM)
FILED_COLUMNS = (*ITEM_COLUMNS, verdicts.c.document)
DELIVERY_COLUMNS = tuple(deliveries.c[name] for name in _DELIVERY)
SOURCE_COLUMNS = (
    *(sources.c[name] for name in ("source_id", "due_at", "memo", "interval", "paused")),
    *(sources.c[name] for name in _HEALTH),
)

OLDEST_FIRST = (items.c.fetched_at, items.c.seq)


def item_row(item: Item) -> dict[str, Any]:
    """For INSERT."""
    return dict(zip(_ITEM, _item_values(item), strict=True))


def items_of(rows: Iterable[Any]) -> list[Item]:
    """Rows that begin with `ITEM_COLUMNS`."""
    return [Item(*row[: len(_ITEM)]) for row in rows]


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    """For INSERT."""
    return dict(zip(_DELIVERY, _delivery_values(delivery), strict=True))


def deliveries_of(rows: Iterable[Any]) -> list[Delivery]:
    """Rows of `DELIVERY_COLUMNS`."""
    return [Delivery(*row) for row in rows]


def source_row(state: SourceState) -> dict[str, Any]:
    """For an upsert; without the two columns that belong to the row alone, `active` and `lease_until`."""
    return {
        "source_id": state.source_id,
        "due_at": state.due_at,
        "memo": state.memo,
        "interval": state.interval,
        "paused": state.paused,
        **dict(zip(_HEALTH, _health_values(state.health), strict=True)),
    }


def sources_of(rows: Iterable[Any]) -> list[SourceState]:
    """Rows of `SOURCE_COLUMNS`."""
    return [
        SourceState(source_id, due_at, memo, Health(*health), interval, paused)
        for source_id, due_at, memo, interval, paused, *health in rows
    ]


def story_row(story: Story) -> dict[str, Any]:
    """For an upsert."""
    return dict(zip(_STORY, _story_values(story), strict=True))


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
