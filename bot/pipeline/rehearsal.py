"""Replaying stories through two sets of routes: pure.

Each story is decided on at the time at which it came, so quiet hours and digests hold what they would have held. A cap counts the
posts of the hour before in the replay. Silences are left aside: they were for that day, not for the routes. A post that would
have waited counts as a post.
"""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.analysis.told import told
from bot.domain.choice import Choice
from bot.domain.reasons import RouteReason
from bot.domain.rehearsal import ChannelRehearsal, Rehearsal, Sample
from bot.domain.route import Posted, Route
from bot.domain.story import Report, Story
from bot.pipeline.clearance import decide_by_clearance
from bot.pipeline.routing import Context, Facts, Rules

SAMPLES = 3
_HOUR = timedelta(hours=1)
_OPEN_FOR = timedelta(days=2)
"""A story may explain others so long after it came."""


@dataclass(frozen=True, slots=True)
class Past:
    """A story as it was when one of its reports came; `title` is as it may be shown, `told_at` when its first one came."""

    story: Story
    at: datetime
    title: str = ""
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared."""

    routes: Sequence[Route]
    rules: Rules
    thresholds: Mapping[str, float] = field(default_factory=dict)


Made = dict[tuple[str, str], str]
"""(channel, story id) -> the route that posts it."""


def rehearse(past: Sequence[Past], new: Side, old: Side, posted: Sequence[Posted], days: int) -> Rehearsal:
    """`past` is in the order of time; `posted` is what really went out."""
    made_new, held = replayed(past, new)
    made_old, _ = replayed(past, old)
    stories = {p.story.id: p for p in past}
    really = Counter(c for _, c in {(p.item_id, p.channel) for p in posted if p.item_id in stories})
    loud = Counter(made_new.values())
    [(loudest, most)] = loud.most_common(1) or [("", 0)]
    named = dict.fromkeys((*new.rules.channels, *old.rules.channels, *really))
    channels = tuple(_compared(channel, made_new, made_old, really[channel], stories) for channel in named)
    return Rehearsal(days, len(stories), channels, loudest, most, dict(held))


def replayed(past: Sequence[Past], side: Side) -> tuple[Made, Counter[RouteReason]]:
    """What one set of routes posts, and what it holds back why, when all is told."""
    made: Made = {}
    held: dict[str, list[RouteReason]] = {}
    hour: deque[tuple[datetime, str]] = deque()
    recent: deque[Past] = deque()
    for one in past:
        while hour and hour[0][0] <= one.at - _HOUR:
            hour.popleft()
        while recent and recent[0].at <= one.at - _OPEN_FOR:
            recent.popleft()
        open_stories = {p.story.id: p.story for p in recent}
        facts = Facts(open_stories=tuple(open_stories.values()), posts=Counter(route for _, route in hour))
        choice = _decided(one.story, side.routes, Context(one.at, side.thresholds, side.rules, facts, one.told_at))
        posts = [*choice.chosen, *(h.then for h in choice.held if h.then)]
        fresh = {(c.channel, one.story.id): c.route for c in posts if (c.channel, one.story.id) not in made}
        made |= fresh
        held[one.story.id] = [h.reason for h in choice.held if (h.channel, one.story.id) not in made or h.then]
        hour.extend((one.at, route) for route in set(fresh.values()))
        if side.rules.inhibitions:
            recent.append(one)
    return made, Counter(reason for reasons in held.values() for reason in reasons)


def _decided(story: Story, routes: Sequence[Route], context: Context) -> Choice:
    def tell(reports: Sequence[Report]) -> Story:
        return story if tuple(reports) == story.reports else told(story.id, reports)

    return decide_by_clearance(story.reports, tell, routes, context)


def _compared(channel: str, new: Made, old: Made, posted: int, stories: Mapping[str, Past]) -> ChannelRehearsal:
    there = {story for c, story in new if c == channel}
    before = {story for c, story in old if c == channel}
    return ChannelRehearsal(
        channel=channel,
        new=len(there),
        old=len(before),
        posted=posted,
        only_new=len(there - before),
        only_old=len(before - there),
        samples_new=_samples(channel, there - before, new, stories),
        samples_old=_samples(channel, before - there, old, stories),
    )


def _samples(channel: str, ids: set[str], made: Made, stories: Mapping[str, Past]) -> tuple[Sample, ...]:
    some = sorted((stories[i] for i in ids), key=lambda p: (p.story.severity, p.at, p.story.id), reverse=True)
    return tuple(
        Sample(p.story.id, p.title or p.story.title, p.story.kind, p.story.severity, p.at, made[channel, p.story.id])
        for p in some[:SAMPLES]
    )
