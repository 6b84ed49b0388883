"""Where a story goes now, and what holds it back elsewhere: pure.

story -> is it muted? (silence, maintenance, inhibition)
-> routes, as a tree in the order of the file: which take it?
-> each channel of each: threshold, clearance, digest, quiet hours, window, cap
-> Choice(chosen, held), every held channel with its reason
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.choice import Choice, Chosen, Held
from bot.domain.reasons import RouteReason
from bot.domain.route import CRITICAL, Channel, Route, Still
from bot.domain.silence import Inhibition, Maintenance, Silence
from bot.domain.story import Story
from bot.domain.tlp import Tlp
from bot.pipeline.matching import matches, share


@dataclass(frozen=True, slots=True)
class Rules:
    """What the settings say beside the routes; replaced whole on reload."""

    channels: Mapping[str, Channel] = field(default_factory=dict)
    inhibitions: tuple[Inhibition, ...] = ()
    maintenance: tuple[Maintenance, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is stored and changes from minute to minute. `posts` counts those of the last hour by route."""

    silences: tuple[Silence, ...] = ()
    open_stories: tuple[Story, ...] = ()
    posts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """All that a decision needs beside the story and the routes. `thresholds` are those of the channels; `told_at` is when we
    first had the story, None for now.
    """

    now: datetime
    thresholds: Mapping[str, float] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    facts: Facts = field(default_factory=Facts)
    told_at: datetime | None = None


def decide_routes(story: Story, routes: Sequence[Route], context: Context) -> Choice:
    """Each channel once: a route that posts goes before one that holds; of those that post the first decides the form, any may
    add the mention, and one that is loud makes it loud. A channel that holds a story back has had it: a route that stops does
    so all the same, or what one channel calls noise would spill into the next.
    """
    taking, weak = _taken(story, routes)
    silences = [s for s in context.facts.silences if s.in_force(context.now) and matches(s.match, story)]
    muted = _muted(story, context)
    chosen: dict[str, Chosen] = {}
    held: dict[str, Held] = {f"route {w.route}": w for w in weak}
    for route in taking:
        for channel in route.channels:
            here = _silenced(channel, silences, context) or muted
            found = replace(here, route=route.id, channel=channel) if here else _at(channel, route, story, context)
            if isinstance(found, Held):
                held[channel] = _sooner(held.get(channel), found)
            else:
                chosen[channel] = _joined(chosen.get(channel), found)
    kept = tuple(h for name, h in held.items() if name not in chosen)
    return Choice(tuple(chosen.values()), kept if chosen or kept else (Held(RouteReason.NO_MATCH),))


def counted(facts: Facts, routes: Iterable[str]) -> Facts:
    """The facts for the next story of a batch, when these routes have just made a post each."""
    posts = dict(facts.posts)
    for route in routes:
        posts[route] = posts.get(route, 0) + 1
    return replace(facts, posts=posts)


def _taken(story: Story, routes: Sequence[Route]) -> tuple[list[Route], list[Held]]:
    """The routes that take the story, and those that would if it were more probable."""
    below: dict[str, list[Route]] = {}
    for route in routes:
        below.setdefault(route.under, []).append(route)
    taking: list[Route] = []
    weak: list[Held] = []
    _walk(below, "", story, taking, weak)
    return taking, weak


def _walk(below: Mapping[str, Sequence[Route]], parent: str, story: Story, taking: list[Route], weak: list[Held]) -> bool:
    """Whether any route below `parent` took it. A route hands it on to those below; it takes it itself when none of them does."""
    any_took = False
    for route in below.get(parent, ()):
        if not matches(route.match, story):
            continue
        took = _walk(below, route.id, story, taking, weak)
        if not took and story.score >= route.threshold:
            taking.append(route)
            took = True
        elif not took:
            weak.append(Held(RouteReason.BELOW_THRESHOLD, route.id, threshold=route.threshold))
        any_took = any_took or took
        if took and not route.proceed:
            break
    return any_took


def _silenced(channel: str, silences: Sequence[Silence], context: Context) -> Held | None:
    """A silence that a Discord server asked for holds in its channels alone."""
    known = context.rules.channels.get(channel)
    there = ("", known.guild) if known and known.guild else ("",)
    found = next((s for s in silences if s.guild in there), None)
    return Held(RouteReason.SILENCED, by=found.id) if found else None


def _muted(story: Story, context: Context) -> Held | None:
    """What keeps the story from every channel, silences apart."""
    for window in context.rules.maintenance:
        if window.in_force(context.now) and matches(window.match, story):
            return Held(RouteReason.MAINTENANCE, by=window.id)
    for rule in context.rules.inhibitions:
        if _inhibits(rule, story, context.facts.open_stories):
            return Held(RouteReason.INHIBITED, by=rule.id)
    return None


def _inhibits(rule: Inhibition, story: Story, others: Sequence[Story]) -> bool:
    """A story that is itself a cause is not held back, or two causes would hold back each other."""
    if not matches(rule.target, story) or matches(rule.source, story):
        return False
    causes = (o for o in others if not o.closed and o.id != story.id and matches(rule.source, o))
    return any(share(story, cause, rule.equal) for cause in causes)


def _at(channel: str, route: Route, story: Story, context: Context) -> Chosen | Held:
    """One channel of a route that takes the story."""
    held = next(_holding(channel, route, story, context), None)
    if held is not None and held.until is None:
        return held
    due = held.until if held and held.until else context.now
    quiet = route.quiet if route.quiet and story.severity < route.quiet.break_from else None
    end = quiet.hours.until(due) if quiet else None
    mention = route.mention if story.severity >= route.mention_from else None
    made = Chosen(channel, route.id, mention, route.template)
    if quiet and end and quiet.mode is Still.HOLD:
        return Held(RouteReason.QUIET_HOURS, route.id, channel, end, made)
    if end:
        made = replace(made, mention=None, silent=True)
    return replace(held, then=made) if held else made


def _holding(channel: str, route: Route, story: Story, context: Context) -> Iterator[Held]:
    """What keeps it from the channel, the graver first. What is critical waits for nobody and is counted by nobody."""
    least = context.thresholds.get(channel, 0.0)
    urgent = story.severity >= CRITICAL
    if not _cleared(channel, story, context):
        yield Held(RouteReason.ABOVE_CLEARANCE, route.id, channel)
    if story.score < least and not urgent:
        yield Held(RouteReason.BELOW_THRESHOLD, route.id, channel, threshold=least)
    if route.digest is not None:
        yield Held(RouteReason.DIGEST, route.id, channel)
    if route.cap and context.facts.posts.get(route.id, 0) >= route.cap and not urgent:
        yield Held(RouteReason.CAPPED, route.id, channel)
    until = (context.told_at or context.now) + route.group
    if until > context.now and not urgent:
        yield Held(RouteReason.GROUPED, route.id, channel, until)


def _cleared(channel: str, story: Story, context: Context) -> bool:
    """Whether the channel's readers may see everything that the story is told of."""
    known = context.rules.channels.get(channel)
    clearance = known.tlp if known else Tlp.CLEAR
    return all(clearance.clears(s.tlp) for r in story.reports for s in (r.source, *r.copies))


def _sooner(known: Held | None, new: Held) -> Held:
    """Of two routes that hold it from one channel: the one that lets go first, else the first."""
    if known is None or (new.until and (not known.until or new.until < known.until)):
        return new
    return known


def _joined(known: Chosen | None, new: Chosen) -> Chosen:
    """Two routes that post to one channel make one post."""
    if known is None:
        return new
    return replace(known, mention=known.mention or new.mention, silent=known.silent and new.silent)
