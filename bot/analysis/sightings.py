"""The stories of the last weeks by what binds them: what a surge is measured against. Kept in memory, rebuilt from what is stored."""

from bisect import insort
from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Protocol

from bot.domain.situation import Bond, Shared, Sighting
from bot.domain.story import Story

_IN_ORDER = attrgetter("at", "story_id")


def bonds(story: Story) -> tuple[Bond, ...]:
    """What it may share with others of its kind, the most telling first."""
    actors = dict.fromkeys(a.canonical or a.name for a in story.actors)
    shared = (
        *((Shared.FLAW, cve) for cve in story.cves),
        *((Shared.ACTOR, actor) for actor in actors if actor),
        *((Shared.COUNTRY, country) for country in story.victim_countries),
    )
    return tuple(Bond(story.kind, by, value) for by, value in dict.fromkeys(shared))


def sighting(story: Story) -> Sighting:
    """As a surge sees it."""
    return Sighting(
        story.id,
        story.first_seen,
        story.severity,
        tuple(dict.fromkeys(v.canonical or v.name for v in story.victims)),
        story.victim_countries,
        story.sectors,
    )


class Seen(Protocol):
    """What a surge asks."""

    @property
    def since(self) -> datetime:
        """When Tocsin began to look."""
        ...

    def of(self, bond: Bond) -> Sequence[Sighting]:
        """Oldest first."""
        ...

    def with_(self, bond: Bond, story: Story) -> list[Sighting]:
        """As `of`, as if this story had been added."""
        ...


class Recent:
    """Stories by bond. A story that is added again takes the place of what it was before."""

    def __init__(self, since: datetime, stories: Iterable[Story] = ()) -> None:
        """`since` is when Tocsin began to look: before it there was nothing to be seen."""
        self.since = since
        self._known: dict[str, tuple[Sighting, tuple[Bond, ...]]] = {}
        self._by_bond: dict[Bond, list[Sighting]] = {}
        for story in stories:
            self.add(story)

    def __len__(self) -> int:
        return len(self._known)

    def add(self, story: Story) -> None:
        """Takes it up as it is now."""
        self._drop(story.id)
        seen, bound = sighting(story), bonds(story)
        self._known[story.id] = seen, bound
        for bond in bound:
            insort(self._by_bond.setdefault(bond, []), seen, key=_IN_ORDER)

    def of(self, bond: Bond) -> Sequence[Sighting]:
        """Oldest first."""
        return self._by_bond.get(bond, ())

    def with_(self, bond: Bond, story: Story) -> list[Sighting]:
        """As `of`, as if this story had been added."""
        others = [seen for seen in self.of(bond) if seen.story_id != story.id]
        insort(others, sighting(story), key=_IN_ORDER)
        return others

    def forget(self, before: datetime) -> None:
        """Lets go of what was first reported before then."""
        for story_id in [story_id for story_id, (seen, _) in self._known.items() if seen.at < before]:
            self._drop(story_id)

    def holds(self, story_id: str) -> bool:
        """Whether it is among them."""
        return story_id in self._known

    def _drop(self, story_id: str) -> None:
        seen, bound = self._known.pop(story_id, (None, ()))
        for bond in bound:
            left = [other for other in self._by_bond[bond] if other is not seen]
            if left:
                self._by_bond[bond] = left
            else:
                del self._by_bond[bond]


class Fork:
    """Stories as they would be with some more, over a `Recent` that is left as it is."""

    def __init__(self, base: Recent) -> None:
        self.since = base.since
        self._base = base
        self._more = Recent(base.since)

    def add(self, story: Story) -> None:
        """Takes it up here alone."""
        self._more.add(story)

    def of(self, bond: Bond) -> Sequence[Sighting]:
        """Oldest first."""
        mine, theirs = self._more.of(bond), self._base.of(bond)
        if not len(self._more):
            return theirs
        kept = [seen for seen in theirs if not self._more.holds(seen.story_id)]
        return sorted([*kept, *mine], key=_IN_ORDER) if mine else kept

    def with_(self, bond: Bond, story: Story) -> list[Sighting]:
        """As `of`, as if this story had been added."""
        others = [seen for seen in self.of(bond) if seen.story_id != story.id]
        insort(others, sighting(story), key=_IN_ORDER)
        return others
