"""What a verdict says, as words of the index: so that a question for words and facts walks one index, the newest first.

A facet is an "x" with a letter for its sort and a hash of its value: no reader's word looks like it, and any value fits.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b

from bot.domain.item import ALERTS, ItemState
from bot.domain.match import WORST
from bot.domain.trace import Query
from bot.domain.verdict import Named, Verdict

_DIGEST = 5
"""Bytes: among a million values two share one with a probability of less than one half, and the wrong one is one item of many."""


def facet(sort: str, value: str) -> str:
    """`sort` is one letter, `value` is taken as it stands."""
    return f"x{sort}{blake2b(value.encode('utf-8', 'replace'), digest_size=_DIGEST).hexdigest()}"


ALERT = facet("a", "")


def facets_of(source_id: str, state: ItemState, verdict: Verdict | None) -> str:
    """Each once, with blanks between."""
    found = [facet("s", source_id)]
    if state in ALERTS:
        found.append(ALERT)
    if verdict is not None:
        found += [facet(sort, value) for sort, value in _said(verdict)]
    return " ".join(dict.fromkeys(found))


def _said(v: Verdict) -> Iterator[tuple[str, str]]:
    yield "n", v.lang
    yield from (("k", kind) for kind in (v.kind, *v.kinds))
    yield from (("g", str(step)) for step in range(1, v.severity + 1))
    yield from (("l", str(step)) for step in range(v.severity, WORST))
    yield from (("c", code) for code in (*v.victim_countries, *v.actor_countries, *(r.canonical for r in v.responders)))
    yield from (("f", code) for code in v.actor_countries)
    yield from (("e", sector) for sector in v.sectors)
    yield from (("t", name) for name in _names(v.actors))
    yield from (("m", name) for name in _names(v.malware))
    yield from (("v", cve.upper()) for cve in v.cves)
    yield from (("i", i.value.casefold()) for i in v.indicators)


def _names(things: Iterable[Named]) -> Iterator[str]:
    """Case-folded: the canonical name and the one that the report uses."""
    return (name.casefold() for thing in things for name in (thing.canonical, thing.name) if name)


def asked(query: Query) -> list[tuple[str, ...]]:
    """What must be there: of each group at least one."""
    groups = [
        (ALERT,) if query.alerts_only else (),
        (facet("g", str(query.min_severity)),) if query.min_severity > 0 else (),
        (facet("l", str(query.max_severity)),) if query.max_severity < WORST else (),
        *(
            tuple(facet(sort, value) for value in sorted(values))
            for sort, values in (
                ("k", query.kinds),
                ("c", query.countries),
                ("f", query.accused),
                ("e", query.sectors),
                ("t", query.actors),
                ("m", query.malware),
                ("n", query.langs),
                ("v", query.cves),
                ("i", query.indicators),
                ("s", query.sources),
            )
        ),
    ]
    return [group for group in groups if group]


def refused(query: Query) -> tuple[str, ...]:
    """What must not be there."""
    return tuple(facet("s", source) for source in sorted(query.not_sources))
