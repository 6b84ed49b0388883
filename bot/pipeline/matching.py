"""Whether a story is meant by a match: pure, and the same for routes, silences, inhibition, maintenance and watches."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.domain.match import Match
from bot.domain.source import SourceInfo
from bot.domain.story import Story


def matches(match: Match, story: Story) -> bool:
    """Every condition that is set must hold."""
    return (
        match.min_severity <= story.severity <= match.max_severity
        and _meets(match.kinds, (story.kind, *story.kinds))
        and _meets(match.countries, countries_of(story))
        and _meets(match.sectors, story.sectors)
        and (not match.actors or _meets(match.actors, actors_of(story)))
        and _meets(match.sources, (s.id for s in heard(story)))
        and _meets(match.langs, story.langs)
        and _meets(match.grades, (s.grade for s in heard(story)))
        and _meets(match.standings, (story.standing,))
        and _meets(match.cves, (c.upper() for c in story.cves))
        and (not match.words or _has_word(match.words, story))
        and not (match.not_words and _has_word(match.not_words, story))
    )


def heard(story: Story) -> tuple[SourceInfo, ...]:
    """Every source that tells the story, in its own words or another's."""
    told = (s for r in story.reports for s in (r.source, *r.copies))
    return tuple(dict.fromkeys((*told, *story.publishers)))


def countries_of(story: Story) -> set[str]:
    """Of all who have a part in it."""
    return {*story.victim_countries, *story.actor_countries, *(r.canonical for r in story.responders)}


def actors_of(story: Story) -> set[str]:
    """Case-folded, by canonical name and by the name that the reports use."""
    return {name.casefold() for a in story.actors for name in (a.canonical, a.name) if name}


SHARED: Mapping[str, Callable[[Story], Iterable[str]]] = {
    "kind": lambda story: (story.kind,),
    "countries": lambda story: story.victim_countries,
    "sectors": lambda story: story.sectors,
    "actors": actors_of,
    "victims": lambda story: (v.name.casefold() for v in story.victims),
    "cves": lambda story: story.cves,
}
"""What two stories can have in common, for `equal` of an inhibition. Countries are the victims': half of all stories share a doer's."""


def share(one: Story, other: Story, names: Iterable[str]) -> bool:
    """Whether they have a value in common for each of the names. Nothing known is nothing in common."""
    return all(not set(SHARED[name](one)).isdisjoint(SHARED[name](other)) for name in names)


def _meets(wanted: frozenset[str], there: Iterable[str]) -> bool:
    return not wanted or not wanted.isdisjoint(there)


def _has_word(words: Sequence[str], story: Story) -> bool:
    parts = (story.title, *(part for r in story.reports for part in (r.title, r.text)))
    text = "\n".join(parts).casefold()
    return any(re.search(rf"(?<!\w){re.escape(w.casefold())}(?!\w)", text) for w in words)
