"""Routes: which alerts go to which channel, and who is called by name there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

CRITICAL = 4
"""Severity from which no channel's threshold holds an alert back."""


@dataclass(frozen=True, slots=True)
class Match:
    """Every non-empty field must hold; inside a field any value will do. Words are case-folded; countries ISO alpha-2 or "EU"."""

    kinds: frozenset[str] = frozenset()
    min_severity: int = 0
    countries: frozenset[str] = frozenset()
    """Of victims, actors or responders."""
    sectors: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    """Source ids."""
    langs: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    """Found as whole words in title or text."""
    not_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """Whom a post calls by name: exactly one of the two Discord ids is set."""

    name: str
    role_id: int = 0
    user_id: int = 0


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


@dataclass(frozen=True, slots=True)
class Route:
    """`threshold` is the least P(alert); `mention` is used from `mention_from` severity on."""

    id: str
    channels: tuple[str, ...]
    match: Match = field(default_factory=Match)
    threshold: float = 0.5
    mention: Mention | None = None
    mention_from: int = 4
    proceed: bool = True
    """Whether later routes are looked at after this one matched."""
