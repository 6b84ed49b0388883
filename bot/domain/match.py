"""A match: which stories are meant. Routes, silences, inhibition, maintenance and watches all ask in this one form."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from bot.domain.source import Grade
from bot.domain.story import Standing

WORST = 4
"""The highest severity."""


@dataclass(frozen=True, slots=True)
class Match:
    """Every field that is set must hold; inside a field any value will do. Without any field it means every story.

    Words and actors are case-folded; countries are ISO alpha-2 or "EU", regions already taken apart.
    """

    kinds: frozenset[str] = frozenset()
    min_severity: int = 0
    max_severity: int = WORST
    countries: frozenset[str] = frozenset()
    """Of victims, actors or responders."""
    sectors: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    """Canonical names, and the names as they were given."""
    sources: frozenset[str] = frozenset()
    """Source ids: of a report or of a copy of one."""
    langs: frozenset[str] = frozenset()
    grades: frozenset[Grade] = frozenset()
    """At least one report comes from a source of such a grade."""
    standings: frozenset[Standing] = frozenset()
    cves: frozenset[str] = frozenset()
    """In capitals."""
    words: tuple[str, ...] = ()
    """Found as whole words in a title or text."""
    not_words: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it asks nothing."""
        return self == Match()

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values: only what is set, sets sorted."""
        given = {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != f.default}
        return {
            name: sorted(v) if isinstance(v, frozenset) else list(v) if isinstance(v, tuple) else v for name, v in given.items()
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> "Match":
        """Reads back `as_dict`."""
        made: dict[str, Any] = {}
        for name, value in raw.items():
            if name in ("words", "not_words"):
                made[name] = tuple(value)
            else:
                made[name] = frozenset(map(_MEMBERS.get(name, str), value)) if isinstance(value, list) else value
        return cls(**made)


_MEMBERS: Mapping[str, type[str]] = {"grades": Grade, "standings": Standing}
