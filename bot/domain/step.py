"""A step: what one part of the pipeline did with one item, and why. Steps are what `/why` prints between fetched and posted.

A part that decides something about an item puts a step into its settlement; it is stored with the decision or not at all.
What other rows tell already (state, verdict, copies, posts, feedback) is no step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Stage(StrEnum):
    """Which part of the pipeline, in the order that an item meets them."""

    TEXT = "text"
    """Whether the page behind the entry was read."""
    STORY = "story"
    """Which story it joined, and for what."""
    ROUTE = "route"
    """One step a route: matched, or why not. `subject` is the route's id."""
    SITUATION = "situation"
    """What it is to the mass event that it belongs to. `subject` is the situation's id."""
    WATCH = "watch"
    """One step a watch that was hit: posted, or why not. `subject` is the watch's id."""


@dataclass(frozen=True, slots=True)
class Step:
    """`reason` is a member of the stage's closed list of reasons; `subject` what it was about, `detail` numbers and names."""

    stage: Stage
    reason: str
    at: datetime
    subject: str = ""
    detail: str = ""

    def as_list(self) -> list[str]:
        """Plain JSON values."""
        return [str(self.stage), str(self.reason), self.at.isoformat(), self.subject, self.detail]

    @classmethod
    def of(cls, raw: list[str]) -> "Step":
        """Reads back `as_list`."""
        stage, reason, at, subject, detail = raw
        return cls(Stage(stage), reason, datetime.fromisoformat(at), subject, detail)


def dump_steps(steps: tuple[Step, ...]) -> dict[str, Any]:
    """For the disk."""
    return {"steps": [step.as_list() for step in steps]}


def load_steps(raw: Mapping[str, Any]) -> tuple[Step, ...]:
    """From the disk."""
    return tuple(Step.of(one) for one in raw["steps"])
