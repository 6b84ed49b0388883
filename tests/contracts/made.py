"""What the store suites hand to a store, one line each."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.delivery import Delivery, delivery_id
from bot.domain.item import Item, ItemState, item_id
from bot.domain.reasons import ItemReason
from bot.domain.source import SourceState
from bot.domain.story import Story
from bot.ports.store import PollRecord, Settlement, Stores
from tests.fakes import nouns

NOON = nouns.NOON
MINUTE = timedelta(minutes=1)


def entry(name: str, source: str = "cert", **changes: Any) -> Item:
    """A pending item."""
    fresh = nouns.item(
        id=item_id(source, name),
        source_id=source,
        entry_id=name,
        url=f"https://{source}.example/{name}",
        canonical_url=f"https://{source}.example/{name}",
        state=ItemState.PENDING,
        reason=ItemReason.FETCHED,
    )
    return replace(fresh, **changes)


def post(item: Item, channel: str = "desk", **changes: Any) -> Delivery:
    """A delivery about an item."""
    return nouns.delivery(about=item.id, id=delivery_id(item.id, channel), channel=channel, **changes)


def notice(subject: str, **changes: Any) -> Delivery:
    """A delivery about nothing in the stores."""
    return nouns.delivery(about="", id=delivery_id(subject, "desk"), **changes)


def alerted(item: Item, **changes: Any) -> Settlement:
    """An alert with a verdict and a story, and whatever else is said."""
    found = nouns.verdict()
    story = Story(item.id, item.title, found.kind, found.severity, item.fetched_at, item.fetched_at)
    whole = Settlement(item.id, ItemState.ALERTED, ItemReason.ROUTED, verdict=found, story=story)
    return replace(whole, **changes)


def rejected(item: Item, **changes: Any) -> Settlement:
    """Judged, and not an alert."""
    found = nouns.verdict(is_alert=False, score=0.1, severity=0)
    return replace(Settlement(item.id, ItemState.REJECTED, ItemReason.NOT_ALERT, verdict=found), **changes)


async def store(stores: Stores, *items: Item) -> None:
    """As a poll of their sources would."""
    by_source: dict[str, list[Item]] = {}
    for item in items:
        by_source.setdefault(item.source_id, []).append(item)
    await stores.sources.record([PollRecord(SourceState(name, NOON), tuple(some)) for name, some in by_source.items()])


async def file(stores: Stores, *settlements: Settlement, items: tuple[Item, ...]) -> None:
    """Stored and settled."""
    await store(stores, *items)
    await stores.items.settle(settlements)
