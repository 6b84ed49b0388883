"""TLP: what a source marks for few never reaches a channel of many, in any form. Pure.

A channel is decided on by a story that is told of nothing but what its readers may see: so no count, no severity, no route
and no line gives away that there is more.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

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
    return tuple(
        replace(r, copies=tuple(c for c in r.copies if clearance.clears(c.tlp)))
        for r in reports
        if clearance.clears(r.source.tlp)
    )


def decide_by_clearance(reports: Sequence[Report], tell: Tell, routes: Sequence[Route], context: Context) -> Choice:
    """`decide_routes` once for each clearance that there is, on the story as those readers may know it."""
    chosen: list[Chosen] = []
    held: dict[tuple[str, str], Held] = {}
    whole = decide_routes(tell(reports), routes, context)
    for clearance in sorted(_levels(routes, context), key=lambda level: level.strictness):
        seen = visible(reports, clearance)
        choice = decide_routes(tell(seen), routes, context) if seen else _nothing_to_see(whole)
        here = {c for r in routes for c in r.channels if _clearance(c, context) is clearance}
        chosen += [c for c in choice.chosen if c.channel in here]
        for one in choice.held:
            if one.channel in here or not one.channel:
                held.setdefault((one.route, one.channel), one)
    kept = [h for h in held.values() if h.reason is not RouteReason.NO_MATCH]
    return Choice(tuple(chosen), tuple(kept) if chosen or kept else (Held(RouteReason.NO_MATCH),))


def _nothing_to_see(whole: Choice) -> Choice:
    """Whoever would have had the story hears nothing of it."""
    named = [(c.route, c.channel) for c in whole.chosen] + [(h.route, h.channel) for h in whole.held if h.channel]
    return Choice((), tuple(Held(RouteReason.ABOVE_CLEARANCE, route, channel) for route, channel in named))


def _levels(routes: Sequence[Route], context: Context) -> set[Tlp]:
    return {_clearance(c, context) for r in routes for c in r.channels}


def _clearance(channel: str, context: Context) -> Tlp:
    known: Channel | None = context.rules.channels.get(channel)
    return known.tlp if known else Tlp.CLEAR
