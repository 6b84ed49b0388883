"""TLP: what a source marks for few never reaches a channel of many, in any form. Pure.

A channel is decided on by a story that is told of nothing but what its readers may see: so no count, no severity, no route
and no line gives away that there is more.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from bot.analysis.told import told
from bot.domain.choice import Choice, Chosen, Held
from bot.domain.reasons import RouteReason
from bot.domain.route import Channel, Route
from bot.domain.story import Report, Story
from bot.domain.tlp import Tlp
from bot.pipeline.routing import Context, decide_routes

Tell = Callable[[Sequence[Report]], Story]
"""A story of these reports; there is at least one."""


def visible(reports: Sequence[Report], clearance: Tlp) -> tuple[Report, ...]:
    """What readers with this clearance may see: neither reports nor copies from above it."""
    return tuple(_without(r, clearance) for r in reports if clearance.clears(r.source.tlp))


def _without(report: Report, clearance: Tlp) -> Report:
    """Without the copies that are above it."""
    if all(clearance.clears(c.tlp) for c in report.copies):
        return report
    pairs = zip_longest(report.copies, report.copied_at[: len(report.copies)])
    kept = [(copy, at) for copy, at in pairs if clearance.clears(copy.tlp)]
    return replace(report, copies=tuple(c for c, _ in kept), copied_at=tuple(at for _, at in kept if at is not None))


def seen_by(story: Story, clearance: Tlp) -> Story | None:
    """The story as readers with this clearance may know it; None where they may know nothing."""
    if all(clearance.clears(s.tlp) for r in story.reports for s in (r.source, *r.copies)):
        return story
    reports = visible(story.reports, clearance)
    return told(story.id, reports, closed=story.closed) if reports else None


def clearance_of(channel: str, channels: Mapping[str, Channel]) -> Tlp:
    """Of its readers; what is not configured is for everybody."""
    known = channels.get(channel)
    return known.tlp if known else Tlp.CLEAR


def decide_by_clearance(reports: Sequence[Report], tell: Tell, routes: Sequence[Route], context: Context) -> Choice:
    """`decide_routes` once for each clearance that there is, on the story as those readers may know it."""
    chosen: list[Chosen] = []
    held: dict[tuple[str, str], Held] = {}
    for clearance in sorted(_levels(routes, context), key=lambda level: level.strictness):
        seen = visible(reports, clearance)
        choice = decide_routes(tell(seen or reports), routes, context)
        choice = choice if seen else _nothing_to_see(choice)
        here = {c for r in routes for c in r.channels if clearance_of(c, context.rules.channels) is clearance}
        chosen += [c for c in choice.chosen if c.channel in here]
        for one in choice.held:
            if one.channel in here or not one.channel:
                held.setdefault((one.route, one.channel), one)
    kept = [h for h in held.values() if h.reason is not RouteReason.NO_MATCH]
    return Choice(tuple(chosen), tuple(kept) if chosen or kept else (Held(RouteReason.NO_MATCH),))


def _nothing_to_see(whole: Choice) -> Choice:
    """Whoever would have had the whole story hears nothing of it."""
    named = [(c.route, c.channel) for c in whole.chosen] + [(h.route, h.channel) for h in whole.held if h.channel]
    return Choice((), tuple(Held(RouteReason.ABOVE_CLEARANCE, route, channel) for route, channel in named))


def _levels(routes: Sequence[Route], context: Context) -> set[Tlp]:
    return {clearance_of(c, context.rules.channels) for r in routes for c in r.channels}
