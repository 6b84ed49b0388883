"""The names of actors, crews and malicious programs, from the MISP galaxy (CC0 / BSD-2-Clause) and our own additions.

The clusters' JSON is read straight from the installed `pymispgalaxies` package: its classes take seconds to build what
is needed here in a tenth of one.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import resources
from typing import Any

from bot.analysis.phrases import split_list


class Sort(IntEnum):
    """What a name is the name of. Of two claims to one name the smaller sort wins."""

    ACTOR = 0
    CREW = 1
    MALWARE = 2
    DECOY = 3
    """A longer name that only holds one of the others ("Google Play")."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A canonical name. `country` is ISO alpha-2 where the galaxy or our table says whom the actor works for."""

    name: str
    sort: Sort
    country: str = ""
    spelling: str = ""
    """As the galaxy writes it here."""
    needs_context: bool = False
    """The spelling could be a word: it counts only with a capital, and beside a word such as "gang" or "malware"."""
    ordinary: bool = False
    """The spelling is a word, a place or a person: it counts only where the text says in so many words that it is a name."""
    sure: bool = False
    """The spelling can be nothing else, in whatever case it is written."""


_CLUSTERS: tuple[tuple[str, Sort], ...] = (
    ("threat-actor", Sort.ACTOR),
    ("microsoft-activity-group", Sort.ACTOR),
    ("mitre-intrusion-set", Sort.ACTOR),
    ("ransomware", Sort.MALWARE),
    ("botnet", Sort.MALWARE),
    ("stealer", Sort.MALWARE),
    ("banker", Sort.MALWARE),
    ("rat", Sort.MALWARE),
    ("backdoor", Sort.MALWARE),
    ("malpedia", Sort.MALWARE),
    ("mitre-malware", Sort.MALWARE),
    ("mitre-ics-software", Sort.MALWARE),
    ("tidal-software", Sort.MALWARE),
    ("tool", Sort.MALWARE),
    ("android", Sort.MALWARE),
    ("exploit-kit", Sort.MALWARE),
    ("cryptominers", Sort.MALWARE),
    ("360net", Sort.ACTOR),
    ("tidal-groups", Sort.ACTOR),
)
"""The earlier cluster keeps a name. Left out: `surveillance-vendor` (camera makers and VPN shops; the few that news means are
in our table), `mitre-tool` and tidal's tools (ipconfig, TeamViewer: what administrators use is no malware), `branded_vulnerability`.
"""
_TAIL = re.compile(
    r"(?:\s*\((?:fake|android|windows|elf|ios|macos|os x|js|php|\w+ \w+|\w+)\)|\s+-\s+[GS]\d{4}|\s+ransom\w*|\s+group|\s+gang)+\s*$",
    re.IGNORECASE,
)
_RANSOM = re.compile(r"\sransom\w*\s*$", re.IGNORECASE)
_CODE = re.compile(r"[GS]\d{4}|(?:sig|tag|t|atk|itg)[-_ ]?\d{1,4}", re.IGNORECASE)
_SHORT = 4
_LONG = 40


def table(name: str) -> dict[str, Any]:
    """One of the word tables beside this module."""
    return tomllib.loads((resources.files("bot.analysis") / "words" / f"{name}.toml").read_text(encoding="utf-8"))


def _cluster(name: str) -> list[dict[str, Any]]:
    path = resources.files("pymispgalaxies") / "data" / "misp-galaxy" / "clusters" / f"{name}.json"
    values: list[dict[str, Any]] = json.loads(path.read_bytes())["values"]
    return [value for value in values if (value.get("meta") or {}).get("type") != ["tool"]]


def _plain_word(name: str) -> bool:
    """Whether it could be an ordinary word or family name: one token with no digit and no capital inside."""
    return " " not in name and not any(c.isdigit() or c in "$_.@#" for c in name) and not any(c.isupper() for c in name[1:])


def _shouted(name: str) -> bool:
    """Whether it is all capitals, as vendors write ordinary words that they use as names."""
    return name.isupper() and name.isalpha()


def _spellings(value: str, synonyms: list[str], never: frozenset[str]) -> Iterator[str]:
    """The name and its synonyms as texts write them, without what no text would mean by it."""
    bare = _TAIL.sub("", value).strip()
    whole = value.split(" - G", maxsplit=1)[0].strip()
    for spelling in (bare if _RANSOM.search(whole) else whole, bare, *synonyms):
        name = _TAIL.sub("", spelling).strip() if spelling != value else spelling.strip()
        usable = _SHORT <= len(name) <= _LONG or name in {"Hive", "Conti"}
        if usable and name.lower() not in never and not name.isdigit() and not _CODE.fullmatch(name):
            yield name


class Names:
    """Spelling in small letters -> entity, built once."""

    def __init__(self) -> None:
        """Reads the clusters and our own table; about 0.3 s."""
        own = table("names")
        self.context = split_list(own["context"]["near"])
        self._ordinary = frozenset(split_list(own["ordinary"]["names"]))
        self._sure = frozenset(name.lower() for name in split_list(own["sure"]["names"]))
        self._never = frozenset(split_list(own["never"]["names"]))
        self.entities: dict[str, Entity] = {}
        self._add_groups(own["groups"])
        for crew in split_list(own["crews"]["names"]):
            self._put(crew, Entity(crew, Sort.CREW))
        for decoy in split_list(own["decoys"]["names"]):
            self._put(decoy, Entity(decoy, Sort.DECOY))
        read = [(value, sort) for cluster, sort in _CLUSTERS for value in _cluster(cluster)]
        for value, sort in read:
            if sort is Sort.MALWARE:  # a program's own name goes before the same word as another's alias
                self._add_value({**value, "meta": {}}, sort)
        for value, sort in read:
            self._add_value(value, sort)

    def _add_groups(self, groups: Mapping[str, str]) -> None:
        for name, row in groups.items():
            country, _, others = row.partition(":")
            entity = Entity(name, Sort.ACTOR, country.strip())
            for spelling in (name, *split_list(others)):
                self._put(spelling, entity, ours=True)

    def _add_value(self, value: dict[str, Any], sort: Sort) -> None:
        meta = value.get("meta") or {}
        synonyms = [s for s in meta.get("synonyms") or [] if isinstance(s, str)]
        country = str(meta.get("country") or "").upper()
        canonical = value["value"].split(" - G")[0].strip()
        known = self.entities.get(canonical.lower()) if sort is Sort.ACTOR else None
        entity = known or Entity(
            _TAIL.sub("", canonical).strip() or canonical, sort, country if re.fullmatch("[A-Z]{2}", country) else ""
        )
        for spelling in _spellings(value["value"], synonyms, self._never):
            self._put(spelling, entity)

    def _put(self, spelling: str, entity: Entity, *, ours: bool = False) -> None:
        """The first entity that claims a spelling keeps it. What is in our own table of groups is sure unless it is a word."""
        low = spelling.lower()
        sure = low in self._sure or (ours and low not in self._ordinary)
        plain = not sure and (low in self._ordinary or _plain_word(spelling) or _shouted(spelling))
        if plain and spelling.islower():
            return
        made = Entity(entity.name, entity.sort, entity.country, spelling, plain, plain and low in self._ordinary, sure)
        self.entities.setdefault(low, made)


@cache
def known_names() -> Names:
    """The one that everybody shares: it is large, and nobody changes it."""
    return Names()
