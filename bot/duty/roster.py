"""WHO of a roster is asked to help: the lead first, then whoever brings a skill that is still missing, is on duty, was asked least.

Each country gives at most its share: those wanted, divided by the countries that can give anybody, rounded up. Only when no country
below its share has anybody left does the share grow, one at a time.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.activation import Candidate
from bot.domain.person import Urgency


@dataclass(frozen=True, slots=True)
class Pick:
    """Who is asked, in this order, and the share of a country that it took; fewer than asked for where nobody is left."""

    chosen: tuple[Candidate, ...]
    share: int


def fits(candidate: Candidate, skills: frozenset[str]) -> bool:
    """Whether somebody can be asked at all: reachable, and with one of the skills, where any are wanted. The lead always fits."""
    return reachable(candidate) and (candidate.lead or not skills or bool(skills & candidate.person.skills))


def reachable(candidate: Candidate) -> bool:
    """Whether there is a way that serves something urgent."""
    return any(Urgency.HIGH in contact.urgencies for contact in candidate.person.contacts)


def missing(pool: Iterable[Candidate], skills: frozenset[str]) -> tuple[str, ...]:
    """Skills that nobody in the pool has."""
    there = {skill for c in pool if reachable(c) for skill in c.person.skills}
    return tuple(sorted(skills - there))


def fair_share(count: int, pool: Iterable[Candidate]) -> int:
    """How many one country gives when `count` people are wanted."""
    countries = {c.person.country for c in pool}
    return -(-count // len(countries)) if countries else 0


def pick(count: int, pool: Sequence[Candidate], skills: frozenset[str], share: int, given: Sequence[Candidate] = ()) -> Pick:
    """`count` of the pool beside those `given` already, whose countries and skills count. `share` is what a country may give."""
    left = [c for c in pool if fits(c, skills)]
    by_country = Counter(c.person.country for c in given)
    brought = Counter(skill for c in given for skill in skills & c.person.skills)
    chosen: list[Candidate] = []
    while left and len(chosen) < count:
        free = [c for c in left if by_country[c.person.country] < share]
        if not free:
            share += 1
            continue
        best = min(free, key=lambda c: _rank(c, skills, brought, by_country))
        left.remove(best)
        chosen.append(best)
        by_country[best.person.country] += 1
        brought.update(skills & best.person.skills)
    return Pick(tuple(chosen), share)


def _rank(
    candidate: Candidate, skills: frozenset[str], brought: Counter[str], by_country: Counter[str]
) -> tuple[bool, int, bool, int, int, str]:
    """Smallest first: the lead, who brings the rarest skill, who is on duty, who was asked least, of a country that gave least."""
    person = candidate.person
    rarest = min((brought[skill] for skill in skills & person.skills), default=0)
    return (not candidate.lead, rarest, not candidate.on_duty, candidate.carried, by_country[person.country], person.id)
