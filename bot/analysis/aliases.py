"""What somebody calls an actor, and what Tocsin calls it: one name for all aliases that the galaxy knows."""

from collections.abc import Iterable, Mapping
from functools import cache

from bot.analysis.galaxy import Sort, known_names


def canonical_names(given: Iterable[str]) -> frozenset[str]:
    """Case-folded: each name as it was given, and the name that the galaxy gives its bearer. An unknown name stays as it is: the
    news may introduce it tomorrow. The galaxy is read only when there is a name to look up, in a third of a second, once.
    """
    folded = frozenset(" ".join(name.split()).casefold() for name in given)
    return folded | {_known()[name] for name in folded if name in _known()} if folded else folded


@cache
def _known() -> Mapping[str, str]:
    """Spelling -> canonical name, both case-folded."""
    entities = known_names().entities
    return {low.casefold(): e.name.casefold() for low, e in entities.items() if e.sort is not Sort.DECOY}
