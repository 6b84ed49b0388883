"""The bot's own state in one line, for the list of members: seen at a glance, also by people who never ask `/status`."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.domain.status import Pulse
from bot.present.words import count, span

LATE = timedelta(minutes=2)
"""A post that waits longer than this is late (it is then also what the auditor looks for)."""


class Level(StrEnum):
    """How worried to be."""

    WELL = "well"
    TROUBLE = "trouble"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Presence:
    """One line of at most 128 characters, and its level."""

    level: Level
    words: str


def presence(pulse: Pulse) -> Presence:
    """Late posts before broken sources: somebody may be waiting for them."""
    late = pulse.now - pulse.oldest_due if pulse.oldest_due else timedelta()
    if late > LATE:
        return Presence(Level.LATE, f"{count(pulse.waiting, 'post')} waiting, the oldest for {span(late)}")
    if pulse.broken:
        return Presence(Level.TROUBLE, f"{pulse.broken} of {count(pulse.sources, 'source')} broken")
    return Presence(Level.WELL, f"Watching {count(pulse.sources, 'source')}")
