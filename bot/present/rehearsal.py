"""A rehearsal of routes as lines: for the terminal, for Discord, for a mail."""

from collections.abc import Iterator
from datetime import UTC, tzinfo

from bot.domain.reasons import RouteReason
from bot.domain.rehearsal import ChannelRehearsal, Rehearsal, Sample
from bot.domain.route import Route
from bot.present.escape import inert
from bot.present.limits import cut
from bot.present.words import ROUTE_REASON, count, label, moment

NO_ROUTES = "No route is configured."
TITLE = 100


def rehearsal_lines(told: Rehearsal, zone: tzinfo = UTC) -> Iterator[str]:
    """The whole of it: a line a channel with counts a day, then the samples by which it differs."""
    yield f"{count(told.stories, 'story', 'stories')} of the last {count(told.days, 'day')} replayed."
    if told.left_out:
        yield "There were more; the oldest are left out."
    for channel in told.channels:
        yield from _channel_lines(channel, told.days, zone)
    if told.loudest:
        yield f"Loudest route: {told.loudest}, {count(told.loudest_posts, 'post')} ({_a_day(told.loudest_posts, told.days)})."
    held = {r: n for r, n in told.held.items() if r is not RouteReason.NO_MATCH}
    for reason, times in sorted(held.items(), key=lambda x: -x[1]):
        yield f"Held back {times} x {reason}: {ROUTE_REASON[reason]}."


def _channel_lines(told: ChannelRehearsal, days: int, zone: tzinfo) -> Iterator[str]:
    yield (
        f"channel {told.channel}: {told.new} would be posted ({_a_day(told.new, days)}), {told.old} by today's routes "
        f"({_a_day(told.old, days)}), {told.posted} were; {told.only_new} only new, {told.only_old} only old"
    )
    yield from (f"  + {_sample(s, zone)}" for s in told.samples_new)
    yield from (f"  - {_sample(s, zone)}" for s in told.samples_old)


def _sample(one: Sample, zone: tzinfo) -> str:
    title = cut(inert(one.title), TITLE)
    return f"{moment(one.at, zone)}, severity {one.severity}, {label(one.kind)}, route {one.route}: {title} ({one.story_id})"


def _a_day(times: int, days: int) -> str:
    return f"{times / max(days, 1):.1f} a day"


def route_lines(routes: tuple[Route, ...]) -> Iterator[str]:
    """The tree of routes in the order of the file, children below their parent; what is not said is the default."""
    yield from _tree(routes, "", 0)


def _tree(routes: tuple[Route, ...], parent: str, depth: int) -> Iterator[str]:
    for route in (r for r in routes if r.under == parent):
        extras = [
            f"threshold {route.threshold:.2f}",
            f"cap {route.cap} an hour" if route.cap else "",
            f"window {route.group}" if route.group else "",
            f"quiet hours ({route.quiet.mode})" if route.quiet else "",
            "digest" if route.digest else "",
            f"calls {inert(route.mention.name)} from severity {route.mention_from}" if route.mention else "",
            "" if route.proceed else "stops",
        ]
        asks = ", ".join(f"{name} {_shown(value)}" for name, value in route.match.as_dict().items()) or "everything"
        yield f"{'  ' * depth}{route.id} -> {', '.join(route.channels)}: {cut(inert(asks), 300)} | {', '.join(filter(None, extras))}"
        yield from _tree(routes, route.id, depth + 1)


def _shown(value: object) -> str:
    return "/".join(map(str, value)) if isinstance(value, list) else str(value)
