"""What triage judges by: settings, what was learnt, what is stored of the present. Frozen, and replaced whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from bot.analysis.watching import WatchIndex
from bot.domain.kind import Kind
from bot.domain.route import Route
from bot.domain.source import SourceInfo
from bot.pipeline.routing import Context, Facts, Rules


@dataclass(frozen=True, slots=True)
class World:
    """Replaced on reload. `zone` is that of the times in posts, `thresholds` are those of the channels by id: they follow
    feedback. `facts` and watches are gathered anew for each batch.
    """

    routes: Sequence[Route]
    sources: Mapping[str, SourceInfo]
    kinds: Mapping[str, Kind]
    zone: tzinfo = UTC
    thresholds: Mapping[str, float] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    facts: Facts = field(default_factory=Facts)
    watches: WatchIndex = field(default_factory=WatchIndex)
    watched: Mapping[str, int] = field(default_factory=dict)
    """Posts of watches in the last day, by destination."""
    busy: bool = False
    """More waits than one batch holds: the quiet part of what could be said is left to the posts."""
    unsent: frozenset[str] | None = None
    """Ids of the sources whose items are shown to no summariser; None: no item is. Here, so that a reload cannot leave it behind."""

    def context(self, now: datetime, told_at: datetime | None = None) -> Context:
        """What routing asks for; `told_at` is when we first had the story."""
        return Context(now, self.thresholds, self.rules, self.facts, told_at)
