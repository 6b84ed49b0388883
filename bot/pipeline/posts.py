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
from bot.domain.reasons import NewsReason
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


def posts(
    before: Story | None, after: Story, file: StoryFile, item_id: str, world: World, now: datetime, *, copy: bool = False
) -> Posts:
    """What follows when this report came, or a copy of it. `before` is the story without, `file` has its posts so far. Each
    channel is told the story as its readers may see it.
    """
    choice = routed(after, world)
    calls = {c.channel: c.mention for c in choice.chosen}
    heads: list[Delivery] = []
    lines: list[Delivery] = []
    for head in file.heads:
        was, told = seen(before, head.channel, world), seen(after, head.channel, world)
        if told is None:
            continue
        reasons = news(was, told) if was else ()
        loud = notifies(reasons)
        heads += refreshed(told, [head], world, now, silent=not loud)
        teller = next((r for r in told.reports if r.item_id == item_id), None)
        if was is not None and teller is not None and (loud or not copy):  # a copy has a line only when it is news
            line = _line(teller, reasons, was, told, head, world, now)
            lines.append(replace(line, mention=calls.get(head.channel) if loud else None))
    there = {h.channel for h in file.heads}
    fresh = [(c, seen(after, c.channel, world)) for c in choice.chosen if c.channel not in there]
    heads += [_head(told, c, world, now) for c, told in fresh if told is not None]
    return Posts(tuple(heads), tuple(lines), choice)


def filed(after: Story, file: StoryFile, world: World, now: datetime) -> Posts:
    """What follows when a report came that is not news: posts that are there are edited, without a sound and without a line."""
    return Posts(refreshed(after, file.heads, world, now, silent=True), (), Choice(()))


def seen(story: Story | None, channel: str, world: World) -> Story | None:  # noqa: ARG001  what a channel may not see is left out here
    """The story as the readers of a channel may know it; None where they may know nothing."""
    return story


def refreshed(
    story: Story, heads: Sequence[Delivery], world: World, now: datetime, *, silent: bool, merged: str = ""
) -> tuple[Delivery, ...]:
    """These posts, as they are wanted when the story is this, and part of the one called `merged`."""
    told = [(head, seen(story, head.channel, world)) for head in heads]
    return tuple(
        replace(
            head,
            card=story_card(what, world.kinds[what.kind], world.zone, merged),
            priority=what.severity,
            due_at=now,
            silent=silent,
        )
        for head, what in told
        if what is not None
    )


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


def _line(
    teller: Report, reasons: tuple[NewsReason, ...], was: Story, told: Story, head: Delivery, world: World, now: datetime
) -> Delivery:
    """One line below a post. A report that is told a second time, because a copy of it is news, has a second one."""
    loud, known = notifies(reasons), any(r.item_id == teller.item_id for r in was.reports)
    return Delivery(
        id=delivery_id(f"{teller.item_id}/{'confirmed' if known else 'line'}", head.channel),
        subject=Subject.REPORT,
        item_id=teller.item_id,
        channel=head.channel,
        card=line_card(teller, reasons, was, told, world.zone),
        due_at=now,
        created_at=now + len(told.reports) * _MOMENT,  # so that lines of one instant keep their order
        priority=told.severity if loud else _QUIETLY,
        head=head.id,
        silent=not loud,
    )


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
