"""What a changed story does to its posts: new heads where a route wants it, edits where it is posted, a line for each report.

    before, after -> news -> heads as they are wanted (one a channel), and a line below each for the report that came

Pure. A head that is there is wanted anew with every change; storage writes that over what is there, so several changes before
the sender comes make one edit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo

from bot.analysis.news import news, notifies
from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.filing import StoryFile
from bot.domain.item import Item
from bot.domain.kind import Kind
from bot.domain.route import Route
from bot.domain.source import SourceInfo
from bot.domain.story import Report, Story
from bot.pipeline.routing import Choice, Chosen, Held, choose
from bot.present.story import line_card, story_card

_MOMENT = timedelta(microseconds=1)
_QUIETLY = 0
"""The priority of a line that notifies nobody: after every post."""


@dataclass(frozen=True, slots=True)
class World:
    """What triage judges by; replaced whole on reload. `zone` is that of the times in posts, `thresholds` are those of the
    channels by id: they follow feedback.
    """

    routes: Sequence[Route]
    sources: Mapping[str, SourceInfo]
    kinds: Mapping[str, Kind]
    zone: tzinfo = UTC
    thresholds: Mapping[str, float] = field(default_factory=dict)
    unsent: frozenset[str] | None = None
    """Ids of the sources whose items are shown to no summariser; None: no item is. Here, so that a reload cannot leave it behind."""


@dataclass(frozen=True, slots=True)
class Posts:
    """Heads as they are wanted, lines to be written once, and where the story is or would have gone."""

    heads: tuple[Delivery, ...]
    lines: tuple[Delivery, ...]
    choice: Choice


def posts(before: Story | None, after: Story, file: StoryFile, report: Report | None, world: World, now: datetime) -> Posts:
    """What follows when a report came (None: a copy of one). `before` is the story without it, `file` has its posts so far."""
    choice = routed(after, world)
    reasons = news(before, after) if before else ()
    loud = notifies(reasons)
    heads = refreshed(after, file.heads, world, now, silent=not loud)
    there = {h.channel for h in file.heads}
    fresh = tuple(_head(after, c, world, now) for c in choice.chosen if c.channel not in there)
    teller = report or (after.reports[-1] if loud else None)
    if before is None or teller is None:
        return Posts((*heads, *fresh), (), choice)
    calls = {c.channel: c.mention for c in choice.chosen} if loud else {}
    line = Delivery(
        id="",
        subject=Subject.REPORT,
        item_id=teller.item_id,
        channel="",
        card=line_card(teller, reasons, before, after, world.zone),
        due_at=now,
        created_at=now + len(after.reports) * _MOMENT,  # so that lines of one instant keep their order
        priority=after.severity if loud else _QUIETLY,
        silent=not loud,
    )
    about = f"{teller.item_id}/{'line' if report else 'confirmed'}"
    lines = tuple(
        replace(line, id=delivery_id(about, h.channel), channel=h.channel, head=h.id, mention=calls.get(h.channel))
        for h in file.heads
    )
    return Posts((*heads, *fresh), lines, choice)


def filed(after: Story, file: StoryFile, world: World, now: datetime) -> Posts:
    """What follows when a report came that is not news: posts that are there are edited, without a sound and without a line."""
    return Posts(refreshed(after, file.heads, world, now, silent=True), (), Choice(()))


def refreshed(
    story: Story, heads: Sequence[Delivery], world: World, now: datetime, *, silent: bool, merged: str = ""
) -> tuple[Delivery, ...]:
    """These posts, as they are wanted when the story is this, and part of the one called `merged`."""
    card = story_card(story, world.kinds[story.kind], world.zone, merged)
    return tuple(replace(h, card=card, priority=story.severity, due_at=now, silent=silent) for h in heads)


def first_posts(story: Story, world: World, now: datetime, *, silent: bool = False) -> tuple[Delivery, ...]:
    """Posts of a story that has none."""
    return tuple(replace(_head(story, c, world, now), silent=silent) for c in routed(story, world).chosen)


def routed(story: Story, world: World) -> Choice:
    """Where it goes. Each report is asked for with what the whole story says; what one report may see, the story may."""
    chosen: dict[str, Chosen] = {}
    held: dict[str, Held] = {}
    for report in story.reports:
        item = Item(report.item_id, report.source.id, "", report.title, report.text, report.url, "", "", None, report.at)
        whole = replace(
            report.verdict,
            score=story.score,
            kind=story.kind,
            kinds=story.kinds,
            severity=story.severity,
            victim_countries=story.victim_countries,
            actor_countries=story.actor_countries,
            responders=story.responders,
            sectors=story.sectors,
        )
        choice = choose(world.routes, item, whole, world.thresholds)
        chosen = {c.channel: c for c in choice.chosen} | chosen
        held |= {h.by: h for h in choice.held}
    return Choice(tuple(chosen.values()), tuple(held.values()))


def _head(story: Story, chosen: Chosen, world: World, now: datetime) -> Delivery:
    return Delivery(
        id=delivery_id(story.id, chosen.channel),
        subject=Subject.ALERT,
        item_id=story.id,
        channel=chosen.channel,
        card=story_card(story, world.kinds[story.kind], world.zone),
        due_at=now,
        created_at=now,
        priority=story.severity,
        route=chosen.route,
        mention=chosen.mention,
    )
