"""A story as it is stored: what it is told by, where it is posted, what was changed by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.delivery import Delivery
from bot.domain.situation import Situation
from bot.domain.story import Story
from bot.domain.trace import Filed


@dataclass(frozen=True, slots=True)
class Copied:
    """A source that repeated a report, and when it did so first."""

    item_id: str
    """Of the report."""
    source_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoryFile:
    """Everything stored about one story. Its reports are those items in it that are alerts, oldest first."""

    id: str
    reports: tuple[Filed, ...] = ()
    copies: tuple[Copied, ...] = ()
    heads: tuple[Delivery, ...] = ()
    """Its posts, one a channel."""
    closed: bool = False
    merged_into: str = ""
    """The story that it became part of; it has no reports then."""


@dataclass(frozen=True, slots=True)
class KeptTelling:
    """What the index of stories needs to know of one report, to be built again at a start."""

    item_id: str
    story_id: str
    at: datetime
    document: Mapping[str, Any]
    """Plain JSON values; what is in it is the business of `bot.analysis`."""


@dataclass(frozen=True, slots=True)
class SituationFile:
    """A situation as it is stored, with its posts, one a channel."""

    situation: Situation
    heads: tuple[Delivery, ...] = ()


class ChangeKind(StrEnum):
    """What a person may do to a story."""

    SPLIT = "split"
    MERGE = "merge"
    CLOSE = "close"
    OPEN = "open"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a person did to a story: who, when, what; enough to undo it."""

    id: str
    kind: ChangeKind
    story_id: str
    who: str
    at: datetime
    other: str = ""
    """The second story: what was split off, what it was merged into; for an undoing the change that was undone."""
    moved: tuple[str, ...] = ()
    """The reports that changed their story."""
    undone: bool = False
    guild: str = ""
    """The Discord server where it was asked for, "" at the command line."""


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What a change does to what is stored, all of it in one transaction."""

    change: Change
    moves: Mapping[str, str] = field(default_factory=dict)
    """Report -> the story it is in from now on; its copies go with it."""
    stories: tuple[Story, ...] = ()
    """As they are told from now on."""
    merged: Mapping[str, str] = field(default_factory=dict)
    """Story -> the one that it is part of from now on, "" for one that stands by itself again."""
    heads: tuple[Delivery, ...] = ()
    undoes: str = ""
    """The change that is marked as undone."""
