"""Routes: which stories go to which channels, in what form, when, and who is called by name there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.hours import Hours
from bot.domain.match import Match
from bot.domain.period import Schedule
from bot.domain.tlp import Tlp

CRITICAL = 4
"""Severity from which no channel's threshold, no grouping window and no cap holds a story back."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Whom a post calls by name: exactly one of the two Discord ids is set. With a `schedule` it is whoever is on call for its
    `role`; the id is then for when nobody is.
    """

    name: str
    role_id: int = 0
    user_id: int = 0
    schedule: str = ""
    role: str = ""
    policy: str = ""
    """The escalation policy that a story of this route earns a page by; "": none."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A place posts go to. `kind` is a sink kind; `target` is the sink's own address (a Discord channel id, a file name).

    Feedback moves the least P(alert) that the channel posts from, between the two thresholds; equal ones keep it fixed.
    """

    id: str
    kind: str
    target: str = ""
    threshold_from: float = 0.5
    threshold_to: float = 0.8
    tlp: Tlp = Tlp.CLEAR
    """What its readers are cleared for: what a stricter source says never gets there in any form."""
    forum: bool = False
    """Whether each post is a thread of a forum."""
    thread: bool = True
    """Whether later reports are told in a thread below the post."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Kind, or severity as a digit -> id of a forum's tag."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What the sink needs and nobody may see, by the sink's own names: an address with a password in it, a key."""
    short: bool = False
    """Whether posts are cut to what a text message holds."""
    guild: str = ""
    """The Discord server that it is in, as far as Discord has said so."""


class Template(StrEnum):
    """How much of a story a post shows."""

    FULL = "full"
    BRIEF = "brief"


class Still(StrEnum):
    """What quiet hours do with a post."""

    SILENT = "silent"
    """Posted without a sound and without calling anybody."""
    HOLD = "hold"
    """Posted when they are over."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Quiet hours; from `break_from` severity on they are not heeded."""

    hours: Hours
    mode: Still = Still.SILENT
    break_from: int = CRITICAL


@dataclass(frozen=True, slots=True)
class Route:
    """`threshold` is the least P(alert); `mention` is used from `mention_from` severity on. What it inherits is already in it."""

    id: str
    channels: tuple[str, ...]
    match: Match = field(default_factory=Match)
    threshold: float = 0.5
    mention: Mention | None = None
    mention_from: int = 4
    proceed: bool = True
    """Whether later routes beside it are looked at after this one took a story."""
    under: str = ""
    """Id of its parent: it is tried only where that one matches, and what it takes the parent does not take."""
    template: Template = Template.FULL
    group: timedelta = timedelta()
    """How long the first post waits for further reports of the same story."""
    cap: int = 0
    """Posts an hour at most; 0 for any number."""
    quiet: Quiet | None = None
    digest: Schedule | None = None
    """Instead of posts."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A post that went out, or is about to: which story's item, where, by which route."""

    item_id: str
    channel: str
    route: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Capped:
    """An alert that a route's cap held from a channel; the route and channel as its step names them."""

    item_id: str
    story_id: str
    source_id: str
    title: str
    severity: int
    route: str
    channel: str
