"""What a text names: actors, crews, malicious programs, countries, sectors, makers, organisations. Each with where it stands."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

import ahocorasick_rs
import pycountry

from bot.analysis.galaxy import Entity, Names, Sort, table
from bot.analysis.phrases import Hit, Phrases, bounded, longest, split_list
from bot.analysis.reading import Reading

_NEAR = 28
_NUMBERED = re.compile(r"\b(?:UNC|UAC-|UAT-|TA|FIN|APT-?|APT-C-|Storm-|DEV-|CL-[A-Z]{3}-|TGR-[A-Z]{3}-|UTA)\d{1,5}\b")
"""Trackers' names for groups that have no other: new ones appear weekly."""


class Way(StrEnum):
    """How a country is named."""

    NAME = "names"
    WITHIN = "within"
    VOICE = "voices"
    ARM = "arms"


@dataclass(frozen=True, slots=True)
class Place:
    """A country (ISO alpha-2 or "EU") and how it is named."""

    code: str
    way: Way


@dataclass(frozen=True, slots=True)
class Organisation:
    """Somebody who may be attacked: where it is at home (ISO alpha-2, "EU", "" for nowhere) and its sector."""

    name: str
    country: str
    sector: str


@dataclass(frozen=True, slots=True)
class Mentions:
    """Everything found in one reading, each list in text order."""

    names: tuple[Hit[Entity], ...]
    places: tuple[Hit[Place], ...]
    sectors: tuple[Hit[str], ...]
    makers: tuple[Hit[str], ...]
    organisations: tuple[Hit[Organisation], ...] = ()

    def actors(self) -> list[Hit[Entity]]:
        """Groups and crews."""
        return [h for h in self.names if h.what.sort is not Sort.MALWARE]

    def malware(self) -> list[Hit[Entity]]:
        """Programs."""
        return [h for h in self.names if h.what.sort is Sort.MALWARE]


def _rows(name: str) -> Iterable[list[str]]:
    """The columns of a table of names, one entry a line."""
    text = (resources.files("bot.analysis") / "words" / f"{name}.tsv").read_text(encoding="utf-8")
    return (line.split("\t") for line in text.splitlines())


def _organisations() -> Iterable[tuple[str, Organisation]]:
    for name, country, sector in _rows("organisations"):
        yield f"^{name}", Organisation(name, country, sector)


def _places() -> Iterable[tuple[str, Place]]:
    rows = table("places")
    told: set[str] = set()
    for way in Way:
        for code, words in rows[way].items():
            told.add(code)
            for word in split_list(words):
                yield word, Place(code, way)
    for name, code in _rows("places"):
        yield f"^{name}", Place(code, Way.WITHIN)
    for country in pycountry.countries:
        if country.alpha_2 not in told:
            common = getattr(country, "common_name", country.name).split(",")[0]
            yield f"^{common}", Place(country.alpha_2, Way.NAME)


class Gazetteer:
    """All name tables, searched in a handful of passes. Immutable after construction; about 0.3 s to make."""

    def __init__(self) -> None:
        """Reads the galaxy, the word tables and pycountry."""
        names = Names()
        self._entities = list(names.entities.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(names.entities))
        self._context = Phrases((w, True) for w in names.context)
        self._place = Phrases(_places())
        sectors = table("sectors")
        makers = split_list(sectors.pop("vendors")["names"])
        self._sector = Phrases((w, sector) for sector, words in sectors.items() for w in split_list(words))
        self._maker = Phrases((f"^{m}", m) for m in makers)
        self._organisation = Phrases(_organisations())

    def mentions(self, reading: Reading) -> Mentions:
        """Looks everything up."""
        text, low = reading.text, reading.lowered
        return Mentions(
            tuple(self._names(reading)),
            tuple(longest(self._place.find(text, low))),
            tuple(longest(self._sector.find(text, low))),
            tuple(longest(self._maker.find(text, low))),
            tuple(longest(self._organisation.find(text, low))),
        )

    def _names(self, reading: Reading) -> list[Hit[Entity]]:
        """Names with a capital or a digit; those that could be an ordinary word only beside a word of the trade."""
        text, low = reading.text, reading.lowered
        hits: list[Hit[Entity]] = []
        near: list[Hit[bool]] | None = None
        for which, start, end in self._automaton.find_matches_as_indexes(low, overlapping=True):
            if not bounded(low, start, end) or text[start - 1 : start] == "-":
                continue
            entity, seen = self._entities[which], text[start:end]
            if reading.cased and not any(c.isupper() or c.isdigit() for c in seen):
                continue
            if entity.needs_context or (" " not in seen and seen != entity.spelling):
                near = self._context.find(text, low) if near is None else near
                if (entity.needs_context and not reading.cased) or not _beside(near, start, end):
                    continue
            hits.append(Hit(start, end, entity))
        hits += [Hit(m.start(), m.end(), Entity(m.group(), Sort.ACTOR)) for m in _NUMBERED.finditer(text)]
        hits.sort(key=lambda h: (h.start, -h.end))
        return [h for h in longest(hits) if h.what.sort is not Sort.DECOY]


def _beside(near: list[Hit[bool]], start: int, end: int) -> bool:
    """Whether a word of the trade stands close by, and is not the name itself."""
    return any((h.end <= start and start - h.end <= _NEAR) or (h.start >= end and h.start - end <= _NEAR) for h in near)
