"""The decisions of triage: which earlier items one repeats, and what its final state is. All pure."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.analysis.near import nearly_same
from bot.analysis.told import reports_of, told
from bot.domain.filing import KeptTelling, StoryFile
from bot.domain.item import ALERTS, Item, ItemState
from bot.domain.reasons import ItemReason
from bot.domain.story import Story
from bot.domain.verdict import Article, Verdict
from bot.pipeline.posts import Posts, World, posts
from bot.pipeline.posts import filed as filed_posts
from bot.pipeline.shelf import Shelf, unseen, with_copy, with_posts, with_report, with_states
from bot.ports.store import Settlement

STORED_ALERT = ALERTS | {ItemState.DUPLICATE}
"""States of an earlier item that make its copy a copy of an alert, unless it was held back for its probability: a fuller
telling may be surer. Of duplicates only those of alerts are indexed.
"""


@dataclass(frozen=True, slots=True)
class Copy:
    """An earlier item that says the same, and how we know."""

    item: Item
    why: ItemReason


@dataclass(frozen=True, slots=True)
class Case:
    """All facts about one item that its decision needs. `text` is its fetched full text, None where it has none."""

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
    telling: Mapping[str, Any] | None = None


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


def needs_verdict(case: Case) -> bool:
    """A copy of what is already an alert needs none; a copy of a rejected item, or of a weak alert, may say more than that did."""
    has_words = bool(case.item.title.strip() or case.item.text.strip())
    return has_words and not any(_stands(c.item, STORED_ALERT) for c in case.copies)


def copies_of(item: Item, same_address: Sequence[Item], near: Sequence[Item]) -> tuple[Copy, ...]:
    """Earlier items that this one repeats.

    Entries of one source that share an address (a status page, a live blog) are only the same when their words are.
    """
    found: dict[str, Copy] = {}
    for other in same_address:
        shares = bool(item.canonical_url) and other.canonical_url == item.canonical_url and _before(other, item)
        if shares and (other.source_id != item.source_id or _same_words(other, item)):
            found[other.id] = Copy(other, ItemReason.SAME_ADDRESS)
    for other in near:
        if other.id not in found and _before(other, item) and _same_words(other, item):
            found[other.id] = Copy(other, ItemReason.NEAR_DUPLICATE)
    return tuple(found.values())


def decide_all(
    cases: Sequence[Case], world: World, now: datetime, files: Mapping[str, StoryFile] | None = None
) -> list[Settlement]:
    """Decides a batch in order, so that two copies that arrive together give one alert, and two reports one story. `files` are
    those of the stories that the cases, or what they are copies of, may tell.
    """
    shelf = Shelf(files or {}, world.sources)
    alerts: dict[str, str] = {}
    made = []
    for case in cases:
        settlement = decide(case, alerts, shelf, world, now)
        if _stands(settlement, ALERTS) or copy_of_alert(case, alerts):
            alerts[case.item.id] = settlement.duplicate_of or case.item.id
        made.append(settlement)
    return made


def decide(case: Case, alerts: Mapping[str, str], shelf: Shelf, world: World, now: datetime) -> Settlement:
    """The final word on one item; `alerts` are the ids that became alerts, or copies of one, earlier in its batch, each with
    the id of its original.
    """
    item, verdict = case.item, case.verdict
    copy = copy_of_alert(case, alerts)
    if copy is not None:
        original = alerts.get(copy.item.id) or copy.item.duplicate_of or copy.item.id
        made = Settlement(item.id, ItemState.DUPLICATE, copy.why, duplicate_of=original, text=case.text, bands=case.bands)
        return _joined_copy(made, copy, case, shelf, world, now)
    if case.copies and not (verdict and verdict.is_alert):
        return _no_more_than(case.copies[0], case, shelf, world, now)
    if verdict is None:
        reason = ItemReason.JUDGE_FAILED if case.error else ItemReason.NO_TEXT
        return Settlement(item.id, ItemState.FAILED, reason, detail=case.error)
    filed = Settlement(
        item.id,
        ItemState.REJECTED,
        ItemReason.NOT_ALERT,
        lang=verdict.lang,
        verdict=verdict,
        bands=case.bands,
        text=case.text,
    )
    if not verdict.is_alert:
        return filed
    made, file, story = _alert(filed, case, verdict, shelf, world, now)
    if case.copies and made.reason is ItemReason.BELOW_THRESHOLD:
        return _no_more_than(case.copies[0], case, shelf, world, now)
    shelf.put(file, story)
    return made


def copy_of_alert(case: Case, alerts: Mapping[str, str]) -> Copy | None:
    """The first earlier item that this one repeats and that is an alert, or a copy of one."""
    return next((c for c in case.copies if _stands(c.item, STORED_ALERT) or c.item.id in alerts), None)


def _stands(earlier: Item | Settlement, states: Collection[ItemState]) -> bool:
    return earlier.state in states and earlier.reason is not ItemReason.BELOW_THRESHOLD


def _no_more_than(copy: Copy, case: Case, shelf: Shelf, world: World, now: datetime) -> Settlement:
    """It repeats what was not posted, and is not posted either."""
    made = Settlement(case.item.id, ItemState.DUPLICATE, copy.why, duplicate_of=copy.item.id, text=case.text)
    return _joined_copy(made, copy, case, shelf, world, now)


def _joined_copy(made: Settlement, copy: Copy, case: Case, shelf: Shelf, world: World, now: datetime) -> Settlement:
    """With the story of its original, if that is an alert: one voice more would be too much, one outlet more is shown."""
    before = shelf.file(story_id) if (story_id := shelf.story_of(copy.item)) else None
    if before is None or not before.reports:
        return made
    file = with_copy(before, case.item, made.duplicate_of)
    was, story = shelf.story(before), shelf.story(file)
    if story is None or file is before:
        return replace(made, story=story)
    if case.item.backlog:
        follows = filed_posts(story, file, world, now)
    else:
        follows = posts(was, story, file, made.duplicate_of, world, now, copy=True)
    shown = unseen(file) if follows.heads and not file.heads else ()
    shelf.put(with_posts(with_states(file, dict.fromkeys(shown, _JOINED)), follows.heads), story)
    return replace(made, story=story, heads=follows.heads, deliveries=follows.lines, shown=shown)


_JOINED = (ItemState.ALERTED, ItemReason.JOINED)


def _alert(
    filed: Settlement, case: Case, verdict: Verdict, shelf: Shelf, world: World, now: datetime
) -> tuple[Settlement, StoryFile, Story]:
    """The settlement of a report, and its story after it: the file, and how it is told."""
    item, before = case.item, shelf.file(case.story_id or case.item.id)
    file = with_report(before, item, verdict)
    was, story = shelf.story(before), told(file.id, reports_of(file, world.sources))
    kept = KeptTelling(item.id, story.id, placed_at(item), case.telling) if case.telling is not None else None
    filed = replace(filed, story=story, telling=kept, state=ItemState.QUIET)
    if item.backlog:
        follows = filed_posts(story, file, world, now)
        made = replace(filed, reason=ItemReason.BACKLOG, heads=follows.heads)
    else:
        follows = posts(was, story, before, item.id, world, now)
        made = _outcome(filed, case, before, follows, story)
    states = {item.id: (made.state, made.reason), **dict.fromkeys(made.shown, _JOINED)}
    return made, with_posts(with_states(file, states), made.heads), story


def _outcome(filed: Settlement, case: Case, before: StoryFile, follows: Posts, story: Story) -> Settlement:
    """Why a report is shown, or why not."""
    if before.heads:
        detail = f"the same event with probability {_down(case.same)}" if case.same is not None else ""
        made = replace(filed, state=ItemState.ALERTED, reason=ItemReason.JOINED, detail=detail)
        return replace(made, heads=follows.heads, deliveries=follows.lines)
    if follows.heads:
        made = replace(filed, state=ItemState.ALERTED, reason=ItemReason.ROUTED)
        return replace(made, heads=follows.heads, shown=unseen(before))
    if follows.choice.held:
        asked = "; ".join(f"{h.by} asks for {h.threshold:.2f}" for h in follows.choice.held)
        return replace(filed, reason=ItemReason.BELOW_THRESHOLD, detail=f"probability {_down(story.score)}; {asked}")
    return replace(filed, reason=ItemReason.NO_ROUTE)


TRUSTED = timedelta(days=7)
"""How far back a publisher's date is believed: beyond that, or from the future, the time of fetching counts."""


def placed_at(item: Item) -> datetime:
    """When a report came, for the index of stories."""
    at = item.published or item.fetched_at
    return at if item.fetched_at - TRUSTED <= at <= item.fetched_at else item.fetched_at


_HAIR = 1e-9
"""0.57 * 100 is a hair less than 57."""


def _down(score: float) -> str:
    """To two digits, never rounded up to the threshold that it missed."""
    return f"{math.floor(score * 100 + _HAIR) / 100:.2f}"


def _before(a: Item, b: Item) -> bool:
    return (a.fetched_at, a.id) < (b.fetched_at, b.id)


def _same_words(a: Item, b: Item) -> bool:
    return nearly_same((a.title, a.text), (b.title, b.text))
