"""A case: all facts about one item that its decision needs, and which earlier items it repeats. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.analysis.near import nearly_same
from bot.domain.item import ALERTS, Item, ItemState
from bot.domain.reasons import ItemReason
from bot.domain.step import Step
from bot.domain.verdict import Article, Verdict
from bot.pipeline.world import World
from bot.ports.store import Settlement

STORED_ALERT = ALERTS | {ItemState.DUPLICATE}
"""States of an earlier item that make its copy a copy of an alert, unless nobody has seen it. Of duplicates only those of alerts
are indexed.
"""
ENOUGH = 8
"""Earlier items of the same words that are named, unless one that decides it is among the first: a wire story has thousands."""
UNHEARD = frozenset({ItemReason.BELOW_THRESHOLD, ItemReason.HELD})
"""Why an alert was seen in no channel, and may be when it is told again: more surely, by a source for everybody, or later."""
TRUSTED = timedelta(days=7)
"""How far back a publisher's date is believed: beyond that, or from the future, the time of fetching counts."""


@dataclass(frozen=True, slots=True)
class Copy:
    """An earlier item that says the same, and how we know."""

    item: Item
    why: ItemReason


@dataclass(frozen=True, slots=True)
class Case:
    """`text` is the item's fetched full text, None where it has none."""

    item: Item
    bands: tuple[int, ...] = ()
    copies: tuple[Copy, ...] = ()
    verdict: Verdict | None = None
    error: str = ""
    text: str | None = None
    story_id: str = ""
    """The story it tells, if it is an alert: an earlier one, or its own."""
    same: float | None = None
    """P(same event), where the index named the story."""
    shares: str = ""
    """What it has in common with that story."""
    telling: Mapping[str, Any] | None = None
    steps: tuple[Step, ...] = ()
    """What was done to it before it was judged."""


def article_of(item: Item, world: World) -> Article:
    """An item as it is judged."""
    source = world.sources.get(item.source_id)
    published = item.published.isoformat() if item.published else ""
    return Article(
        id=item.id,
        title=item.title,
        text=item.text,
        lang=item.lang,
        published=published,
        url=item.url,
        outlet=source.name if source else item.source_id,
    )


def placed_at(item: Item) -> datetime:
    """When a report came, for the index of stories."""
    at = item.published or item.fetched_at
    return at if item.fetched_at - TRUSTED <= at <= item.fetched_at else item.fetched_at


def needs_verdict(case: Case) -> bool:
    """A copy of what is already an alert needs none; a copy of a rejected item, or of a weak alert, may say more than that did."""
    has_words = bool(case.item.title.strip() or case.item.text.strip())
    return has_words and not any(stands(c.item, STORED_ALERT) for c in case.copies)


def stands(earlier: Item | Settlement, states: Collection[ItemState]) -> bool:
    """Whether an earlier item is in one of these states, and was seen."""
    return earlier.state in states and earlier.reason not in UNHEARD


def copies_of(item: Item, same_address: Sequence[Item], near: Sequence[Item]) -> tuple[Copy, ...]:
    """Earlier items that this one repeats.

    Entries of one source that share an address (a status page, a live blog) are only the same when their words are.
    """
    found: dict[str, Copy] = {}
    for other in same_address:
        shares = bool(item.canonical_url) and other.canonical_url == item.canonical_url and before(other, item)
        if shares and (other.source_id != item.source_id or _same_words(other, item)):
            found[other.id] = Copy(other, ItemReason.SAME_ADDRESS)
    for other in near:
        if len(found) >= ENOUGH or any(stands(c.item, STORED_ALERT) for c in found.values()):
            break
        if other.id not in found and before(other, item) and _same_words(other, item):
            found[other.id] = Copy(other, ItemReason.NEAR_DUPLICATE)
    return tuple(found.values())


def copies_among(
    items: Sequence[Item], keys: Sequence[tuple[int, ...]], by_address: Mapping[str, list[Item]], near: Sequence[Sequence[Item]]
) -> list[tuple[Copy, ...]]:
    """Copies among what is stored and among the earlier items of the same batch."""
    found = []
    for n, item in enumerate(items):
        batch_near = [o for o, k in zip(items[:n], keys[:n], strict=True) if not set(k).isdisjoint(keys[n])]
        found.append(copies_of(item, [*by_address.get(item.canonical_url, ()), *items[:n]], [*near[n], *batch_near]))
    return found


def before(a: Item, b: Item) -> bool:
    """Whether the one was decided before the other, or will be."""
    return a.state is not ItemState.PENDING or (a.turn, a.fetched_at, a.id) < (b.turn, b.fetched_at, b.id)


def _same_words(a: Item, b: Item) -> bool:
    return nearly_same((a.title, a.text), (b.title, b.text))
