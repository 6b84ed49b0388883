"""A matcher: a match in one line, as people type it. `kind:ddos country:LT actor:APT28 severity<3 source:x "free words"`.

    key:value           country:LT,LV  or  country:baltics        any of the values; each key once
    severity<3          also <= > >= and = (exactly)
    grade:B             a source graded B or better
    "free words"        all of it as whole words, in a title or text; -"free words": not there
    everything          says in so many words that nothing is asked

Unquoted words are refused: a misspelt key must not become a search for itself.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.analysis.aliases import canonical_names
from bot.analysis.galaxy import table
from bot.analysis.regions import members, regions
from bot.domain.errors import TocsinError, nearest
from bot.domain.match import WORST, Match
from bot.domain.source import Grade
from bot.domain.story import Standing

LONGEST = 500
"""Characters."""
EVERYTHING = "everything"
EXAMPLE = 'write for example: kind:ddos country:LT severity<3 "free words"'
TOKEN = re.compile(
    r'\s*(?:(?P<minus>-?)"(?P<words>[^"]*)"|severity\s*(?P<op><=|>=|<|>|=|:)\s*(?P<step>\d+)(?!\S)'
    r'|(?P<key>[a-z]+):(?P<values>(?:"[^"]*"|[^\s",]+)(?:,(?:"[^"]*"|[^\s",]+))*)(?!\S)|(?P<other>\S+))'
)
VALUE = re.compile(r'"([^"]*)"|([^\s",]+)')
_CVE = re.compile(r"CVE-\d{4}-\d{4,19}")


class BadMatcher(TocsinError):
    """It cannot be understood; `fault` says what, `mend` how to write it."""

    def __init__(self, fault: str, mend: str = EXAMPLE) -> None:
        """Both in plain words."""
        super().__init__(f"{fault}; {mend}")
        self.fault = fault
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that a matcher may use; None where any will do."""

    kinds: Collection[str] | None = None
    sources: Collection[str] | None = None


def parse_matcher(text: str, vocabulary: Vocabulary) -> Match:
    """What the line means. Raises `BadMatcher`, also for a line that asks nothing without saying `everything`."""
    line = " ".join(text.split())
    if not line or len(line) > LONGEST:
        raise BadMatcher("is empty" if not line else f"is longer than {LONGEST} characters")
    if line == EVERYTHING:
        return Match()
    match, seen = Match(), set[str]()
    for token in TOKEN.finditer(line):
        key = token["key"] or ("severity" if token["op"] else "")
        if key in seen:
            raise BadMatcher(f'"{key}" is given twice', f"write its values after one {key}:, with commas between")
        seen |= {key} - {""}
        match = with_token(match, token, vocabulary)
    if match.is_empty:
        raise BadMatcher("asks nothing", f'write "{EVERYTHING}" if that is meant')
    return match


def with_token(match: Match, token: re.Match[str], vocabulary: Vocabulary) -> Match:
    """The match so far and one more condition."""
    if token["words"] is not None:
        words = token["words"].strip().casefold()
        if not words:
            raise BadMatcher("the quotes are empty")
        if token["minus"]:
            return replace(match, not_words=(*match.not_words, words))
        return replace(match, words=(*match.words, words))
    if token["op"]:
        return _severity(match, token["op"], int(token["step"]))
    if token["key"]:
        values = [quoted or plain for quoted, plain in VALUE.findall(token["values"])]
        return _condition(match, token["key"], values, vocabulary)
    return _refuse(token["other"])


def _refuse(word: str) -> Match:
    if word == EVERYTHING:
        raise BadMatcher(f'"{EVERYTHING}" stands beside conditions', "leave it out, or the conditions")
    raise BadMatcher(f'"{word[:60]}" is no condition', f"put free words in quotes; {EXAMPLE}")


def _severity(match: Match, sign: str, step: int) -> Match:
    if step > WORST:
        raise BadMatcher("a severity is 0 to 4", "write for example: severity<3")
    low = {">=": step, ">": step + 1, "=": step, ":": step}.get(sign, 0)
    high = {"<=": step, "<": step - 1, "=": step, ":": step}.get(sign, WORST)
    if low > WORST or high < 0:
        raise BadMatcher(f"no severity is {sign}{step}", "a severity is 0 to 4")
    return replace(match, min_severity=low, max_severity=high)


def _condition(match: Match, key: str, values: list[str], vocabulary: Vocabulary) -> Match:
    known = _known(vocabulary)
    if key in known:
        field, noun, names, fold = known[key]
        folded = [fold(v) for v in values]
        for value in folded:
            if names is not None and value not in names:
                raise BadMatcher(f'unknown {noun} "{value[:60]}"', nearest(value, names))
        made: Mapping[str, Any] = {field: frozenset(folded)}
        return replace(match, **made)
    make = _MADE.get(key)
    if make is None:
        raise BadMatcher(f'unknown key "{key[:40]}"', nearest(key, [*known, *_MADE, "severity"]))
    return make(match, values)


def _known(vocabulary: Vocabulary) -> Mapping[str, tuple[str, str, Collection[str] | None, Callable[[str], str]]]:
    """Key -> field, what it names, the names that there are, and how a typed one is folded."""
    sectors = ({*table("sectors")} - {"vendors"}) | {"other"}
    return {
        "kind": ("kinds", "kind", vocabulary.kinds, str.lower),
        "sector": ("sectors", "sector", sectors, str.lower),
        "source": ("sources", "source", vocabulary.sources, str.lower),
        "lang": ("langs", "language", None, str.lower),
    }


def _countries(match: Match, values: list[str]) -> Match:
    found: set[str] = set()
    for value in values:
        codes = members(value) or members(value.lower()) or members(value.upper())
        if codes is None:
            raise BadMatcher(f'unknown country or region "{value[:40]}"', nearest(value, regions()))
        found |= codes
    return replace(match, countries=frozenset(found))


def _actors(match: Match, values: list[str]) -> Match:
    return replace(match, actors=canonical_names(values))


def _grade(match: Match, values: list[str]) -> Match:
    given = values[0].upper()
    if len(values) > 1 or given not in set(Grade):
        raise BadMatcher("a grade is one letter, A to F", "write for example: grade:B, for B or better")
    return replace(match, grades=better(Grade(given)))


def _standing(match: Match, values: list[str]) -> Match:
    names = [str(s) for s in Standing]
    for value in values:
        if value.lower() not in names:
            raise BadMatcher(f'unknown standing "{value[:40]}"', nearest(value, names))
    return replace(match, standings=frozenset(Standing(v.lower()) for v in values))


def _cves(match: Match, values: list[str]) -> Match:
    cves = frozenset(v.upper() for v in values)
    for cve in sorted(cves):
        if not _CVE.fullmatch(cve):
            raise BadMatcher(f'"{cve[:40]}" is no CVE id', "write for example: cve:CVE-2026-12345")
    return replace(match, cves=cves)


_MADE: Mapping[str, Callable[[Match, list[str]], Match]] = {
    "country": _countries,
    "actor": _actors,
    "grade": _grade,
    "standing": _standing,
    "cve": _cves,
}


KEYS = ("kind", "sector", "source", "lang", *_MADE, "severity")
"""What may stand before a colon."""


def better(grade: Grade) -> frozenset[Grade]:
    """This grade and the better ones."""
    return frozenset(g for g in Grade if g <= grade)
