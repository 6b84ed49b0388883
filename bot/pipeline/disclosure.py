"""What may be shown of what is recorded, to readers with a clearance: search, traces, stories, samples. Pure.

One rule for every answer: what comes from a source that is marked for fewer than its readers is not there, nor what was made of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.domain.item import Item
from bot.domain.route import Channel
from bot.domain.source import SourceInfo
from bot.domain.step import Stage
from bot.domain.tlp import Tlp
from bot.domain.trace import Query, Trace
from bot.domain.watch import DIRECT
from bot.pipeline.places import within

EVERYTHING = Tlp.RED
"""For whoever runs Tocsin: the command line reads the database itself."""


def readers_of(targets: Iterable[str], channels: Mapping[str, Channel]) -> Tlp:
    """What readers of a place are cleared for, by the sink's addresses of it (a thread's own and its channel's): that of the
    channel that posts there, the freest of several; a place where nothing is posted is for everybody.
    """
    there = {t for t in targets if t}
    found = [c.tlp for c in channels.values() if c.target in there]
    return min(found, key=lambda t: t.strictness, default=Tlp.CLEAR)


def kept_from(clearance: Tlp, sources: Mapping[str, SourceInfo]) -> frozenset[str]:
    """Ids of the sources that such readers may not know of."""
    return frozenset(i for i, s in sources.items() if not clearance.clears(s.tlp))


def asked_for(query: Query, clearance: Tlp, sources: Mapping[str, SourceInfo]) -> Query:
    """The question, without what must not be in the answer."""
    return replace(query, not_sources=tuple(sorted(kept_from(clearance, sources))))


def trace_for(trace: Trace, clearance: Tlp, sources: Mapping[str, SourceInfo]) -> Trace | None:
    """The trace as such readers may see it; None where they may not know of the item."""
    secret = kept_from(clearance, sources)
    if trace.filed.item.source_id in secret:
        return None
    if not secret:
        return trace
    return replace(
        trace,
        original=_shown(trace.original, secret),
        duplicates=tuple(i for i in trace.duplicates if i.source_id not in secret),
        steps=tuple(replace(s, detail="") if s.stage is Stage.STORY else s for s in trace.steps),
    )


def trace_in(trace: Trace, guild: str, channels: Mapping[str, Channel]) -> Trace:
    """The trace as people of this Discord server may see it: what was posted elsewhere, or to somebody's direct messages, and who
    watches for it there, is not theirs to know.
    """

    def here(channel: str) -> bool:
        return not channel.startswith(DIRECT) and within(channels.get(channel), guild)

    return replace(
        trace,
        deliveries=tuple(d for d in trace.deliveries if here(d.channel)),
        steps=tuple(s for s in trace.steps if s.stage is not Stage.WATCH or here(s.detail)),
    )


def _shown(item: Item | None, secret: frozenset[str]) -> Item | None:
    return None if item is None or item.source_id in secret else item
