"""Which routes want an alert: pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.item import Item
from bot.domain.route import Match, Mention, Route
from bot.domain.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Chosen:
    """One channel an alert goes to, by which route, and who is called there."""

    channel: str
    route: str
    mention: Mention | None


def choose(routes: Sequence[Route], item: Item, verdict: Verdict) -> list[Chosen]:
    """Walks the routes in order. Each channel once; the first route that names it decides, a later one may add a mention."""
    found: dict[str, Chosen] = {}
    for route in routes:
        if verdict.score < route.threshold or not matches(route.match, item, verdict):
            continue
        mention = route.mention if verdict.severity >= route.mention_from else None
        for channel in route.channels:
            known = found.get(channel)
            if known is None:
                found[channel] = Chosen(channel, route.id, mention)
            elif known.mention is None and mention is not None:
                found[channel] = Chosen(channel, known.route, mention)
        if not route.proceed:
            break
    return list(found.values())


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
