"""What a changed story does to its posts: new heads where a route wants it, edits where it is posted, a line for each report.

    before, after -> news -> heads as they are wanted (one a channel), and a line below each for the report that came

Pure. A head that is there is wanted anew with every change; storage writes that over what is there, so several changes before
the sender comes make one edit.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.analysis.news import news, notifies
from bot.analysis.told import told
from bot.domain.card import Card
from bot.domain.choice import Choice, Chosen, Held
from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.filing import StoryFile
from bot.domain.reasons import NewsReason, RouteReason
from bot.domain.route import Template
from bot.domain.story import Report, Story
from bot.pipeline.clearance import clearance_of, decide_by_clearance, seen_by
from bot.pipeline.world import World
from bot.present.short import short_card
from bot.present.story import line_card, story_card

_MOMENT = timedelta(microseconds=1)
_HOUR = timedelta(hours=1)
LINES_AN_HOUR = 12
"""Reports of one story within an hour that have a line each; further ones are counted in the post alone, unless they are worth a
notification.
"""
_QUIETLY = 0
"""The priority of a line that notifies nobody: after every post."""
HUSHED = frozenset({RouteReason.SILENCED, RouteReason.MAINTENANCE, RouteReason.INHIBITED, RouteReason.DIGEST})
"""What keeps a new post away makes what is said below an old one silent."""


@dataclass(frozen=True, slots=True)
class Posts:
    """Heads as they are wanted, lines to be written once, and where the story is or would have gone."""

    heads: tuple[Delivery, ...]
    lines: tuple[Delivery, ...]
    choice: Choice


@dataclass(frozen=True, slots=True)
class _Way:
    """How a story may be shown in one channel now: in what form, from when on, whether it may be heard, and whether that must
    wait as long.
    """

    chosen: Chosen | None
    due_at: datetime
    hushed: bool = False
    later: bool = False


def posts(
    before: Story | None, after: Story, file: StoryFile, item_id: str, world: World, now: datetime, *, copy: bool = False
) -> Posts:
    """What follows when this report came, or a copy of it. `before` is the story without, `file` has its posts so far. Each
    channel is told the story as its readers may see it.
    """
    choice = routed(after, world, now, first_had(file))
    ways = dict(_ways(choice, now))
    crowded = world.busy or sum(f.item.fetched_at > now - _HOUR for f in file.reports) > LINES_AN_HOUR
    heads: list[Delivery] = []
    lines: list[Delivery] = []
    for head in file.heads:
        way = ways.pop(head.channel, None) or _Way(None, now)
        was, is_now = seen(before, head.channel, world), seen(after, head.channel, world)
        if is_now is None:
            continue
        reasons = news(was, is_now) if was else ()
        loud = notifies(reasons) and not way.hushed
        due = now if head.message_id else way.due_at
        heads += (replace(h, due_at=due) for h in refreshed(is_now, [head], world, now, silent=not loud))
        teller = next((r for r in is_now.reports if r.item_id == item_id), None)
        news_enough = notifies(reasons) or not (copy or crowded)  # a copy has a line only when it is news
        if was is not None and teller is not None and news_enough:
            mention = way.chosen.mention if way.chosen and loud else None
            line = _line(teller, reasons, was, is_now, head, world, now, loud=loud)
            lines.append(replace(line, mention=mention, due_at=way.due_at if loud and way.later else now))
    heads += _fresh(after, ways, world, now)
    return Posts(tuple(heads), tuple(lines), choice)


def filed(after: Story, file: StoryFile, world: World, now: datetime) -> Posts:
    """What follows when a report came that is not news: posts that are there are edited, without a sound and without a line."""
    return Posts(refreshed(after, file.heads, world, now, silent=True), (), Choice())


def seen(story: Story | None, channel: str, world: World) -> Story | None:
    """The story as the readers of a channel may know it; None where they may know nothing."""
    return seen_by(story, clearance_of(channel, world.rules.channels)) if story is not None else None


def refreshed(
    story: Story, heads: Sequence[Delivery], world: World, now: datetime, *, silent: bool, merged: Story | None = None
) -> tuple[Delivery, ...]:
    """These posts, as they are wanted when the story is this, and part of the one called `merged`."""
    forms = {r.id: r.template for r in world.routes}
    made = []
    for head in heads:
        what, into = seen(story, head.channel, world), seen(merged, head.channel, world)
        if what is None:
            continue
        name = (into.title or into.id) if into else "another story" if merged else ""
        card = _card(what, forms.get(head.route, Template.FULL), world, name)
        made.append(replace(head, card=card, priority=what.severity, due_at=now, silent=silent))
    return tuple(made)


def first_posts(story: Story, file: StoryFile, world: World, now: datetime, *, silent: bool = False) -> tuple[Delivery, ...]:
    """Posts of a story that has none."""
    ways = dict(_ways(routed(story, world, now, first_had(file)), now))
    return tuple(replace(head, silent=silent or head.silent) for head in _fresh(story, ways, world, now))


def routed(story: Story, world: World, now: datetime, told_at: datetime | None = None) -> Choice:
    """Where it goes. Each channel is decided on by what its readers may see; `told_at` is when we first had the story."""

    def tell(reports: Sequence[Report]) -> Story:
        return story if tuple(reports) == story.reports else told(story.id, reports, closed=story.closed)

    return decide_by_clearance(story.reports, tell, world.routes, world.context(now, told_at))


def first_had(file: StoryFile) -> datetime | None:
    """When the first report of a story came; None for a story of which nothing is stored."""
    return min((f.item.fetched_at for f in file.reports), default=None)


def _ways(choice: Choice, now: datetime) -> Iterator[tuple[str, _Way]]:
    """By channel."""
    for chosen in choice.chosen:
        yield chosen.channel, _Way(chosen, now, chosen.silent)
    for held in choice.held:
        yield held.channel, _way_of_held(held, now)


def _way_of_held(held: Held, now: datetime) -> _Way:
    hushed = held.reason in HUSHED or (held.then is not None and held.then.silent)
    return _Way(held.then if held.until else None, held.until or now, hushed, held.reason is RouteReason.QUIET_HOURS)


def _fresh(story: Story, ways: Mapping[str, _Way], world: World, now: datetime) -> list[Delivery]:
    """The first post in each channel that has none."""
    made = []
    for channel, way in ways.items():
        what = seen(story, channel, world) if way.chosen else None
        if what is not None and way.chosen is not None:
            made.append(_head(what, way.chosen, way.due_at, world, now))
    return made


def _line(
    teller: Report,
    reasons: tuple[NewsReason, ...],
    was: Story,
    is_now: Story,
    head: Delivery,
    world: World,
    now: datetime,
    *,
    loud: bool,
) -> Delivery:
    """One line below a post. A report that is told a second time, because a copy of it is news, has a second one."""
    known = any(r.item_id == teller.item_id for r in was.reports)
    return Delivery(
        id=delivery_id(f"{teller.item_id}/{'confirmed' if known else 'line'}", head.channel),
        subject=Subject.REPORT,
        item_id=teller.item_id,
        channel=head.channel,
        card=line_card(teller, reasons, was, is_now, world.zone),
        due_at=now,
        created_at=now + len(is_now.reports) * _MOMENT,  # so that lines of one instant keep their order
        priority=is_now.severity if loud else _QUIETLY,
        head=head.id,
        silent=not loud,
    )


def _head(story: Story, chosen: Chosen, due_at: datetime, world: World, now: datetime) -> Delivery:
    return Delivery(
        id=delivery_id(story.id, chosen.channel),
        subject=Subject.ALERT,
        item_id=story.id,
        channel=chosen.channel,
        card=_card(story, chosen.template, world),
        due_at=due_at,
        created_at=now,
        priority=story.severity,
        route=chosen.route,
        mention=chosen.mention,
        silent=chosen.silent,
    )


def _card(story: Story, template: Template, world: World, merged: str = "") -> Card:
    card = story_card(story, world.kinds[story.kind], world.zone, merged)
    return short_card(card) if template is Template.BRIEF else card
