"""What somebody calls an actor, and what Tocsin calls it: one name for all aliases that the galaxy knows."""

from collections.abc import Iterable, Mapping
from functools import cache

from bot.analysis.galaxy import Entity, Sort, known_names


def canonical_names(given: Iterable[str]) -> frozenset[str]:
    """Case-folded: each name as it was given, and the name that the galaxy gives its bearer. An unknown name stays as it is: the
    news may introduce it tomorrow. The galaxy is read only when there is a name to look up, in a third of a second, once.
    """
    folded = frozenset(" ".join(name.split()).casefold() for name in given)
    return folded | {_known()[name] for name in folded if name in _known()} if folded else folded


def bearer(name: str) -> Entity | None:
    """Whom the galaxy knows by this name."""
    found = _entities().get(" ".join(name.split()).casefold())
    return found if found is not None and found.sort is not Sort.DECOY else None


def aliases_of(canonical: str) -> tuple[str, ...]:
    """Every other spelling of a bearer's name, in order."""
    return _spellings().get(canonical, ())


@cache
def _spellings() -> Mapping[str, tuple[str, ...]]:
    """By canonical name, without it."""
    said: dict[str, set[str]] = {}
    for low, entity in _entities().items():
        if entity.sort is not Sort.DECOY:
            said.setdefault(entity.name, set()).add(entity.spelling or low)
    return {name: tuple(sorted(some - {name}, key=str.casefold)) for name, some in said.items()}


@cache
def actor_names() -> tuple[str, ...]:
    """The canonical names of actors and crews."""
    return tuple(sorted({e.name for e in _entities().values() if e.sort in (Sort.ACTOR, Sort.CREW)}, key=str.casefold))


@cache
def _entities() -> Mapping[str, Entity]:
    """By spelling, case-folded."""
    return {low.casefold(): entity for low, entity in known_names().entities.items()}


@cache
def _known() -> Mapping[str, str]:
    """Spelling -> canonical name, both case-folded."""
    return {low: e.name.casefold() for low, e in _entities().items() if e.sort is not Sort.DECOY}
