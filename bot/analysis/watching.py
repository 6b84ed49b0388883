"""Which watches a story hits: an index, because a busy team has thousands and every report asks.

    story -> the values that watches hang on (a CVE, an actor, a word ...) -> few candidates -> all their conditions

Each watch hangs on the rarest thing it asks for. One that asks for nothing else needs no second look. The answer is that of
`bot.pipeline.matching.matches` for each watch: the tests hold the two against each other.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.match import Match
from bot.domain.story import Story
from bot.domain.watch import Watch

ANCHORS = ("cves", "actors", "words", "sources", "sectors", "countries", "kinds")
"""From the rarest to the commonest. A watch that asks for none of them names nothing and is refused."""
_WORD = re.compile(r"\w+")
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A story taken apart once for all watches. `text` is case-folded, `tokens` its words."""

    story: Story
    values: Mapping[str, frozenset[str]]
    text: str
    tokens: frozenset[str]


def names_something(match: Match) -> bool:
    """Whether it asks for a thing: a severity or a language alone would be every story."""
    return any(getattr(match, name) for name in ANCHORS)


class WatchIndex:
    """Watches, ready to be asked. Immutable after construction."""

    def __init__(self, watches: Iterable[Watch] = ()) -> None:
        """Watches whose words have no letter or digit in them are looked at for every story."""
        self._bare: dict[_Key, list[Watch]] = {}
        self._more: dict[_Key, list[Watch]] = {}
        self._every: list[Watch] = []
        for watch in watches:
            self._add(watch)

    def __bool__(self) -> bool:
        """Whether anybody watches for anything."""
        return bool(self._bare or self._more or self._every)

    def _add(self, watch: Watch) -> None:
        name = next((n for n in ANCHORS if getattr(watch.match, n)), "")
        keys = _keys(name, getattr(watch.match, name)) if name else None
        if keys is None:
            self._every.append(watch)
            return
        bare = name != "words" and watch.match == Match(**{name: getattr(watch.match, name)})
        place = self._bare if bare else self._more
        for key in keys:
            place.setdefault(key, []).append(watch)

    def hit(self, story: Story) -> list[Watch]:
        """The watches that mean it, the oldest first."""
        seen = _seen(story)
        keys = [(name, value) for name, values in seen.values.items() for value in values]
        keys += [("words", token) for token in seen.tokens]
        found = {w.id: w for key in keys for w in self._bare.get(key, ())}
        maybe = {w.id: w for key in keys for w in self._more.get(key, ())} | {w.id: w for w in self._every}
        found |= {name: w for name, w in maybe.items() if _holds(w.match, seen)}
        return sorted(found.values(), key=lambda w: (w.created, w.id))


def _keys(name: str, values: Iterable[str]) -> list[_Key] | None:
    """What a watch is found by; for words the first word of each phrase, None where a phrase has none."""
    if name != "words":
        return [(name, value) for value in values]
    firsts = [_WORD.search(value.casefold()) for value in values]
    return [("words", first.group()) for first in firsts if first] if all(firsts) else None


def _seen(story: Story) -> _Seen:
    sources = [s for r in story.reports for s in (r.source, *r.copies)] + list(story.publishers)
    values = {
        "cves": (c.upper() for c in story.cves),
        "actors": (name.casefold() for a in story.actors for name in (a.canonical, a.name) if name),
        "sources": (s.id for s in sources),
        "sectors": story.sectors,
        "countries": (*story.victim_countries, *story.actor_countries, *(r.canonical for r in story.responders)),
        "kinds": (story.kind, *story.kinds),
        "langs": story.langs,
        "grades": (s.grade for s in sources),
        "standings": (story.standing,),
    }
    parts = (story.title, *(part for r in story.reports for part in (r.title, r.text)))
    text = "\n".join(parts).casefold()
    return _Seen(story, {name: frozenset(v) for name, v in values.items()}, text, frozenset(_WORD.findall(text)))


_SETS = ("cves", "actors", "sources", "sectors", "countries", "kinds", "langs", "grades", "standings")


def _holds(match: Match, seen: _Seen) -> bool:
    if not match.min_severity <= seen.story.severity <= match.max_severity:
        return False
    for name in _SETS:
        wanted: frozenset[str] = getattr(match, name)
        if wanted and wanted.isdisjoint(seen.values[name]):
            return False
    return (not match.words or _said(match.words, seen)) and not _said(match.not_words, seen)


def _said(phrases: Sequence[str], seen: _Seen) -> bool:
    """Whether one of them is there as whole words. The text is searched only where it has all the words of the phrase."""
    return any(_tokens(phrase) <= seen.tokens and _bounded(phrase.casefold(), seen.text) for phrase in phrases)


@lru_cache(1 << 16)
def _tokens(phrase: str) -> frozenset[str]:
    return frozenset(_WORD.findall(phrase.casefold()))


def _bounded(phrase: str, text: str) -> bool:
    start = text.find(phrase)
    while start >= 0:
        before, after = text[start - 1 : start] if start else "", text[start + len(phrase) : start + len(phrase) + 1]
        if not _WORD.match(before) and not _WORD.match(after):
            return True
        start = text.find(phrase, start + 1)
    return False
