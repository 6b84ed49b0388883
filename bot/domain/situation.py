"""A situation: many stories of one kind in a short time that share who does it, by which flaw, or where.

Story -> which Bonds? -> more Sightings of a Bond than is usual -> Situation, one post in place of many
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any


class Shared(StrEnum):
    """What the stories of a situation have in common besides their kind; the most telling first."""

    FLAW = "flaw"
    ACTOR = "actor"
    COUNTRY = "country"
    """That of the victims."""


class SurgeReason(StrEnum):
    """What a story is to the situations there are."""

    NO_SURGE = "no_surge"
    """It belongs to none: it is posted by itself."""
    OPENED = "opened"
    """With it there are more of its like than is usual: a situation begins."""
    JOINED = "joined_situation"
    """It belongs to a situation that is open."""
    CRITICAL = "critical"
    """It belongs to one, and is so severe that it is posted by itself as well."""


@dataclass(frozen=True, slots=True)
class Bond:
    """What binds stories: their primary kind, and one value that they share (a CVE, an actor's canonical name, a country)."""

    kind: str
    by: Shared
    value: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """One story as a surge sees it; `at` is when it was first reported."""

    story_id: str
    at: datetime
    severity: int = 0
    victims: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """A target and the number of stories that name it."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Situation:
    """`id` stays while it is open, whatever comes late; targets are the most frequent first."""

    id: str
    bond: Bond
    stories: tuple[str, ...]
    """Ids, oldest first."""
    severity: int
    """The highest of its stories."""
    since: datetime
    """Its first story."""
    latest: datetime
    """Its last one so far."""
    busy: datetime
    """When there were last more than is usual."""
    usual: float
    """Stories with this bond in six hours of the weeks before, on average."""
    needed: int
    """Stories in six hours that make a situation of it."""
    victims: tuple[Tally, ...] = ()
    countries: tuple[Tally, ...] = ()
    sectors: tuple[Tally, ...] = ()
    hours: tuple[int, ...] = ()
    """Stories in each of the 24 hours that end with `latest`."""
    until: datetime | None = None
    """When it had been as usual for long enough; None while it is open."""

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        made = asdict(self)
        return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in made.items()}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> "Situation":
        """Reads back `as_dict`."""
        made: dict[str, Any] = {f.name: raw[f.name] for f in fields(cls) if f.name in raw}
        bond = raw["bond"]
        made["bond"] = Bond(bond["kind"], Shared(bond["by"]), bond["value"])
        for name in ("since", "latest", "busy", "until"):
            made[name] = datetime.fromisoformat(raw[name]) if raw.get(name) else None
        for name in ("victims", "countries", "sectors"):
            made[name] = tuple(Tally(t["name"], t["count"]) for t in raw.get(name, ()))
        return cls(**{**made, "stories": tuple(raw["stories"]), "hours": tuple(raw.get("hours", ()))})


@dataclass(frozen=True, slots=True)
class Joining:
    """What becomes of a story: the situation that it belongs to as it is with it, and whether it has a post of its own."""

    reason: SurgeReason
    situation: Situation | None = None
    own_post: bool = True
