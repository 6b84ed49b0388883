"""Whether two names mean the same: "Fancy Bear" and APT28, "Chinese hackers" and China, "Oslund clinics" and "Oslund"."""

import re
import unicodedata
from collections.abc import Iterable

from bot.analysis.galaxy import Sort, known_names
from bot.analysis.mentions import gazetteer
from bot.analysis.phrases import split_list
from bot.analysis.reading import read
from bot.domain.verdict import Named

_FILLERS = frozenset(
    split_list(
        "a, an, and, the, of, by, in, group, groups, gang, gangs, crew, team, hacker, hackers, hacking, hacktivist, hacktivists, "
        "attacker, attackers, threat, actor, actors, apt, spies, state, nation, government, backed, sponsored, linked, "
        "affiliated, aligned, pro, suspected, operation, operators, criminals, cybercriminals, cyber, cyberespionage, ransomware, "
        "inc, ltd, llc, plc, corp, corporation, co, company, gmbh, ag, sa, se"
    )
)
"""Words that say what sort of party it is, not which."""
_BETWEEN = re.compile(r"\s*[/,;()&]\s*|\s+(?:and|aka|a\.k\.a\.)\s+|\s+-\s+", re.IGNORECASE)
_OWNS = re.compile(r"['\u2019]s?\b")
_NO_WORD = re.compile(r"[\W_]+")
_SHORTEST, _MOST_MORE = 3, 4
_CODE = re.compile("[A-Z]{2}")
_LAND = "country"
"""Stands before a code, for "IN" and "IS" are words too."""


class Same:
    """The galaxy's aliases and the ways to write a country, for comparing a label with an answer."""

    def __init__(self) -> None:
        """Reads the tables: half a second."""
        self._aliases = {k: e.name for k, e in known_names().entities.items() if e.sort in {Sort.ACTOR, Sort.CREW}}
        self._gazetteer = gazetteer()

    def in_text(self, label: str, text: str) -> bool:
        """Whether the text names it at all: what it does not name nobody can find in it."""
        whole = f" {' '.join(_words(text))} "
        return any(f" {' '.join(_words(part))} " in whole for part in _parts(label))

    def hit(self, label: str, said: Iterable[Named]) -> bool:
        """Whether one answer is one of the names in the label. A country stands for its bodies; a country that was only worked out
        (a canonical "GB" beside a town) does not.
        """
        wanted = {key for part in _parts(label) for key in self._keys(part)}
        names = {part for one in said for part in (*_parts(one.name), *_parts(one.canonical)) if not _CODE.fullmatch(part)}
        given = {key for part in names for key in self._keys(part)}
        return any(_alike(a, b) for a in wanted for b in given)

    def _keys(self, name: str) -> set[str]:
        """A name in the one form that it is compared in, and the galaxy's name for it."""
        made = {self._bare(name)}
        alias = self._aliases.get(name.lower()) or self._aliases.get(" ".join(_words(name)))
        return made | ({self._bare(alias)} if alias else set())

    def _bare(self, name: str) -> str:
        """Small words without fillers, each country as its code."""
        reading = read("", name, "en")
        text = reading.text
        for hit in reversed(self._gazetteer.mentions(reading).places):
            text = f"{text[: hit.start]} {_LAND}{hit.what.code} {text[hit.end :]}"
        words = _words(text)
        return " ".join([w for w in words if w not in _FILLERS] or words)


def _words(text: str) -> list[str]:
    return _NO_WORD.sub(" ", _OWNS.sub(" ", unicodedata.normalize("NFKC", text).casefold())).split()


def _parts(label: str) -> list[str]:
    """Each name of a list, and the whole of it, because some names hold a comma or an ampersand."""
    return list(dict.fromkeys(p for p in (label, *_BETWEEN.split(label)) if p.strip()))


def _alike(one: str, two: str) -> bool:
    """The same words, or one name whole within the other; a sentence around a name is no answer."""
    if one.replace(" ", "") == two.replace(" ", ""):
        return True
    short, long = sorted((one, two), key=len)
    near = long.count(" ") - short.count(" ") <= _MOST_MORE
    return near and len(short) >= _SHORTEST and f" {short} " in f" {long} "
