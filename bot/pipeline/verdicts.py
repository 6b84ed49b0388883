"""The decisions of triage: which earlier items one repeats, and what its final state is. All pure."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo

from bot.analysis.near import nearly_same
from bot.domain.card import Card
from bot.domain.choice import Choice, Chosen
from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.item import ALERTS, Item, ItemState
from bot.domain.kind import Kind
from bot.domain.reasons import ItemReason, RouteReason
from bot.domain.route import Route, Template
from bot.domain.source import SourceInfo
from bot.domain.step import Step
from bot.domain.story import Report
from bot.domain.verdict import Article, Verdict
from bot.pipeline.clearance import decide_by_clearance
from bot.pipeline.one_report import report_of, story_of
from bot.pipeline.routing import Context, Facts, Rules, counted
from bot.pipeline.tracing import route_steps
from bot.ports.store import Settlement
from bot.present.alert import alert_card
from bot.present.routes import held_words
from bot.present.short import short_card

STORED_ALERT = ALERTS | {ItemState.DUPLICATE}
"""States of an earlier item that make its copy a copy of an alert, unless it was held back for its probability: a fuller
telling may be surer. Of duplicates only those of alerts are indexed.
"""


@dataclass(frozen=True, slots=True)
class World:
    """What triage judges by; replaced whole on reload. `zone` is that of the times in posts, `thresholds` are those of the
    channels by id: they follow feedback. `facts` are gathered anew for each batch.
    """

    routes: Sequence[Route]
    sources: Mapping[str, SourceInfo]
    kinds: Mapping[str, Kind]
    zone: tzinfo = UTC
    thresholds: Mapping[str, float] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    facts: Facts = field(default_factory=Facts)
    unsent: frozenset[str] | None = None
    """Ids of the sources whose items are shown to no summariser; None: no item is. Here, so that a reload cannot leave it behind."""


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


def decide_all(cases: Sequence[Case], world: World, now: datetime) -> list[Settlement]:
    """Decides a batch in order, so that two copies that arrive together give one alert."""
    alerts: dict[str, str] = {}
    made = []
    for case in cases:
        settlement = decide(case, alerts, world, now)
        if _stands(settlement, ALERTS) or copy_of_alert(case, alerts):
            alerts[case.item.id] = settlement.duplicate_of or case.item.id
        world = replace(world, facts=counted(world.facts, {d.route for d in settlement.deliveries}))
        made.append(replace(settlement, steps=(*case.steps, *settlement.steps)))
    return made


def decide(case: Case, alerts: Mapping[str, str], world: World, now: datetime) -> Settlement:
    """The final word on one item; `alerts` are the ids that became alerts, or copies of one, earlier in its batch, each with
    the id of its original.
    """
    item, verdict = case.item, case.verdict
    copy = copy_of_alert(case, alerts)
    if copy is not None:
        original = alerts.get(copy.item.id) or copy.item.duplicate_of or copy.item.id
        return Settlement(item.id, ItemState.DUPLICATE, copy.why, duplicate_of=original, text=case.text, bands=case.bands)
    if case.copies and not (verdict and verdict.is_alert):
        return _no_more_than(case.copies[0], case)
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
    made = _alert(filed, item, verdict, world, now) if verdict.is_alert else filed
    return _no_more_than(case.copies[0], case) if case.copies and made.reason is ItemReason.BELOW_THRESHOLD else made


def copy_of_alert(case: Case, alerts: Mapping[str, str]) -> Copy | None:
    """The first earlier item that this one repeats and that is an alert, or a copy of one."""
    return next((c for c in case.copies if _stands(c.item, STORED_ALERT) or c.item.id in alerts), None)


def _stands(earlier: Item | Settlement, states: Collection[ItemState]) -> bool:
    return earlier.state in states and earlier.reason is not ItemReason.BELOW_THRESHOLD


def _no_more_than(copy: Copy, case: Case) -> Settlement:
    """It repeats what was not posted, and is not posted either."""
    return Settlement(case.item.id, ItemState.DUPLICATE, copy.why, duplicate_of=copy.item.id, text=case.text)


def _alert(filed: Settlement, item: Item, verdict: Verdict, world: World, now: datetime) -> Settlement:
    source = world.sources.get(item.source_id)
    story = story_of(item, verdict, source)
    if item.backlog:
        return replace(filed, state=ItemState.QUIET, reason=ItemReason.BACKLOG, story=story)
    choice = _choice(report_of(item, verdict, source), item, verdict, world, now)
    filed = replace(filed, steps=route_steps(choice, now))
    deliveries = _deliveries(choice, item, verdict, world, now)
    if deliveries:
        return replace(filed, state=ItemState.ALERTED, reason=ItemReason.ROUTED, story=story, deliveries=deliveries)
    weak = [h for h in choice.held if h.reason is RouteReason.BELOW_THRESHOLD]
    other = [h for h in choice.held if h.reason not in (RouteReason.BELOW_THRESHOLD, RouteReason.NO_MATCH)]
    filed = replace(filed, state=ItemState.QUIET, story=story)
    if other:
        return replace(filed, reason=ItemReason.HELD, detail="; ".join(map(held_words, other)))
    if weak:
        detail = f"probability {_down(verdict.score)}; {'; '.join(map(held_words, weak))}"
        return replace(filed, reason=ItemReason.BELOW_THRESHOLD, detail=detail)
    return replace(filed, reason=ItemReason.NO_ROUTE)


_HAIR = 1e-9
"""0.57 * 100 is a hair less than 57."""


def _down(score: float) -> str:
    """To two digits, never rounded up to the threshold that it missed."""
    return f"{math.floor(score * 100 + _HAIR) / 100:.2f}"


def _choice(report: Report, item: Item, verdict: Verdict, world: World, now: datetime) -> Choice:
    """A report of one source is seen whole or not at all, so that every reader who sees it is told the same story."""
    context = Context(now, world.thresholds, world.rules, world.facts)
    return decide_by_clearance([report], lambda _: story_of(item, verdict, report.source), world.routes, context)


def _deliveries(choice: Choice, item: Item, verdict: Verdict, world: World, now: datetime) -> tuple[Delivery, ...]:
    """A row for each post, those too that wait for the end of a window or of quiet hours."""
    source = world.sources.get(item.source_id) or SourceInfo(item.source_id, item.source_id, "", "")
    card = alert_card(item, verdict, source, world.kinds[verdict.kind], at=now, zone=world.zone)
    posts = [(c, now) for c in choice.chosen] + [(h.then, h.until) for h in choice.held if h.then and h.until]
    return tuple(_delivery(c, due_at, card, item, verdict, now) for c, due_at in posts)


def _delivery(chosen: Chosen, due_at: datetime, card: Card, item: Item, verdict: Verdict, now: datetime) -> Delivery:
    return Delivery(
        id=delivery_id(item.id, chosen.channel),
        subject=Subject.ALERT,
        item_id=item.id,
        channel=chosen.channel,
        card=short_card(card) if chosen.template is Template.BRIEF else card,
        due_at=due_at,
        created_at=now,
        priority=verdict.severity,
        route=chosen.route,
        mention=chosen.mention,
    )


def _before(a: Item, b: Item) -> bool:
    return (a.fetched_at, a.id) < (b.fetched_at, b.id)


def _same_words(a: Item, b: Item) -> bool:
    return nearly_same((a.title, a.text), (b.title, b.text))
