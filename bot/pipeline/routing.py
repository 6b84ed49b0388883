"""Which routes want an alert: pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.item import Item
from bot.domain.route import CRITICAL, Match, Mention, Route
from bot.domain.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Chosen:
    """One channel an alert goes to, by which route, and who is called there."""

    channel: str
    route: str
    mention: Mention | None


@dataclass(frozen=True, slots=True)
class Held:
    """Who wanted the alert, had it been more probable: `by` names a route or a channel, `threshold` is what it asks for."""

    by: str
    threshold: float


@dataclass(frozen=True, slots=True)
class Choice:
    """Where an alert goes, and where it would have gone but for its probability."""

    chosen: tuple[Chosen, ...]
    held: tuple[Held, ...] = ()


def choose(routes: Sequence[Route], item: Item, verdict: Verdict, thresholds: Mapping[str, float]) -> Choice:
    """Walks the routes in order. Each channel once; the first route that names it decides, a later one may add a mention.

    `thresholds` are those of the channels, by id. A channel that holds an alert back has had it: a route that stops does
    so all the same, or what one channel calls noise would spill into the next.
    """
    found: dict[str, Chosen] = {}
    held: dict[str, Held] = {}
    for route in routes:
        if not matches(route.match, item, verdict):
            continue
        if verdict.score < route.threshold:
            held[f"route {route.id}"] = Held(f"route {route.id}", route.threshold)
            continue
        mention = route.mention if verdict.severity >= route.mention_from else None
        for channel in route.channels:
            if _too_weak(verdict, least := thresholds.get(channel, 0.0)):
                held[channel] = Held(f"channel {channel}", least)
            else:
                known = found.get(channel, Chosen(channel, route.id, None))
                found[channel] = replace(known, mention=known.mention or mention)
        if not route.proceed:
            break
    return Choice(tuple(found.values()), tuple(held.values()))


def _too_weak(verdict: Verdict, least: float) -> bool:
    return verdict.severity < CRITICAL and verdict.score < least


def matches(match: Match, item: Item, verdict: Verdict) -> bool:
    """Every condition that is set must hold."""
    countries = {*verdict.victim_countries, *verdict.actor_countries, *(r.canonical for r in verdict.responders)}
    return (
        verdict.severity >= match.min_severity
        and _meets(match.kinds, (verdict.kind, *verdict.kinds))
        and _meets(match.countries, countries)
        and _meets(match.sectors, verdict.sectors)
        and _meets(match.sources, (item.source_id,))
        and _meets(match.langs, (verdict.lang,))
        and (not match.words or _has_word(match.words, item))
        and not _has_word(match.not_words, item)
    )


def _meets(wanted: frozenset[str], there: Iterable[str]) -> bool:
    return not wanted or not wanted.isdisjoint(there)


def _has_word(words: Sequence[str], item: Item) -> bool:
    text = f"{item.title}\n{item.text}".casefold()
    return any(re.search(rf"(?<!\w){re.escape(w.casefold())}(?!\w)", text) for w in words)
