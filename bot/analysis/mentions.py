"""What a text names: actors, crews, malicious programs, countries, sectors, makers, organisations. Each with where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

import pycountry

from bot.analysis.galaxy import Entity, Sort, table
from bot.analysis.naming import NameFinder
from bot.analysis.phrases import Hit, Phrases, longest, split_list
from bot.analysis.reading import Reading


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
        self._names = NameFinder()
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
            tuple(self._names.find(reading)),
            tuple(longest(self._place.find(text, low))),
            tuple(longest(self._sector.find(text, low))),
            tuple(longest(self._maker.find(text, low))),
            tuple(longest(self._organisation.find(text, low))),
        )


@cache
def gazetteer() -> Gazetteer:
    """The one that everybody shares: it is large, and nobody changes it."""
    return Gazetteer()
