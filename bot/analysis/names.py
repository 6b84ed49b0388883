"""Who did it and who was attacked: what the tagger found in the head of the story; where it found nothing, what tables and
rules of roles say of the whole text.
"""

import itertools
from collections.abc import Iterator, Sequence

from bot.analysis.actors import actors, named_actors
from bot.analysis.countries import Part, Role
from bot.analysis.facts import Facts
from bot.analysis.spans import Token, describe, marks, tokens
from bot.analysis.tagger import Span
from bot.analysis.victims import BODIES, FLAWS, Victims, distinct
from bot.domain.verdict import Named

_MOST = 6
_LONGEST = 100
"""No party has a longer name: what is longer is no name."""
_EDGES = "«»„“”\"'.,:;()[] "


def heads_of(facts: Facts, found: Sequence[Part], victims: Victims, kind: str) -> tuple[list[Token], list[list[str]]]:
    """The tokens of the head of a story and their features, for tagging and for learning to tag."""
    toks = tokens(facts.reading.text)
    shaped = [v.name for v in victims.shaped(facts, flaw=kind in FLAWS)]
    marked = marks(facts, found, shaped, [a.name for a in named_actors(facts)])
    return toks, describe(facts, toks, marked, kind)


def doers(facts: Facts, found: Sequence[Part], spans: Sequence[Span]) -> tuple[Named, ...]:
    """Names as the text gives them, with the galaxy's name or the country's code where it has one. A doer that the head of the
    story names by country alone ("Russia") is called by the fuller description that the text has ("pro-Russian hacker groups").
    """
    tagged = [n for n in (_doer(facts, found, s) for s in spans if s.what == "A") if 1 < len(n.name) <= _LONGEST]
    by_rule = actors(facts, found)
    if not tagged:
        return _each(by_rule)
    bare = all(len(n.canonical) == _CODE for n in tagged)
    fuller = [n for n in by_rule if " " in n.name and not _same(n, tagged)] if bare else []
    known = [n for n in by_rule if len(n.canonical) > _CODE and not _same(n, tagged)]
    return _each([*fuller, *tagged, *known])


_CODE = 2
GOES_ON = frozenset({
    "requests", "asks", "seeks", "works", "faces", "battles", "fears", "says", "wants", "calls", "activates", "sends",
    "shuts", "halts", "stops", "finds", "needs", "gets", "had", "was", "were", "hat", "hatte", "ist", "sind", "war",
    "wird", "werden", "wurde", "wurden", "haben", "bittet", "warnt", "meldet", "a", "est", "sont", "était", "ont",
    "demande", "alerte", "jest", "są", "był", "była", "prosi",
})  # fmt: skip
"""Small words with which a sentence goes on after a name, in the languages that a tagger trips over."""


def _same(one: Named, told: Sequence[Named]) -> bool:
    return any(one.name.lower() in t.name.lower() for t in told)


def _name(text: str, span: Span) -> str:
    """As the text has it: no name goes on over the end of a headline."""
    return text[span.start : span.end].strip(_EDGES + "\n").split("\n")[0].strip(_EDGES)


def _doer(facts: Facts, found: Sequence[Part], span: Span) -> Named:
    name = _name(facts.reading.text, span)
    entity = next((h.what.name for h in facts.mentions.names if span.start <= h.start < span.end), "")
    if entity:
        return Named(name, entity)
    return Named(name, next((p.hit.what.code for p in found if span.start <= p.hit.start < span.end), ""))


def attacked(
    facts: Facts,
    found: Sequence[Part],
    spans: Sequence[Span],
    victims: Victims,
    countries: tuple[str, ...],
    kinds: Sequence[str],
    taken: frozenset[str],
) -> tuple[Named, ...]:
    """Names as the text gives them; for affairs between states also the countries and what of them was attacked. `taken` are
    small-letter names of doers and programs.
    """
    text = facts.reading.text
    flaw = kinds[:1] != () and kinds[0] in FLAWS
    tagged = [Named(_party(_name(text, s), flaw=flaw), _code(found, s)) for s in spans if s.what == "V"]
    kept = [n for n in tagged if 1 < len(n.name) <= _LONGEST and n.name.lower() not in taken and n.canonical in {"", *countries}]
    if not kept:
        return victims.find(facts, found, countries, kinds, taken)
    return _each(list(distinct([*kept, *victims.of_states(facts, found, countries, kinds)])))


def _party(name: str, *, flaw: bool) -> str:
    """Without what is the sentence's and not the name's ("Estonia requests mutual"); "" for common words that are no body of people
    ("flood of traffic"), unless it is a flaw's, whose programs are often written small.
    """
    words = list(itertools.takewhile(lambda w: w not in GOES_ON, name.split()))
    kept = " ".join(words).strip(_EDGES)
    small = not flaw and len(words) > 1 and not any(w[:1].isupper() or w[:1].isdigit() for w in words)
    return "" if small and not BODIES.search(f" {kept}") else kept


def _code(found: Sequence[Part], span: Span) -> str:
    """The country that is the whole name of a victim."""
    whole = [p for p in found if p.hit.start == span.start and p.hit.end >= span.end and p.role is not Role.ACTOR]
    return whole[0].hit.what.code if whole else ""


def _each(named: Sequence[Named]) -> tuple[Named, ...]:
    return tuple(dict.fromkeys(_first_spelling(named)))[:_MOST]


def _first_spelling(named: Sequence[Named]) -> Iterator[Named]:
    seen: set[str] = set()
    for one in named:
        key = (one.canonical or one.name).lower()
        if key not in seen and one.name.lower() not in seen:
            seen |= {key, one.name.lower()}
            yield one
