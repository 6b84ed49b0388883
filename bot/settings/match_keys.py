"""The conditions that a route, an inhibition or a maintenance window is written with, and the match that they make."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from pydantic import Field, StrictBool, StrictInt, model_validator

from bot.analysis.aliases import canonical_names
from bot.analysis.matcher import better
from bot.analysis.regions import members
from bot.domain.match import WORST, Match
from bot.domain.source import Grade
from bot.domain.story import Standing
from bot.settings.faults import Fault, Faults
from bot.settings.rows import check_name
from bot.settings.words import Lang, Place, Sector, Table, Text


@dataclass(frozen=True, slots=True)
class Known:
    """Names that the rows may use; None where the file that holds them could not be read."""

    channels: Collection[str] | None
    kinds: Collection[str] | None
    sources: Collection[str] | None
    targets: Collection[str] | None


class MatchKeys(Table):
    """All that are given must hold; inside one list any value will do."""

    everything: StrictBool = False
    kinds: frozenset[Text] = Field(default=frozenset(), examples=[["ransomware", "ddos"]])
    severity: StrictInt = Field(default=0, ge=0, le=WORST)
    severity_to: StrictInt = Field(default=WORST, ge=0, le=WORST)
    countries: frozenset[Place] = Field(default=frozenset(), examples=[["UA", "baltics"]])
    sectors: frozenset[Sector] = Field(default=frozenset(), examples=[["energy", "health"]])
    actors: frozenset[Text] = Field(default=frozenset(), examples=[["APT28", "Sandworm"]])
    sources: frozenset[Text] = Field(default=frozenset(), examples=[["cert-eu"]])
    grade: Grade | None = Field(default=None, examples=["B"])
    grades: frozenset[Grade] = Field(default=frozenset(), examples=[["A", "B"]])
    standing: frozenset[Standing] = Field(default=frozenset(), examples=[["corroborated", "official"]])
    langs: frozenset[Lang] = Field(default=frozenset(), examples=[["uk", "pl"]])
    words: tuple[Text, ...] = Field(default=(), examples=[["example bank"]])
    not_words: tuple[Text, ...] = Field(default=(), examples=[["webinar"]])

    @model_validator(mode="after")
    def _asks(self) -> "MatchKeys":
        if self.severity > self.severity_to:
            raise Fault("severity is above severity_to", "make severity_to the higher one")
        if self.grade and self.grades:
            raise Fault("grade and grades are both given", "keep grade for B or better, grades for a list")
        empty = self._fields().is_empty and not self.actors
        if empty and not self.everything:
            raise Fault(
                "has no condition, so it would take everything",
                'write everything = true if that is meant, else a condition such as countries = ["UA"]',
            )
        if self.everything and not empty:
            raise Fault("says everything = true beside conditions", "remove it, or the conditions")
        return self

    def match(self) -> Match:
        """As the domain sees it: regions and aliases taken apart, words folded."""
        made = self._fields()
        return replace(made, actors=canonical_names(self.actors)) if self.actors else made

    def _fields(self) -> Match:
        """All but the actors, whose table takes a moment to read."""
        return Match(
            kinds=self.kinds,
            min_severity=self.severity,
            max_severity=self.severity_to,
            countries=frozenset(code for place in self.countries for code in members(place) or ()),
            sectors=self.sectors,
            sources=self.sources,
            langs=self.langs,
            grades=better(self.grade) if self.grade else self.grades,
            standings=self.standing,
            words=tuple(word.casefold() for word in self.words),
            not_words=tuple(word.casefold() for word in self.not_words),
        )


def check_match(file: str, label: str, keys: MatchKeys, known: Known, faults: Faults) -> None:
    """Every name in it must be one that exists."""
    for key, noun, names, there in (
        ("kinds", "kind", keys.kinds, known.kinds),
        ("sources", "source", keys.sources, known.sources),
    ):
        for name in sorted(names):
            check_name(file, f"{label}.{key}", noun, name, there, faults)
