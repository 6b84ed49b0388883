"""A rehearsal of routes: what they would have posted, held against today's routes and against what was posted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.reasons import RouteReason


@dataclass(frozen=True, slots=True)
class Sample:
    """One story by which a channel would differ. `route` is the one that posts it, in whichever of the two sets of routes."""

    story_id: str
    title: str
    kind: str
    severity: int
    at: datetime
    route: str


@dataclass(frozen=True, slots=True)
class ChannelRehearsal:
    """One channel. `new` and `old` are counts of posts by the routes on trial and by today's; `posted` is what really was."""

    channel: str
    new: int
    old: int
    posted: int
    only_new: int
    only_old: int
    samples_new: tuple[Sample, ...] = ()
    """Of those that only the routes on trial post, the gravest and then the latest."""
    samples_old: tuple[Sample, ...] = ()


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`stories` of the last `days` were replayed; `loudest` is the route on trial with most posts, "" if none has any."""

    days: int
    stories: int
    channels: tuple[ChannelRehearsal, ...]
    loudest: str = ""
    loudest_posts: int = 0
    held: Mapping[RouteReason, int] = field(default_factory=dict)
    """Why the routes on trial keep a story from a channel, and how often."""
    left_out: bool = False
    """There were more stories than are replayed; the oldest are missing."""
